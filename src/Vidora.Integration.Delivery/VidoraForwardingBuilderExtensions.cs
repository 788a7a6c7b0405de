using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vidora.Integration.Delivery.Sending;
using Vidora.Integration.Delivery.Telemetry;
using Vidora.Integration.Delivery;
using Vidora.Integration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds durable forwarding to a Vidora account.</summary>
public static class VidoraForwardingBuilderExtensions
{
    /// <summary>
    /// Registers a <see cref="VidoraForwarder"/> for the account, its <see cref="VidoraEventSender"/>, its
    /// <see cref="DeliveryStore"/> in an SQLite file, and the hosted service that empties it. A named account's are keyed
    /// by its name. Wrong options, a missing key and a file that cannot be opened fail when the host starts.
    /// </summary>
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
        if (services.Any(service => service.ServiceType == typeof(Parts) && (string?)service.ServiceKey == name))
        {
            return builder;
        }

        services.AddKeyedSingleton(name, (provider, _) => Parts.Make(provider, name));
        AddForAccount(services, name, provider => OpenFile(provider, name));
        AddForAccount(services, name, provider => provider.GetRequiredKeyedService<Parts>(name).Forwarder);
        AddForAccount(services, name, provider => provider.GetRequiredKeyedService<Parts>(name).Sender);
        services.AddSingleton<IHostedService>(provider => new ForwardingService(
            provider.GetRequiredKeyedService<Parts>(name).Forwarder,
            OptionsOf(provider, name).StopTimeout,
            ClockOf(provider),
            LoggerOf(provider)));
        return builder;
    }

    private static void AddForAccount<T>(IServiceCollection services, string name, Func<IServiceProvider, T> create)
        where T : class
    {
        if (name.Length == 0)
        {
            services.AddSingleton(create);
        }
        else
        {
            services.AddKeyedSingleton(name, (provider, _) => create(provider));
        }
    }

    private static T Of<T>(IServiceProvider provider, string name)
        where T : class => name.Length == 0 ? provider.GetRequiredService<T>() : provider.GetRequiredKeyedService<T>(name);

    private static DeliveryStore OpenFile(IServiceProvider provider, string name)
    {
        var options = OptionsOf(provider, name);
        return new DeliveryStore(
            options.QueueFile ?? (name.Length == 0 ? "vidora-queue.db" : $"vidora-queue-{name}.db"),
            options.Limits,
            timeProvider: ClockOf(provider));
    }

    private static VidoraForwardingOptions OptionsOf(IServiceProvider provider, string name) =>
        provider.GetRequiredService<IOptionsMonitor<VidoraForwardingOptions>>().Get(name);

    private static TimeProvider ClockOf(IServiceProvider provider) => provider.GetService<TimeProvider>() ?? TimeProvider.System;

    private static ILogger LoggerOf(IServiceProvider provider) =>
        provider.GetService<ILoggerFactory>()?.CreateLogger("Vidora.Integration.Delivery") ?? NullLogger.Instance;

    /// <summary>What an account's forwarding is made of.</summary>
    private sealed class Parts(
        DeliveryMetrics metrics, QueueSender queueSender, VidoraEventSender sender, VidoraForwarder forwarder) : IDisposable
    {
        public VidoraEventSender Sender => sender;

        public VidoraForwarder Forwarder => forwarder;

        public static Parts Make(IServiceProvider provider, string name)
        {
            var options = OptionsOf(provider, name);
            var account = provider.GetRequiredService<IOptionsMonitor<VidoraOptions>>().Get(name);
            var time = ClockOf(provider);
            var logger = LoggerOf(provider);
            var store = Of<DeliveryStore>(provider, name);
            var mapper = Of<MParticleEventMapper>(provider, name);
            var metrics = new DeliveryMetrics(name, provider.GetService<IMeterFactory>());
            var storeHealth = new StoreHealth();
            var parts = new SendingAccount
            {
                Name = VidoraTelemetry.NameOf(name),
                Client = Of<VidoraClient>(provider, name),
                Store = store,
                Metrics = metrics,
                Account = account,
                Options = options.Sending,
                Time = time,
                Logger = logger,
            };

            // Not disposed of: abandoned attempts may still release it at the end, and it holds no resources.
            var sender = new VidoraEventSender(parts, new SemaphoreSlim(options.Sending.MaxConcurrentRequests));
            var erasures = new ErasureForwarder(parts, sender.Schedule);
            var queueSender = new QueueSender(parts, sender, erasures, storeHealth, options.FillDelay);
            var forwarder = new VidoraForwarder(
                name, store, mapper, sender, queueSender, erasures, storeHealth, metrics, account.RequestTimeout, time, logger);
            return new Parts(metrics, queueSender, sender, forwarder);
        }

        public void Dispose()
        {
            queueSender.Dispose();
            metrics.Dispose();
        }
    }
}
