using Confluent.Kafka;

namespace Vidora.Integration.Kafka.Telemetry;

/// <summary>Says what to check after an error of Kafka.</summary>
internal static class KafkaAdvice
{
    /// <param name="code">The name of the error's code.</param>
    /// <param name="settings">The option with the settings of librdkafka.</param>
    public static string For(string code, string settings = "the consumer") => code switch
    {
        nameof(ErrorCode.Local_Authentication) or nameof(ErrorCode.SaslAuthenticationFailed) =>
            $"Check SaslMechanism, SaslUsername and SaslPassword of {settings}.",
        nameof(ErrorCode.Local_Ssl) => $"Check SecurityProtocol and the certificates of {settings}.",
        nameof(ErrorCode.Local_Resolve) or nameof(ErrorCode.Local_Transport) or nameof(ErrorCode.Local_AllBrokersDown) =>
            $"Check BootstrapServers of {settings}, and the network to the brokers.",
        nameof(ErrorCode.UnknownTopicOrPart) or nameof(ErrorCode.Local_UnknownTopic) => "Check Topics: one of them does not exist.",
        nameof(ErrorCode.TopicAuthorizationFailed) or nameof(ErrorCode.GroupAuthorizationFailed) =>
            "Allow this user to read the topics and to use the group.",
        _ => "See the log.",
    };
}
