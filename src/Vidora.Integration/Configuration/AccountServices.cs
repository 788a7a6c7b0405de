using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Vidora.Integration.Settings;

namespace Vidora.Integration.Configuration;

/// <summary>Registers and resolves the services and options of an account.</summary>
/// <remarks>Services of a named account are keyed by its name. Those of the account without a name have no key.</remarks>
internal static class AccountServices
{
    /// <summary>Adds named options with their checks. Invalid options fail at startup.</summary>
    public static void AddAccountOptions<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T>(
        this IServiceCollection services, string account, SettingsTable<T> settings)
        where T : class
    {
        services.AddOptions<T>(account).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<T>>(new SettingsValidator<T>(settings)));
    }

    /// <summary>Configures named options from a section. Unknown keys and invalid values fail at startup.</summary>
    /// <param name="services">The services.</param>
    /// <param name="account">The name of the account.</param>
    /// <param name="section">The section.</param>
    /// <param name="settings">The settings that the section may have.</param>
    /// <param name="example">One of them, for the message when there is no section.</param>
    public static void BindAccountOptions<T>(
        this IServiceCollection services, string account, IConfigurationSection section, SettingsTable<T> settings, string example)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(section);
        services.Configure<T>(account, options => settings.Read(section, account, options, example));
    }

    /// <summary>Returns whether the account has a service of the type.</summary>
    public static bool HasForAccount<T>(this IServiceCollection services, string account) =>
        services.Any(service => service.ServiceType == typeof(T) && Equals(service.ServiceKey, KeyOf(account)));

    /// <summary>Adds a singleton of the account unless it has one. Returns whether it was added.</summary>
    public static bool TryAddForAccount<T>(this IServiceCollection services, string account, Func<IServiceProvider, T> create)
        where T : class
    {
        if (services.HasForAccount<T>(account))
        {
            return false;
        }

        if (KeyOf(account) is { } key)
        {
            services.AddKeyedSingleton(key, (provider, _) => create(provider));
        }
        else
        {
            services.AddSingleton(create);
        }

        return true;
    }

    /// <summary>Returns a service of the account.</summary>
    /// <exception cref="InvalidOperationException">The account has none.</exception>
    public static T GetForAccount<T>(this IServiceProvider provider, string account)
        where T : class => KeyOf(account) is { } key ? provider.GetRequiredKeyedService<T>(key) : provider.GetRequiredService<T>();

    /// <summary>Returns a service of the account; null when it has none.</summary>
    public static T? FindForAccount<T>(this IServiceProvider provider, string account)
        where T : class => KeyOf(account) is { } key ? provider.GetKeyedService<T>(key) : provider.GetService<T>();

    /// <summary>Returns the options of the account.</summary>
    public static T GetAccountOptions<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T>(
        this IServiceProvider provider, string account)
        where T : class => provider.GetRequiredService<IOptionsMonitor<T>>().Get(account);

    /// <summary>Returns the container's clock; the system's when it has none.</summary>
    public static TimeProvider GetClock(this IServiceProvider provider) => provider.GetService<TimeProvider>() ?? TimeProvider.System;

    /// <summary>Returns a logger of the container; one that writes nothing when it has none.</summary>
    public static ILogger GetLogger(this IServiceProvider provider, string category) =>
        provider.GetService<ILoggerFactory>()?.CreateLogger(category) ?? NullLogger.Instance;

    private static string? KeyOf(string account) => account.Length == 0 ? null : account;
}
