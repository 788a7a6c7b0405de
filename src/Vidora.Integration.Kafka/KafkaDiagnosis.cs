using Microsoft.Extensions.Diagnostics.HealthChecks;
using Vidora.Integration.Delivery.Telemetry;
using Vidora.Integration.Kafka.Consuming;
using Vidora.Integration.Kafka.Telemetry;

namespace Vidora.Integration.Kafka;

/// <summary>Describes the state of a consumer in one sentence, the worst problem first.</summary>
internal sealed class KafkaDiagnosis
{
    private static readonly TimeSpan _recent = TimeSpan.FromMinutes(1);

    /// <summary>Gets the time since the consumer polled, or null when it is not running.</summary>
    public TimeSpan? SincePolled { get; init; }

    /// <summary>Gets the time without a poll that means a blocked consumer.</summary>
    public TimeSpan StuckAfter { get; init; }

    /// <summary>Gets why the consumer has no client, or null.</summary>
    public string? ClientFailure { get; init; }

    /// <summary>Gets the step that keeps an offset waiting, apart from requests to Vidora, or null.</summary>
    public string? FailedStep { get; init; }

    /// <summary>Gets the error that librdkafka reported last, or null.</summary>
    public ReportedError? Error { get; init; }

    /// <summary>Gets why Kafka has not taken the last offsets, with the time of the first failure; null when it has.</summary>
    public ReportedError? CommitError { get; init; }

    /// <summary>Gets the partition whose topic was created again last, or null.</summary>
    public RecreatedPartition? Recreated { get; init; }

    /// <summary>Gets what was left out of the last minutes, when that was most of it; null otherwise.</summary>
    public string? LeftOut { get; init; }

    public int Partitions { get; init; }

    public int Paused { get; init; }

    public long Lag { get; init; }

    public (HealthStatus Health, string Sentence) Describe(DateTimeOffset now) => SincePolled switch
    {
        null => (HealthStatus.Unhealthy, "The Kafka consumer is not running."),
        { } silence when silence > StuckAfter && ClientFailure is null => (
            HealthStatus.Unhealthy,
            $"The Kafka consumer has not polled for {Words.Number((long)silence.TotalSeconds)} s. No message is lost. Restart the host."),
        _ when ClientFailure is not null => (
            HealthStatus.Unhealthy, $"The Kafka client failed ({ClientFailure}). A new client starts. {KafkaAdvice.For(ClientFailure)}"),
        _ when FailedStep is not null => (
            HealthStatus.Unhealthy, $"The Kafka consumer failed at {FailedStep}. Offsets wait; no message is lost."),
        _ when CommitError is not null => (
            HealthStatus.Unhealthy,
            $"Kafka has taken no offsets since {Words.Time(CommitError.At)} ({CommitError.Code}). Events are sent, and come again after a restart. "
            + KafkaAdvice.For(CommitError.Code.ToString())),
        _ when Error is { IsUnreadableData: true } && now - Error.At < _recent => (
            HealthStatus.Unhealthy,
            $"Data of a broker could not be read within the last minute ({Error.Code}). Check the brokers, and proxies in between. See the log."),
        _ when Recreated is not null && now - Recreated.At < _recent => (
            HealthStatus.Degraded,
            $"The topic of {Recreated.Partition} was deleted and created again. The consumer continues at its first message."),
        _ when Lag < 0 => (
            HealthStatus.Degraded,
            $"The group is {Words.Count(-Lag, "message", "messages")} beyond the end of its partitions: a topic was deleted and created again. See the log."),
        _ when Error is not null && now - Error.At < _recent => (
            HealthStatus.Degraded, $"Kafka reported {Error.Code} within the last minute. {KafkaAdvice.For(Error.Code.ToString())}"),
        _ when LeftOut is not null => (HealthStatus.Degraded, LeftOut),
        _ when Partitions == 0 => (
            HealthStatus.Healthy, "This member has no partition: the group is rebalancing, has more members than partitions, or its topics do not exist."),
        _ when Paused > 0 => (
            HealthStatus.Healthy,
            $"Consuming; {Words.Number(Paused)} of {Words.Count(Partitions, "partition", "partitions")} paused until Vidora accepts the consumed events; "
            + $"{Words.Count(Lag, "message", "messages")} behind."),
        _ => (HealthStatus.Healthy, $"Consuming {Words.Count(Partitions, "partition", "partitions")}; {Words.Count(Lag, "message", "messages")} behind."),
    };
}
