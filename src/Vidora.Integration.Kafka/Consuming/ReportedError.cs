using Confluent.Kafka;

namespace Vidora.Integration.Kafka.Consuming;

/// <summary>Holds an error that librdkafka reported.</summary>
internal sealed record ReportedError(ErrorCode Code, DateTimeOffset At)
{
    /// <summary>Returns what to report after the next error.</summary>
    public static ReportedError After(ReportedError? last, Error next, DateTimeOffset at) =>
        // "All brokers down" follows the error of each broker, which says more.
        next.Code == ErrorCode.Local_AllBrokersDown && last is { IsConfiguration: true } ? last with { At = at } : new ReportedError(next.Code, at);

    /// <summary>Gets whether data that a broker sent could not be read.</summary>
    public bool IsUnreadableData => Code is ErrorCode.Local_BadMsg or ErrorCode.Local_BadCompression or ErrorCode.InvalidMsg or ErrorCode.Local_UnsupportedFeature;

    /// <summary>Gets whether names, certificates or credentials are wrong.</summary>
    public bool IsConfiguration =>
        Code is ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed or ErrorCode.Local_Ssl or ErrorCode.Local_Resolve;
}
