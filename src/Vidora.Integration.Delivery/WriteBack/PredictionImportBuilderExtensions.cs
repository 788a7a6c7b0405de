using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Vidora.Integration;
using Vidora.Integration.Delivery;
using Vidora.Integration.Delivery.WriteBack;
using Vidora.Integration.Delivery.WriteBack.Importing;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds recurring imports of prediction exports to a Vidora account.</summary>
public static class PredictionImportBuilderExtensions
{
    /// <summary>
    /// Applies each new export of a folder once, oldest first, while the host runs. Needs <c>AddPredictionFeed</c>; with
    /// <c>AddForwarding</c>, users that it knows as erased are never written. Call it once per pipeline; how they are doing is in
    /// <see cref="PredictionImports"/>, keyed by the account's name when it has one. Wrong options fail when the host starts.
    /// </summary>
    /// <param name="builder">The account.</param>
    /// <param name="configure">Sets the options; folder and pipeline have no default.</param>
    public static VidoraBuilder AddPredictionImport(this VidoraBuilder builder, Action<PredictionFolderOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var name = builder.Name;
        var services = builder.Services;
        var isFirst = !services.Any(service => service.ServiceType == typeof(Folder) && Equals(service.ServiceKey, name));
        services.AddKeyedSingleton(name, new Folder(configure));
        if (!isFirst)
        {
            return builder;
        }

        services.TryAddSingleton(TimeProvider.System);
        if (name.Length == 0)
        {
            services.AddSingleton(provider => new PredictionImports(provider.GetRequiredService<TimeProvider>()));
        }
        else
        {
            services.AddKeyedSingleton(name, (provider, _) => new PredictionImports(provider.GetRequiredService<TimeProvider>()));
        }

        services.AddSingleton<IHostedService>(provider =>
        {
            var folders = provider.GetKeyedServices<Folder>(name).Select(folder => folder.Make()).ToList();
            PredictionFolderOptionsValidator.ThrowUnlessUsable(name, folders);
            var feed = Of<MParticleFeedClient>(provider, name) ?? throw new InvalidOperationException(
                "AddPredictionImport needs to know the feed. Fix: .AddPredictionFeed(o => { o.Key = …; o.Secret = …; })");
            return new PredictionImportService(
                name,
                folders,
                provider.GetRequiredService<IOptionsMonitor<VidoraOptions>>().Get(name).PredictionVendor,
                () => feed,
                Of<DeliveryStore>(provider, name),
                Of<PredictionImports>(provider, name)!,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetService<ILoggerFactory>()?.CreateLogger("Vidora.Integration.Delivery") ?? NullLogger.Instance);
        });
        return builder;
    }

    private static T? Of<T>(IServiceProvider provider, string name)
        where T : class => name.Length == 0 ? provider.GetService<T>() : provider.GetKeyedService<T>(name);

    private sealed class Folder(Action<PredictionFolderOptions> configure)
    {
        public PredictionFolderOptions Make()
        {
            var options = new PredictionFolderOptions();
            configure(options);
            return options;
        }
    }
}
