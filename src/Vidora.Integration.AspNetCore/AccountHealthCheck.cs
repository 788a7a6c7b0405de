using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Vidora.Integration.AspNetCore;

/// <summary>Joins the checks of an account to one: the worst status, every description, all data.</summary>
internal sealed class AccountHealthCheck(IReadOnlyList<IHealthCheck> checks) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var results = await Task.WhenAll(checks.Select(check => check.CheckHealthAsync(context, cancellationToken))).ConfigureAwait(false);

        // The enumeration counts up from the worst status.
        var worstFirst = results.OrderBy(result => result.Status).ToList();
        return new HealthCheckResult(
            worstFirst[0].Status,
            string.Join(' ', worstFirst.Select(result => result.Description)),
            data: results.SelectMany(result => result.Data).ToDictionary());
    }
}
