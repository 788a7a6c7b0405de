using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Vidora.Integration;
using Vidora.Integration.Delivery;
using Vidora.Integration.Delivery.WriteBack;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers watched folders of prediction exports.</summary>
public static class PredictionImportBuilderExtensions
{
    /// <summary>Applies each new export of a folder once, oldest first, while the host runs.</summary>
    /// <remarks>
    /// Call it once per pipeline, and call <c>AddPredictionFeed</c>. With <c>AddForwarding</c>, users erased there are never
    /// written. <see cref="PredictionImports"/> describes the folders; it is keyed by the account's name when that has one. Invalid
    /// options fail at startup with the option's name.
    /// </remarks>
    /// <param name="builder">The account.</param>
    /// <param name="configure">Sets the options. Directory and pipeline have no default.</param>
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
            var vendor = provider.GetRequiredService<IOptionsMonitor<VidoraOptions>>().Get(name).PredictionVendor;
            var stateFile = name.Length == 0 ? "vidora-predictions.db" : $"vidora-predictions-{name}.db";
            var folders = provider.GetKeyedServices<Folder>(name).Select(folder => folder.Create(vendor, stateFile)).ToList();
            PredictionFolderOptionsValidator.ThrowIfInvalid(name, folders);
            var feed = Get<MParticleFeedClient>(provider, name) ?? throw new InvalidOperationException(
                "AddPredictionImport needs a feed. Use .AddPredictionFeed(o => { o.Key = …; o.Secret = …; })");
            var time = provider.GetRequiredService<TimeProvider>();
            var logger = provider.GetService<ILoggerFactory>()?.CreateLogger("Vidora.Integration.Delivery") ?? NullLogger.Instance;
            var erasures = Get<DeliveryStore>(provider, name);
            return new PredictionImportService(
                name, folders, file => new PredictionImporter(feed, file, erasures, time, logger), Get<PredictionImports>(provider, name)!, time, logger);
        });
        return builder;
    }

    private static T? Get<T>(IServiceProvider provider, string name)
        where T : class => name.Length == 0 ? provider.GetService<T>() : provider.GetKeyedService<T>(name);

    private sealed class Folder(Action<PredictionFolderOptions> configure)
    {
        public PredictionFolderOptions Create(PredictionVendor vendor, string stateFile)
        {
            var options = new PredictionFolderOptions();
            configure(options);
            options.Vendor ??= vendor;
            options.StateFile ??= stateFile;
            return options;
        }
    }
}
