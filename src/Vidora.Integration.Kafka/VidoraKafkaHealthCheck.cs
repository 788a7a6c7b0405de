using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Vidora.Integration.Kafka;

/// <summary>Says in one sentence of plain English whether an account's consumer is well, and what to do when it is not.</summary>
/// <param name="consumer">The account's consumer.</param>
public sealed class VidoraKafkaHealthCheck(VidoraKafkaConsumer consumer) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var status = consumer.GetStatus();
        return Task.FromResult(new HealthCheckResult(
            status.Health,
            status.Sentence,
            data: new Dictionary<string, object>
            {
                ["partitions"] = status.Partitions,
                ["paused_partitions"] = status.PausedPartitions,
                ["in_flight"] = status.InFlightMessages,
                ["lag"] = status.Lag,
            }));
    }
}
