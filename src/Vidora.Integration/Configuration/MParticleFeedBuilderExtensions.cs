using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Vidora.Integration;
using Vidora.Integration.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the mParticle feed that an account's predictions are written to.</summary>
public static class MParticleFeedBuilderExtensions
{
    /// <summary>Registers an <see cref="MParticleFeedClient"/> for the account.</summary>
    /// <remarks>It is keyed by the account's name when it has one. Invalid options fail at startup with the option's name.</remarks>
    /// <param name="builder">The account.</param>
    /// <param name="configure">Sets the options. Key and secret are required.</param>
    public static VidoraBuilder AddPredictionFeed(this VidoraBuilder builder, Action<MParticleFeedOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        Add(builder).Services.Configure(builder.Name, configure);
        return builder;
    }

    /// <summary>Registers an <see cref="MParticleFeedClient"/> for the account and configures it from a section.</summary>
    /// <remarks>Unknown keys, invalid values and a missing section fail at startup.</remarks>
    /// <param name="builder">The account.</param>
    /// <param name="section">The section, with the names of the properties of <see cref="MParticleFeedOptions"/> as keys.</param>
    public static VidoraBuilder AddPredictionFeed(this VidoraBuilder builder, IConfigurationSection section)
    {
        Add(builder).Services.BindAccountOptions(builder.Name, section, MParticleFeedOptions.Settings, nameof(MParticleFeedOptions.Key));
        return builder;
    }

    private static VidoraBuilder Add(VidoraBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var name = builder.Name;
        var httpClient = name.Length == 0 ? "MParticleFeed" : $"MParticleFeed:{name}";
        builder.Services.AddAccountOptions(name, MParticleFeedOptions.Settings);
        var isFirst = builder.Services.TryAddForAccount(name, provider => new MParticleFeedClient(
            () => provider.GetRequiredService<IHttpClientFactory>().CreateClient(httpClient),
            provider.GetAccountOptions<MParticleFeedOptions>(name),
            name,
            provider.GetService<TimeProvider>(),
            provider.GetService<ILogger<MParticleFeedClient>>(),
            provider.GetService<IMeterFactory>()));
        if (isFirst)
        {
            builder.Services.AddHttpClient(httpClient).Harden();
        }

        return builder;
    }
}
