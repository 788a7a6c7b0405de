using Microsoft.Extensions.Diagnostics.HealthChecks;
using Vidora.Integration.Delivery;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the health of forwarding to a host's health checks.</summary>
public static class VidoraHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds the <see cref="VidoraForwardingHealthCheck"/> of an account, under the name <c>vidora</c> or <c>vidora-NAME</c>. Its
    /// description is one sentence that says what to fix.
    /// </summary>
    /// <param name="builder">The host's health checks.</param>
    /// <param name="account">The account's name. Default the one without a name.</param>
    /// <param name="tags">Tags to choose checks by. Default none.</param>
    public static IHealthChecksBuilder AddVidora(this IHealthChecksBuilder builder, string account = "", IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(account);
        return builder.Add(new HealthCheckRegistration(
            account.Length == 0 ? "vidora" : $"vidora-{account}",
            provider => account.Length == 0
                ? new VidoraForwardingHealthCheck(provider.GetRequiredService<VidoraForwarder>(), provider.GetService<PredictionImports>())
                : new VidoraForwardingHealthCheck(
                    provider.GetRequiredKeyedService<VidoraForwarder>(account), provider.GetKeyedService<PredictionImports>(account)),
            failureStatus: null,
            tags));
    }
}
