using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vidora.Integration.Delivery.Sending;
using Vidora.Integration.Delivery;
using Vidora.Integration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds durable forwarding and replay to a Vidora account.</summary>
public static class VidoraDeliveryBuilderExtensions
{
    /// <summary>Registers the <see cref="VidoraForwarder"/> and the <see cref="DeliveryStore"/> of the account.</summary>
    /// <remarks>
    /// A hosted service sends the events of the store. The services of a named account are keyed by its name. Invalid options, a
    /// missing key and a file that cannot be opened fail when the host starts.
    /// </remarks>
    /// <param name="builder">The account.</param>
    /// <param name="configure">Sets options; null keeps the defaults.</param>
    public static VidoraBuilder AddForwarding(this VidoraBuilder builder, Action<VidoraForwardingOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var name = builder.Name;
        var services = builder.Services;
        services.AddOptions<VidoraForwardingOptions>(name).Configure(options => configure?.Invoke(options)).ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<VidoraForwardingOptions>, VidoraForwardingOptionsValidator>());
        if (services.Any(service => service.ServiceType == typeof(VidoraForwarder) && (string?)service.ServiceKey == KeyOf(name)))
        {
            return builder;
        }

        AddForAccount(services, name, provider => CreateStore(provider, name));
        AddForAccount(services, name, provider => CreateForwarder(provider, name));
        AddForAccount(services, name, provider => Of<VidoraForwarder>(provider, name).Sender);
        services.AddSingleton<IHostedService>(provider => new ForwardingService(
            Of<VidoraForwarder>(provider, name), OptionsOf(provider, name).StopTimeout, ClockOf(provider), LoggerOf(provider)));
        return builder;
    }

    /// <summary>Registers a <see cref="VidoraReplay"/> that shares the sender of <c>AddForwarding</c>.</summary>
    /// <remarks>
    /// Call <c>AddForwarding</c> too. Live events go first, events of forgotten users are left out, and refused events become dead
    /// letters. The replay of a named account is keyed by its name.
    /// </remarks>
    /// <param name="builder">The account.</param>
    public static VidoraBuilder AddReplay(this VidoraBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var name = builder.Name;
        AddForAccount(builder.Services, name, provider =>
        {
            var forwarder = Of<VidoraForwarder>(provider, name);
            return new VidoraReplay(forwarder.Parts, forwarder.Sender, Of<MParticleEventMapper>(provider, name));
        });
        return builder;
    }

    private static DeliveryStore CreateStore(IServiceProvider provider, string name)
    {
        var options = OptionsOf(provider, name);
        return new DeliveryStore(
            options.QueueFile ?? (name.Length == 0 ? "vidora-queue.db" : $"vidora-queue-{name}.db"),
            options.Limits,
            timeProvider: ClockOf(provider));
    }

    private static VidoraForwarder CreateForwarder(IServiceProvider provider, string name)
    {
        var options = OptionsOf(provider, name);
        var parts = new SendingAccount
        {
            Name = VidoraTelemetry.NameOf(name),
            Client = Of<VidoraClient>(provider, name),
            Store = Of<DeliveryStore>(provider, name),
            Metrics = new DeliveryMetrics(name, provider.GetService<IMeterFactory>()),
            Account = provider.GetRequiredService<IOptionsMonitor<VidoraOptions>>().Get(name),
            Options = options.Sending,
            Time = ClockOf(provider),
            Logger = LoggerOf(provider),
        };
        return new VidoraForwarder(name, parts, Of<MParticleEventMapper>(provider, name), options.FillDelay);
    }

    private static void AddForAccount<T>(IServiceCollection services, string name, Func<IServiceProvider, T> create)
        where T : class
    {
        if (KeyOf(name) is { } key)
        {
            services.AddKeyedSingleton(key, (provider, _) => create(provider));
        }
        else
        {
            services.AddSingleton(create);
        }
    }

    private static T Of<T>(IServiceProvider provider, string name)
        where T : class => KeyOf(name) is { } key ? provider.GetRequiredKeyedService<T>(key) : provider.GetRequiredService<T>();

    private static string? KeyOf(string name) => name.Length == 0 ? null : name;

    private static VidoraForwardingOptions OptionsOf(IServiceProvider provider, string name) =>
        provider.GetRequiredService<IOptionsMonitor<VidoraForwardingOptions>>().Get(name);

    private static TimeProvider ClockOf(IServiceProvider provider) => provider.GetService<TimeProvider>() ?? TimeProvider.System;

    private static ILogger LoggerOf(IServiceProvider provider) =>
        provider.GetService<ILoggerFactory>()?.CreateLogger("Vidora.Integration.Delivery") ?? NullLogger.Instance;
}
