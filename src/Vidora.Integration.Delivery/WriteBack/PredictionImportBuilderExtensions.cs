using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Vidora.Integration;
using Vidora.Integration.Configuration;
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

        services.TryAddForAccount(name, provider => new PredictionImports(provider.GetClock()));
        services.AddSingleton<IHostedService>(provider =>
        {
            var vendor = provider.GetAccountOptions<VidoraOptions>(name).PredictionVendor;
            var stateFile = name.Length == 0 ? "vidora-predictions.db" : $"vidora-predictions-{name}.db";
            var folders = provider.GetKeyedServices<Folder>(name).Select(folder => folder.Create(vendor, stateFile)).ToList();
            PredictionFolderOptionsValidator.ThrowIfInvalid(name, folders);
            var feed = provider.FindForAccount<MParticleFeedClient>(name) ?? throw new InvalidOperationException(
                "AddPredictionImport needs a feed. Use .AddPredictionFeed(o => { o.Key = …; o.Secret = …; })");
            var time = provider.GetClock();
            var logger = provider.GetLogger("Vidora.Integration.Delivery");
            var erasures = provider.FindForAccount<DeliveryStore>(name);
            return new PredictionImportService(
                name, folders, file => new PredictionImporter(feed, file, erasures, time, logger), provider.GetForAccount<PredictionImports>(name), time, logger);
        });
        return builder;
    }

    /// <summary>Applies each new export of a folder, configured from a section.</summary>
    /// <remarks>Unknown keys, invalid values and a missing section fail at startup.</remarks>
    /// <param name="builder">The account.</param>
    /// <param name="section">The section, with the names of the properties of <see cref="PredictionFolderOptions"/> as keys.</param>
    public static VidoraBuilder AddPredictionImport(this VidoraBuilder builder, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return builder.AddPredictionImport(
            options => PredictionFolderOptions.Settings.Read(section, builder.Name, options, nameof(PredictionFolderOptions.Directory)));
    }

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
