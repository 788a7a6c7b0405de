using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
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
    /// <param name="configure">Sets the options. Directory and pipeline are required.</param>
    public static VidoraBuilder AddPredictionImport(this VidoraBuilder builder, Action<PredictionFolderOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var name = builder.Name;
        builder.Services.AddKeyedSingleton(name, new Folder(configure));
        if (builder.Services.TryAddForAccount(name, provider => new PredictionImports(provider.GetClock())))
        {
            builder.Services.AddSingleton<IHostedService>(provider => CreateService(provider, name));
        }

        return builder;
    }

    /// <summary>Applies the exports of a folder, and configures it from a section.</summary>
    /// <remarks>Unknown keys, invalid values and a missing section fail at startup.</remarks>
    /// <param name="builder">The account.</param>
    /// <param name="section">The section, with the names of the properties of <see cref="PredictionFolderOptions"/> as keys.</param>
    public static VidoraBuilder AddPredictionImport(this VidoraBuilder builder, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(section);
        return builder.AddPredictionImport(options => PredictionFolderOptions.Settings.Read(
            section, builder.Name, options, nameof(PredictionFolderOptions.Directory)));
    }

    private static PredictionImportService CreateService(IServiceProvider provider, string name)
    {
        var vendor = provider.GetAccountOptions<VidoraOptions>(name).PredictionVendor;
        var folders = provider.GetKeyedServices<Folder>(name).Select(folder => folder.Create(name, vendor)).ToList();
        foreach (var group in folders.GroupBy(folder => Path.GetFullPath(folder.Directory), StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            throw new OptionsValidationException(
                name,
                typeof(PredictionFolderOptions),
                [$"The pipelines {string.Join(" and ", group.Select(folder => $"\"{folder.Pipeline}\""))} have the same Directory. Set one for each."]);
        }

        var feed = provider.FindForAccount<MParticleFeedClient>(name) ?? throw new InvalidOperationException(
            "AddPredictionImport needs a feed. Use .AddPredictionFeed(o => { o.Key = …; o.Secret = …; })");
        var erasures = provider.FindForAccount<DeliveryStore>(name);
        var time = provider.GetClock();
        var logger = provider.GetLogger("Vidora.Integration.Delivery");
        return new PredictionImportService(
            name, folders, file => new PredictionImporter(feed, file, erasures, time, logger), provider.GetForAccount<PredictionImports>(name), time, logger);
    }

    private sealed class Folder(Action<PredictionFolderOptions> configure)
    {
        /// <exception cref="OptionsValidationException">An option is invalid.</exception>
        public PredictionFolderOptions Create(string name, PredictionVendor vendor)
        {
            var options = new PredictionFolderOptions();
            configure(options);
            PredictionFolderOptions.Settings.ThrowIfInvalid(name, options);
            options.Vendor ??= vendor;
            options.StateFile ??= name.Length == 0 ? "vidora-predictions.db" : $"vidora-predictions-{name}.db";
            return options;
        }
    }
}
