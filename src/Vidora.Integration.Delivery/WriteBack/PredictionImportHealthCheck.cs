using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Vidora.Integration.Delivery;

/// <summary>
/// Says in plain English whether an account's recurring imports are well, for hosts that import without forwarding;
/// <see cref="VidoraForwardingHealthCheck"/> says both.
/// </summary>
/// <param name="imports">The account's recurring imports.</param>
public sealed class PredictionImportHealthCheck(PredictionImports imports) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var (health, sentence) = imports.Describe();
        return Task.FromResult(new HealthCheckResult(health, sentence));
    }
}
