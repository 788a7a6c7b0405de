using Microsoft.Extensions.Logging.Abstractions;
using Vidora.Integration.Delivery;
using Vidora.Integration.Emulator;

namespace Vidora.Integration.AotProbe;

/// <summary>Replay and write-back, without a host.</summary>
internal static class DeliveryChecks
{
    public static async Task RunAsync(Checks checks, VidoraEmulator emulator, string folder)
    {
        await checks.RunAsync("an archive is replayed", () => ReplayAsync(emulator, folder));
        await checks.RunAsync("an export is written back, once", () => ImportAsync(emulator, folder));
        await checks.RunAsync("predictions are fetched and written back", () => FetchAsync(emulator, folder));
    }

    private static async Task ReplayAsync(VidoraEmulator emulator, string folder)
    {
        var archive = Directory.CreateDirectory(Path.Combine(folder, "archive")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(archive, "batch.json"), Documents.Batch);
        var before = emulator.GetState().Valid;
        var account = Account(emulator);
        using var http = new HttpClient();
        using var replay = new VidoraReplay(new VidoraClient(http, account), account, logger: NullLogger.Instance);
        var report = await replay.RunAsync(
            ReplayInput.FromFiles([archive]), new ReplayOptions { CheckpointFile = Path.Combine(folder, "replay.checkpoint") });
        Checks.True(report.AddsUp && report.IsClean, "the report is clean and adds up");
        Checks.Equal(3, report.Total.Delivered, "the number of delivered events");
        Checks.Equal(before + 3, emulator.GetState().Valid, "the number of events received");
    }

    private static async Task ImportAsync(VidoraEmulator emulator, string folder)
    {
        var file = Path.Combine(folder, "export.csv");
        await File.WriteAllTextAsync(file, "user_id,score\n101,0.25\n102,0.5\n\"103\",0.75\n");
        var export = new PredictionExportFile { Path = file, Pipeline = "Sample Pipeline", Type = VidoraPipelineType.FutureEvents };
        using var http = new HttpClient();
        using var importer = new PredictionImporter(new MParticleFeedClient(http, Feed(emulator)), Path.Combine(folder, "predictions.db"));
        var results = Path.Combine(folder, "results.csv");
        var first = await importer.RunAsync(export, new PredictionImportOptions { ResultsFile = results });
        Checks.Equal(PredictionImportStatus.Completed, first.Status, first.Sentence);
        Checks.Equal(3, first.Added, "the number of users added");
        Checks.Equal(
            0.75, emulator.Users.Find(103)?.Attributes["$intelligent_attribute:vidora:sample_pipeline__score"].GetDouble(), "the attribute");
        Checks.Equal(4, (await File.ReadAllLinesAsync(results)).Length, "the number of lines of the results");
        Checks.Equal(3, (await importer.RunAsync(export)).Unchanged, "the number of users unchanged the second time");
    }

    private static async Task FetchAsync(VidoraEmulator emulator, string folder)
    {
        using var http = new HttpClient();
        using var importer = new PredictionImporter(new MParticleFeedClient(http, Feed(emulator)), Path.Combine(folder, "fetched.db"));
        var result = await importer.RunAsync(new VidoraPredictionSource
        {
            Client = new VidoraClient(http, Account(emulator)),
            PipelineId = emulator.Pipelines.Single().Id,
            Pipeline = "Fetched Pipeline",
            Users = [long.Parse(Documents.Mpid, System.Globalization.CultureInfo.InvariantCulture)],
        });
        Checks.Equal(1, result.Added, "the number of users added");
    }

    private static VidoraOptions Account(VidoraEmulator emulator) => new() { BaseAddress = emulator.Address, ApiKey = emulator.ApiKey };

    private static MParticleFeedOptions Feed(VidoraEmulator emulator)
    {
        var options = new MParticleFeedOptions();
        EmulatedFeed.Use(options, emulator);
        return options;
    }
}
