using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vidora.Integration.Configuration;
using Vidora.Integration.Predictions;
using Vidora.Integration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the mParticle feed that an account's predictions are written to.</summary>
public static class MParticleFeedBuilderExtensions
{
    /// <summary>
    /// Registers an <see cref="MParticleFeedClient"/> for the account, keyed by its name when it has one. Missing or wrong options
    /// fail at start.
    /// </summary>
    /// <param name="builder">The account.</param>
    /// <param name="configure">Sets the options; key and secret have no default.</param>
    public static VidoraBuilder AddPredictionFeed(this VidoraBuilder builder, Action<MParticleFeedOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var name = builder.Name;
        builder.Services.AddOptions<MParticleFeedOptions>(name).Configure(configure).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MParticleFeedOptions>, MParticleFeedOptionsValidator>());
        var key = name.Length == 0 ? null : name;
        if (builder.Services.Any(service => service.ServiceType == typeof(MParticleFeedClient) && Equals(service.ServiceKey, key)))
        {
            return builder;
        }

        var httpClient = builder.Services.AddHttpClient(name.Length == 0 ? "MParticleFeed" : $"MParticleFeed:{name}").Harden();
        if (key is null)
        {
            builder.Services.AddSingleton(Create);
        }
        else
        {
            builder.Services.AddKeyedSingleton(key, (provider, _) => Create(provider));
        }

        return builder;

        MParticleFeedClient Create(IServiceProvider provider) => new(
            () => provider.GetRequiredService<IHttpClientFactory>().CreateClient(httpClient.Name),
            provider.GetRequiredService<IOptionsMonitor<MParticleFeedOptions>>().Get(name),
            name,
            provider.GetService<TimeProvider>(),
            provider.GetService<ILogger<MParticleFeedClient>>(),
            provider.GetService<IMeterFactory>());
    }
}
