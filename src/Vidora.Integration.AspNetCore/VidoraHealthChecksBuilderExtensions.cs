using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Vidora.Integration.AspNetCore;
using Vidora.Integration.Configuration;
using Vidora.Integration.Delivery;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the health of Vidora accounts to a host's health checks.</summary>
public static class VidoraHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check of an account, named <c>vidora</c> or <c>vidora-NAME</c>. It covers the account's queue and sender, its recurring
    /// imports and its Kafka consumer. The description says what is wrong and how to correct it, the worst first. Adds two checks for
    /// probes too: <c>…-live</c> with the tag <c>live</c>, and <c>…-ready</c> with the tag <c>ready</c>.
    /// </summary>
    /// <param name="builder">The host's health checks.</param>
    /// <param name="account">The account's name. Default: the account without a name.</param>
    /// <param name="tags">The tags of the check. Default: none.</param>
    public static IHealthChecksBuilder AddVidora(this IHealthChecksBuilder builder, string account = "", IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(account);
        var name = account.Length == 0 ? "vidora" : $"vidora-{account}";
        builder.Add(new HealthCheckRegistration(
            $"{name}-live", provider => new LiveCheck(provider.GetKeyedServices<Liveness>(account)), failureStatus: null, [ProbeChecks.Live, ProbeChecks.Only]));
        builder.Add(new HealthCheckRegistration(
            $"{name}-ready",
            provider => new ReadyCheck(
                provider.GetForAccount<VidoraForwarder>(account), provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping),
            failureStatus: null,
            [ProbeChecks.Ready, ProbeChecks.Only]));
        return builder.Add(new HealthCheckRegistration(
            name,
            provider => new AccountHealthCheck(
            [
                new VidoraForwardingHealthCheck(
                    provider.GetForAccount<VidoraForwarder>(account), provider.FindForAccount<PredictionImports>(account)),
                .. provider.GetKeyedServices<IHealthCheck>(account),
            ]),
            failureStatus: null,
            tags));
    }
}
