using Confluent.Kafka;

namespace Vidora.Integration.Kafka.Consuming;

/// <summary>Holds an error that librdkafka reported.</summary>
internal sealed record ReportedError(ErrorCode Code, DateTimeOffset At)
{
    /// <summary>Gets whether names, certificates or credentials are wrong.</summary>
    public bool IsConfiguration =>
        Code is ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed or ErrorCode.Local_Ssl or ErrorCode.Local_Resolve;
}
