using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Vidora.Integration.Kafka;

/// <summary>Checks an account's consumer.</summary>
internal sealed class VidoraKafkaHealthCheck(VidoraKafkaConsumer consumer) : IHealthCheck
{
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
