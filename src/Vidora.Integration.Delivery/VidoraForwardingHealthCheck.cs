using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Vidora.Integration.Delivery;

/// <summary>
/// Says in plain English whether an account's forwarding, and the import of its predictions when there is one, is well, and what to
/// do when it is not.
/// </summary>
/// <param name="forwarder">The account's forwarder.</param>
/// <param name="imports">The account's recurring imports; null when there are none.</param>
public sealed class VidoraForwardingHealthCheck(VidoraForwarder forwarder, PredictionImports? imports = null) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var status = await forwarder.GetStatusAsync(cancellationToken).ConfigureAwait(false);
            var (health, sentence) = imports?.Describe() ?? (HealthStatus.Healthy, "");

            // The enumeration counts up from the worst.
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
