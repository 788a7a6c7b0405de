using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vidora.Integration.Delivery;
using Vidora.Integration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds replay of history beside the live forwarding of a Vidora account.</summary>
public static class VidoraReplayBuilderExtensions
{
    /// <summary>
    /// Registers a <see cref="VidoraReplay"/> that shares the sender of <c>AddForwarding</c>, which must be called too: live
    /// events go first, an outage is waited for once, events of forgotten users are left out, and those that Vidora refuses
    /// become dead letters. A named account's is keyed by its name.
    /// </summary>
    /// <param name="builder">The account.</param>
    public static VidoraBuilder AddReplay(this VidoraBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var name = builder.Name;
        if (name.Length == 0)
        {
            builder.Services.AddSingleton(provider => Create(provider, name));
        }
        else
        {
            builder.Services.AddKeyedSingleton(name, (provider, _) => Create(provider, name));
        }

        return builder;
    }

    private static VidoraReplay Create(IServiceProvider provider, string name) => new(
        Of<VidoraEventSender>(provider, name),
        Of<DeliveryStore>(provider, name),
        Of<MParticleEventMapper>(provider, name),
        provider.GetRequiredService<IOptionsMonitor<VidoraOptions>>().Get(name),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetService<ILoggerFactory>()?.CreateLogger("Vidora.Integration.Delivery") ?? NullLogger.Instance);

    private static T Of<T>(IServiceProvider provider, string name)
        where T : class => name.Length == 0 ? provider.GetRequiredService<T>() : provider.GetRequiredKeyedService<T>(name);
}
