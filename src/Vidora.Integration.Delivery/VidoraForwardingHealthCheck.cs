using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Vidora.Integration.Delivery;

/// <summary>Describes the health of an account's forwarding and of its prediction imports.</summary>
/// <param name="forwarder">The account's forwarder.</param>
/// <param name="imports">The account's recurring imports; null when there are none.</param>
internal sealed class VidoraForwardingHealthCheck(VidoraForwarder forwarder, PredictionImports? imports = null) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var status = await forwarder.GetStatusAsync(cancellationToken).ConfigureAwait(false);
            var (health, sentence) = imports?.Describe() ?? (HealthStatus.Healthy, "");

            // HealthStatus counts up from the worst state.
            return new HealthCheckResult(
                health < status.Health ? health : status.Health,
                sentence.Length == 0 ? status.Sentence : health < status.Health ? $"{sentence} {status.Sentence}" : $"{status.Sentence} {sentence}",
                data: new Dictionary<string, object>
                {
                    ["events"] = status.Store.Events,
                    ["dead_letters"] = status.Store.DeadLetters.Values.Sum(),
                    ["paused"] = status.IsPaused,
                });
        }
        catch (DeliveryStoreException e)
        {
            return HealthCheckResult.Unhealthy(e.Message);
        }
    }
}
