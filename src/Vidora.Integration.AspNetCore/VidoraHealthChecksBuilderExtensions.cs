using Microsoft.Extensions.Diagnostics.HealthChecks;
using Vidora.Integration.AspNetCore;
using Vidora.Integration.Delivery;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the health of Vidora accounts to a host's health checks.</summary>
public static class VidoraHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check of an account, named <c>vidora</c> or <c>vidora-NAME</c>. It covers the account's queue and sender, its recurring
    /// imports and its Kafka consumer. The description says what is wrong and how to correct it, the worst first.
    /// </summary>
    /// <param name="builder">The host's health checks.</param>
    /// <param name="account">The account's name. Default: the account without a name.</param>
    /// <param name="tags">The tags of the check. Default: none.</param>
    public static IHealthChecksBuilder AddVidora(this IHealthChecksBuilder builder, string account = "", IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(account);

        // A null key means the service without a key.
        var key = account.Length == 0 ? null : account;
        return builder.Add(new HealthCheckRegistration(
            key is null ? "vidora" : $"vidora-{key}",
            provider => new AccountHealthCheck(
            [
                new VidoraForwardingHealthCheck(
                    provider.GetRequiredKeyedService<VidoraForwarder>(key), provider.GetKeyedService<PredictionImports>(key)),
                .. provider.GetKeyedServices<IHealthCheck>(account),
            ]),
            failureStatus: null,
            tags));
    }
}
