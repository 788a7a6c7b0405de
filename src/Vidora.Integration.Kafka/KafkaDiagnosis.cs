using System.Globalization;
using Confluent.Kafka;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Vidora.Integration.Kafka.Consuming;

namespace Vidora.Integration.Kafka;

/// <summary>Says in one sentence how consuming is doing, the worst thing first.</summary>
internal static class KafkaDiagnosis
{
    private static readonly TimeSpan _recent = TimeSpan.FromMinutes(1);

    public static (HealthStatus Health, string Sentence) Describe(
        TimeSpan? sinceMoved,
        TimeSpan stuckAfter,
        string? failure,
        string? trouble,
        ReportedError? error,
        int partitions,
        int paused,
        long lag,
        DateTimeOffset now) => sinceMoved switch
    {
        null => (HealthStatus.Unhealthy, "The Kafka consumer is not running."),
        { } silence when silence > stuckAfter && failure is null => (
            HealthStatus.Unhealthy,
            $"The Kafka consumer has not polled for {Number((long)silence.TotalSeconds)} s; nothing is lost. Restart the host."),
        _ when failure is not null => (
            HealthStatus.Unhealthy, $"The Kafka client failed ({failure}) and is made anew. {AdviceFor(failure)}"),
        _ when trouble is not null => (
            HealthStatus.Unhealthy, $"Offsets wait and nothing is lost, but there is trouble with {trouble}"),
        _ when error is not null && now - error.At < _recent => (
            HealthStatus.Degraded, $"Kafka reported {error.Code} within the last minute. {AdviceFor(error.Code.ToString())}"),
        _ when partitions == 0 => (
            HealthStatus.Healthy, "This member has no partition: the group is rebalancing, has more members than partitions, or its topics do not exist."),
        _ when paused > 0 => (
            HealthStatus.Healthy,
            $"Consuming; {Number(paused)} of {Count(partitions, "partition", "partitions")} paused until Vidora has taken what was consumed; "
            + $"{Count(lag, "message", "messages")} behind."),
        _ => (HealthStatus.Healthy, $"Consuming {Count(partitions, "partition", "partitions")}; {Count(lag, "message", "messages")} behind."),
    };

    private static string AdviceFor(string code) => code switch
    {
        nameof(ErrorCode.Local_Authentication) or nameof(ErrorCode.SaslAuthenticationFailed) =>
            "Check SaslMechanism, SaslUsername and SaslPassword of the consumer.",
        nameof(ErrorCode.Local_Ssl) => "Check SecurityProtocol and the certificates of the consumer.",
        nameof(ErrorCode.Local_Resolve) or nameof(ErrorCode.Local_Transport) or nameof(ErrorCode.Local_AllBrokersDown) =>
            "Check BootstrapServers of the consumer, and whether the brokers can be reached.",
        nameof(ErrorCode.UnknownTopicOrPart) or nameof(ErrorCode.Local_UnknownTopic) => "Check Topics: one of them does not exist.",
        nameof(ErrorCode.TopicAuthorizationFailed) or nameof(ErrorCode.GroupAuthorizationFailed) =>
            "Allow this user to read the topics and to use the group.",
        _ => "See the log.",
    };

    private static string Count(long count, string singular, string plural) => $"{Number(count)} {(count == 1 ? singular : plural)}";

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
