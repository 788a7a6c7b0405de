using Microsoft.Extensions.Diagnostics.HealthChecks;
using Vidora.Integration.Delivery.Storage;

namespace Vidora.Integration.Delivery;

/// <summary>Says in one sentence of plain English whether an account's forwarding is well, and what to do when it is not.</summary>
/// <param name="forwarder">The account's forwarder.</param>
public sealed class VidoraForwardingHealthCheck(VidoraForwarder forwarder) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var status = await forwarder.GetStatusAsync(cancellationToken).ConfigureAwait(false);
            return new HealthCheckResult(
                status.Health,
                status.Sentence,
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
