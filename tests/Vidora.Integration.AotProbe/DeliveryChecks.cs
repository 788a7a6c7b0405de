using Microsoft.Extensions.Logging.Abstractions;
using Vidora.Integration.Delivery;

namespace Vidora.Integration.AotProbe;

/// <summary>Replay and write-back, without a host.</summary>
internal static class DeliveryChecks
{
    public static async Task RunAsync(Checks checks, LocalServices services, string folder)
    {
        await checks.RunAsync("an archive is replayed", () => ReplayAsync(services, folder));
        await checks.RunAsync("an export is written back, once", () => ImportAsync(services, folder));
        await checks.RunAsync("predictions are fetched and written back", () => FetchAsync(services, folder));
    }

    private static async Task ReplayAsync(LocalServices services, string folder)
    {
        var archive = Directory.CreateDirectory(Path.Combine(folder, "archive")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(archive, "batch.json"), Documents.Batch);
        var before = services.Valid;
        var account = Account(services);
        using var http = new HttpClient();
        using var replay = new VidoraReplay(new VidoraClient(http, account), account, logger: NullLogger.Instance);
        var report = await replay.RunAsync(
            ReplayInput.FromFiles([archive]), new ReplayOptions { CheckpointFile = Path.Combine(folder, "replay.checkpoint") });
        Checks.True(report.AddsUp && report.IsClean, "the report is clean and adds up");
        Checks.Equal(3, report.Total.Delivered, "the number of delivered events");
        Checks.Equal(before + 3, services.Valid, "the number of events received");
    }

    private static async Task ImportAsync(LocalServices services, string folder)
    {
        var file = Path.Combine(folder, "export.csv");
        await File.WriteAllTextAsync(file, "user_id,score\n101,0.25\n102,0.5\n\"103\",0.75\n");
        var export = new PredictionExportFile { Path = file, Pipeline = "Sample Pipeline", Type = VidoraPipelineType.FutureEvents };
        using var http = new HttpClient();
        using var importer = new PredictionImporter(new MParticleFeedClient(http, Feed(services)), Path.Combine(folder, "predictions.db"));
        var results = Path.Combine(folder, "results.csv");
        var first = await importer.RunAsync(export, new PredictionImportOptions { ResultsFile = results });
        Checks.Equal(PredictionImportStatus.Completed, first.Status, first.Sentence);
        Checks.Equal(3, first.Added, "the number of users added");
        Checks.Equal(
            0.75, services.AttributeOf(103, "$intelligent_attribute:vidora:sample_pipeline__score"), "the attribute");
        Checks.Equal(4, (await File.ReadAllLinesAsync(results)).Length, "the number of lines of the results");
        Checks.Equal(3, (await importer.RunAsync(export)).Unchanged, "the number of users unchanged the second time");
    }

    private static async Task FetchAsync(LocalServices services, string folder)
    {
        using var http = new HttpClient();
        using var importer = new PredictionImporter(new MParticleFeedClient(http, Feed(services)), Path.Combine(folder, "fetched.db"));
        var result = await importer.RunAsync(new VidoraPredictionSource
        {
            Client = new VidoraClient(http, Account(services)),
            PipelineId = LocalServices.PipelineId,
            Pipeline = "Fetched Pipeline",
            Users = [long.Parse(Documents.Mpid, System.Globalization.CultureInfo.InvariantCulture)],
        });
        Checks.Equal(1, result.Added, "the number of users added");
    }

    private static VidoraOptions Account(LocalServices services) => new() { BaseAddress = services.Address, ApiKey = services.ApiKey };

    private static MParticleFeedOptions Feed(LocalServices services)
    {
        var options = new MParticleFeedOptions();
        EmulatedFeed.Use(options, services);
        return options;
    }
}
