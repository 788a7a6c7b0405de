using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Vidora.Integration;
using Vidora.Integration.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers Vidora accounts.</summary>
/// <remarks>
/// Each account gets a <see cref="VidoraClient"/> and a <see cref="MParticleEventMapper"/>. The client needs an API key when it is
/// resolved, the mapper needs none. Invalid options fail at startup with the option's name. Nothing is read from the environment.
/// </remarks>
public static class VidoraServiceCollectionExtensions
{
    /// <summary>Registers an account with default options.</summary>
    /// <param name="services">The services.</param>
    public static VidoraBuilder AddVidora(this IServiceCollection services) => Add(services, "");

    /// <summary>Registers an account and configures it in code.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options.</param>
    public static VidoraBuilder AddVidora(this IServiceCollection services, Action<VidoraOptions> configure) =>
        Add(services, "").With(configure);

    /// <summary>Registers an account and configures it from a section. Unknown keys and a missing section fail at startup.</summary>
    /// <param name="services">The services.</param>
    /// <param name="section">The section, with the names of the properties of <see cref="VidoraOptions"/> as keys.</param>
    public static VidoraBuilder AddVidora(this IServiceCollection services, IConfigurationSection section) =>
        Add(services, "").With(section);

    /// <summary>Registers one of several accounts with default options, or an account by its connection string.</summary>
    /// <remarks>
    /// A text with an equals sign is a connection string, such as <c>Endpoint=https://api-us.vidora.com/;ApiToken=…;Secret=…</c>. Only its
    /// <c>ApiToken</c> is required. An app host of Aspire hands it over as <c>ConnectionStrings:vidora</c>.
    /// </remarks>
    /// <param name="services">The services.</param>
    /// <param name="nameOrConnectionString">The name of the account, by which its services are keyed, or a connection string; not empty.</param>
    public static VidoraBuilder AddVidora(this IServiceCollection services, string nameOrConnectionString)
    {
        ArgumentException.ThrowIfNullOrEmpty(nameOrConnectionString);
        return ConnectionString.Is(nameOrConnectionString)
            ? Add(services, "").With(options => ConnectionString.Apply(nameOrConnectionString, "", options))
            : Add(services, nameOrConnectionString);
    }

    /// <summary>Registers one of several accounts by its connection string.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name of the account; not empty, without an equals sign.</param>
    /// <param name="connectionString">The connection string, such as <c>Endpoint=https://api-us.vidora.com/;ApiToken=…;Secret=…</c>.</param>
    public static VidoraBuilder AddVidora(this IServiceCollection services, string name, string connectionString)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        return services.AddNamed(name).With(options => ConnectionString.Apply(connectionString, name, options));
    }

    /// <summary>Registers one of several accounts and configures it in code.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name of the account; not empty.</param>
    /// <param name="configure">Sets the options.</param>
    public static VidoraBuilder AddVidora(this IServiceCollection services, string name, Action<VidoraOptions> configure) =>
        services.AddNamed(name).With(configure);

    /// <summary>Registers one of several accounts and configures it from a section.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name of the account; not empty.</param>
    /// <param name="section">The section, such as <c>configuration.GetSection("Vidora:Europe")</c>.</param>
    public static VidoraBuilder AddVidora(this IServiceCollection services, string name, IConfigurationSection section) =>
        services.AddNamed(name).With(section);

    private static VidoraBuilder AddNamed(this IServiceCollection services, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return ConnectionString.Is(name)
            ? throw new ArgumentException("The name of an account has no equals sign. A connection string is the other argument.", nameof(name))
            : Add(services, name);
    }

    private static VidoraBuilder With(this VidoraBuilder builder, Action<VidoraOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.Configure(builder.Name, configure);
        return builder;
    }

    private static VidoraBuilder With(this VidoraBuilder builder, IConfigurationSection section)
    {
        builder.Services.BindAccountOptions(builder.Name, section, VidoraOptions.Settings, nameof(VidoraOptions.ApiKey));
        return builder;
    }

    private static VidoraBuilder Add(IServiceCollection services, string name)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddAccountOptions(name, VidoraOptions.Settings);
        services.TryAddForAccount(name, provider => new MParticleEventMapper(provider.GetAccountOptions<VidoraOptions>(name).Mapping));
        var httpClient = services.AddHttpClient(name.Length == 0 ? "Vidora" : $"Vidora:{name}");
        var isFirst = services.TryAddForAccount(name, provider => new VidoraClient(
            () => provider.GetRequiredService<IHttpClientFactory>().CreateClient(httpClient.Name),
            provider.GetAccountOptions<VidoraOptions>(name),
            name,
            provider.GetService<TimeProvider>(),
            provider.GetService<ILogger<VidoraClient>>(),
            provider.GetService<IMeterFactory>()));

        // A second registration keeps what was configured since the first.
        return new VidoraBuilder(name, services, isFirst ? httpClient.Harden() : httpClient);
    }
}
