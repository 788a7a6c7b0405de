using Microsoft.Extensions.Diagnostics.HealthChecks;
using Vidora.Integration.Delivery;

namespace Vidora.Integration.AspNetCore;

/// <summary>Names the tags of checks.</summary>
internal static class ProbeChecks
{
    /// <summary>Marks checks that fail when only a restart helps.</summary>
    public const string Live = "live";

    /// <summary>Marks checks that fail when a request would be refused.</summary>
    public const string Ready = "ready";

    /// <summary>Marks checks that only answer probes: the account's check says the same in more words.</summary>
    public const string Only = "vidora-probe";
}

/// <summary>Checks that the loops of an account move.</summary>
internal sealed class LiveCheck(IEnumerable<Liveness> loops) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var problems = string.Join(' ', loops.Select(loop => loop.Problem).OfType<string>());
        return Task.FromResult(problems.Length == 0
            ? HealthCheckResult.Healthy("The process moves.")
            : HealthCheckResult.Unhealthy($"{problems} Restart the process."));
    }
}

/// <summary>Checks that an append would succeed now.</summary>
internal sealed class ReadyCheck(VidoraForwarder forwarder, CancellationToken stopping) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var refusal = stopping.IsCancellationRequested
            ? "This host is stopping."
            : await forwarder.FindRefusalAsync(cancellationToken).ConfigureAwait(false);
        return refusal is null ? HealthCheckResult.Healthy("Accepts events.") : HealthCheckResult.Unhealthy(refusal);
    }
}
