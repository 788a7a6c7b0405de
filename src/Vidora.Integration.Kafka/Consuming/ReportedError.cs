using Confluent.Kafka;

namespace Vidora.Integration.Kafka.Consuming;

/// <summary>An error that librdkafka reported.</summary>
internal sealed record ReportedError(ErrorCode Code, DateTimeOffset At)
{
    /// <summary>Whether it says that names, certificates or credentials are wrong.</summary>
    public bool IsOfTheSetUp =>
        Code is ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed or ErrorCode.Local_Ssl or ErrorCode.Local_Resolve;
}
