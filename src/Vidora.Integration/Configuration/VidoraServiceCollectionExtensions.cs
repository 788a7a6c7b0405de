using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vidora.Integration.Configuration;
using Vidora.Integration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers Vidora accounts.</summary>
public static class VidoraServiceCollectionExtensions
{
    /// <summary>
    /// Registers an account with default options: <see cref="VidoraClient"/>, <see cref="MParticleEventMapper"/> and
    /// <see cref="PredictionAttributeNames"/>. Reads nothing from anywhere. The client needs an API key as soon as it is resolved;
    /// mapping and names need none.
    /// </summary>
    /// <param name="services">Where to register.</param>
    public static VidoraBuilder AddVidora(this IServiceCollection services) => Add(services, Options.Options.DefaultName);

    /// <summary>Registers an account and configures it in code. Options that cannot be fail at start.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="configure">Sets the options.</param>
    public static VidoraBuilder AddVidora(this IServiceCollection services, Action<VidoraOptions> configure) =>
        Add(services, Options.Options.DefaultName).With(configure);

    /// <summary>
    /// Registers an account and configures it from a section, whose keys are the names of the properties of
    /// <see cref="VidoraOptions"/>. Unknown keys, values that cannot be and a section that does not exist fail at start.
    /// </summary>
    /// <param name="services">Where to register.</param>
    /// <param name="section">The section, such as <c>configuration.GetSection("Vidora")</c>.</param>
    public static VidoraBuilder AddVidora(this IServiceCollection services, IConfigurationSection section) =>
        Add(services, Options.Options.DefaultName).With(section);

    /// <summary>
    /// Registers one of several accounts with default options. Its services are keyed by its name, its options are named.
    /// </summary>
    /// <param name="services">Where to register.</param>
    /// <param name="name">The name of the account; not empty.</param>
    public static VidoraBuilder AddVidora(this IServiceCollection services, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Add(services, name);
    }

    /// <summary>Registers one of several accounts and configures it in code.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="name">The name of the account; not empty.</param>
    /// <param name="configure">Sets the options.</param>
    public static VidoraBuilder AddVidora(this IServiceCollection services, string name, Action<VidoraOptions> configure) =>
        services.AddVidora(name).With(configure);

    /// <summary>Registers one of several accounts and configures it from a section.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="name">The name of the account; not empty.</param>
    /// <param name="section">The section, such as <c>configuration.GetSection("Vidora:Europe")</c>.</param>
    public static VidoraBuilder AddVidora(this IServiceCollection services, string name, IConfigurationSection section) =>
        services.AddVidora(name).With(section);

    private static VidoraBuilder With(this VidoraBuilder builder, Action<VidoraOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.Configure(builder.Name, configure);
        return builder;
    }

    private static VidoraBuilder With(this VidoraBuilder builder, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return builder.With(options => VidoraOptionsSection.Apply(section, builder.Name, options));
    }

    private static VidoraBuilder Add(IServiceCollection services, string name)
    {
        ArgumentNullException.ThrowIfNull(services);
        var httpClient = AddHttpClient(services, name);
        services.AddOptions<VidoraOptions>(name).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<VidoraOptions>, VidoraOptionsValidator>());
        AddForAccount(services, name, provider => new VidoraClient(
            () => provider.GetRequiredService<IHttpClientFactory>().CreateClient(httpClient.Name),
            OptionsOf(provider, name),
            name,
            provider.GetService<TimeProvider>(),
            provider.GetService<ILogger<VidoraClient>>(),
            provider.GetService<IMeterFactory>()));
        AddForAccount(services, name, provider => new PredictionAttributeNames(OptionsOf(provider, name).PredictionVendor));
        AddForAccount(services, name, provider => new MParticleEventMapper(OptionsOf(provider, name).Mapping));
        return new VidoraBuilder(name, services, httpClient);
    }

    private static IHttpClientBuilder AddHttpClient(IServiceCollection services, string name)
    {
        var httpClient = services.AddHttpClient(name.Length == 0 ? "Vidora" : $"Vidora:{name}");
        var key = name.Length == 0 ? null : name;
        if (services.Any(service => service.ServiceType == typeof(VidoraClient) && Equals(service.ServiceKey, key)))
        {
            // Registered before; what was configured since then stays.
            return httpClient;
        }

        return httpClient.Harden();
    }

    private static void AddForAccount<T>(IServiceCollection services, string name, Func<IServiceProvider, T> create)
        where T : class
    {
        if (name.Length == 0)
        {
            services.TryAddSingleton(create);
        }
        else
        {
            services.TryAddKeyedSingleton(name, (provider, _) => create(provider));
        }
    }

    private static VidoraOptions OptionsOf(IServiceProvider provider, string name) =>
        provider.GetRequiredService<IOptionsMonitor<VidoraOptions>>().Get(name);
}
