using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Vidora.Integration;
using Vidora.Integration.Configuration;
using Vidora.Integration.Delivery;
using Vidora.Integration.Delivery.Sending;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds durable forwarding and replay to a Vidora account.</summary>
public static class VidoraDeliveryBuilderExtensions
{
    private const string LogCategory = "Vidora.Integration.Delivery";

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
        Add(builder).Services.Configure<VidoraForwardingOptions>(builder.Name, options => configure?.Invoke(options));
        return builder;
    }

    /// <summary>Registers forwarding and configures it from a section.</summary>
    /// <remarks>Unknown keys, invalid values and a missing section fail when the host starts.</remarks>
    /// <param name="builder">The account.</param>
    /// <param name="section">The section, with the names of the properties of <see cref="VidoraForwardingOptions"/> as keys.</param>
    public static VidoraBuilder AddForwarding(this VidoraBuilder builder, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(builder);
        Add(builder).Services.BindAccountOptions(
            builder.Name, section, VidoraForwardingOptions.Settings, nameof(VidoraForwardingOptions.QueueFile));
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
        builder.Services.TryAddForAccount(name, provider =>
        {
            var forwarder = provider.GetForAccount<VidoraForwarder>(name);
            return new VidoraReplay(forwarder.Parts, forwarder.Sender, provider.GetForAccount<MParticleEventMapper>(name));
        });
        return builder;
    }

    private static VidoraBuilder Add(VidoraBuilder builder)
    {
        var name = builder.Name;
        var services = builder.Services;
        services.AddAccountOptions(name, VidoraForwardingOptions.Settings);
        if (services.TryAddForAccount(name, provider => CreateForwarder(provider, name)))
        {
            services.TryAddForAccount(name, provider => CreateStore(provider, name));
            services.TryAddForAccount(name, provider => provider.GetForAccount<VidoraForwarder>(name).Sender);
            services.AddKeyedSingleton(name, (provider, _) => provider.GetForAccount<VidoraForwarder>(name).Liveness);
            services.AddSingleton<IHostedService>(provider => new ForwardingService(
                provider.GetForAccount<VidoraForwarder>(name),
                provider.GetAccountOptions<VidoraForwardingOptions>(name).StopTimeout,
                provider.GetClock(),
                provider.GetLogger(LogCategory)));
        }

        return builder;
    }

    private static DeliveryStore CreateStore(IServiceProvider provider, string name)
    {
        var options = provider.GetAccountOptions<VidoraForwardingOptions>(name);
        return new DeliveryStore(
            options.QueueFile ?? (name.Length == 0 ? "vidora-queue.db" : $"vidora-queue-{name}.db"),
            options.Limits,
            timeProvider: provider.GetClock());
    }

    private static VidoraForwarder CreateForwarder(IServiceProvider provider, string name)
    {
        var options = provider.GetAccountOptions<VidoraForwardingOptions>(name);
        var parts = new SendingAccount
        {
            Name = VidoraTelemetry.NameOf(name),
            Client = provider.GetForAccount<VidoraClient>(name),
            Store = provider.GetForAccount<DeliveryStore>(name),
            Shared = provider.FindForAccount<SharedErasures>(name),
            Metrics = new DeliveryMetrics(name, provider.GetService<IMeterFactory>()),
            Account = provider.GetAccountOptions<VidoraOptions>(name),
            Options = options.Sending,
            Time = provider.GetClock(),
            Logger = provider.GetLogger(LogCategory),
        };
        return new VidoraForwarder(name, parts, provider.GetForAccount<MParticleEventMapper>(name), options.FillDelay, options.Health);
    }
}
