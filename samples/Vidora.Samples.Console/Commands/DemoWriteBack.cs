using Spectre.Console;
using Vidora.Integration;
using Vidora.Integration.Delivery;
using Vidora.Integration.Emulator;
using Vidora.Integration.Pipelines;
using Vidora.Samples.Console.Reporting;
using Vidora.Samples.Console.Sending;

namespace Vidora.Samples.Console.Commands;

/// <summary>Shows the way back: exports of predictions become user attributes in an emulated mParticle.</summary>
internal static class DemoWriteBack
{
    private const string Purchase = "Likelihood to Purchase";

    private static readonly PredictionPipeline[] _pipelines =
    [
        new FutureEventsPipeline { Name = Purchase, Goal = new EventCondition("purchase"), WithinDays = 14 },
        new ClassificationPipeline { Name = "Has a Pet", Attribute = "has_pet", Has = ["true"], HasNot = ["false"] },
    ];

    /// <summary>Lets pipelines learn from the received events, and writes their exports back. Returns whether every prediction arrived.</summary>
    public static async Task<bool> RunLearnedAsync(VidoraEmulator emulator, Terminal terminal, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("vidora-demo-");
        try
        {
            var laws = new List<(bool Holds, string Law)>();
            terminal.Out.WriteLine("And back: two pipelines learn from these events. They are models of this project, not Vidora's.");
            foreach (var definition in _pipelines)
            {
                var pipeline = await emulator.Pipelines.RunAsync(emulator.Pipelines.Create(definition).Id, null, cancellationToken);
                if (pipeline.Failure is { } failure)
                {
                    throw new CommandFailedException($"the pipeline \"{pipeline.Name}\" has no predictions: {failure}");
                }

                var export = await emulator.Pipelines.AddExportAsync(pipeline.Id, new PredictionExport { Folder = folder.FullName }, cancellationToken);
                laws.Add(await WriteAsync(emulator, new PredictionExportFile { Path = export.File!, Pipeline = pipeline.Name, Type = pipeline.Type }, export.Rows, folder.FullName, terminal, cancellationToken));
            }

            Show(emulator, terminal.Out);
            foreach (var pipeline in emulator.Pipelines)
            {
                terminal.Out.WriteLine($"\"{pipeline.Name}\":");
                foreach (var sentence in pipeline.Card!.Sentences)
                {
                    terminal.Out.WriteUnbroken($"  {sentence}");
                }
            }

            return Report(laws, terminal.Out);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Writes an export with made-up scores back. Returns whether every prediction arrived.</summary>
    public static async Task<bool> RunBundledAsync(VidoraEmulator emulator, string file, Terminal terminal, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("vidora-demo-");
        try
        {
            terminal.Out.WriteLine($"And back: a bundled export of \"{Purchase}\", with made-up scores, becomes user attributes in an emulated mParticle.");
            var rows = (await File.ReadAllLinesAsync(file, cancellationToken)).Length - 1;
            var export = new PredictionExportFile { Path = file, Pipeline = Purchase, Type = VidoraPipelineType.FutureEvents };
            var law = await WriteAsync(emulator, export, rows, folder.FullName, terminal, cancellationToken);
            Show(emulator, terminal.Out);
            return Report([law], terminal.Out);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(bool Holds, string Law)> WriteAsync(
        VidoraEmulator emulator, PredictionExportFile export, int rows, string folder, Terminal terminal, CancellationToken cancellationToken)
    {
        using var feed = FeedAccount.Create(new MParticleFeedOptions
        {
            Host = new MParticleFeedHost(new Uri(emulator.Address, "s2s")),
            Key = emulator.FeedKey,
            Secret = emulator.FeedSecret,
        });
        terminal.Out.WriteLine($"\"{export.Pipeline}\" becomes user attributes:");
        var options = new PredictionImportOptions { UsersPerSecond = null };
        var result = await ImportSession.RunAsync(feed.Client, Path.Combine(folder, "state.db"), erasures: null, export, options, terminal, cancellationToken);
        ImportReport.Write(result, terminal.Out);
        var attribute = PredictionAttributeName.Create(export.Pipeline!).ToString();
        var profiles = emulator.Users.Count(user => user.Attributes.ContainsKey(attribute));
        return (
            result.Status == PredictionImportStatus.Completed && result.Added == rows && profiles == rows,
            $"{Numbers.Text(rows)} predictions made = {Numbers.Text(result.Added)} written = {Numbers.Text(profiles)} profiles with \"{export.Pipeline}\".");
    }

    private static bool Report(IReadOnlyList<(bool Holds, string Law)> laws, IAnsiConsole console)
    {
        foreach (var (holds, law) in laws)
        {
            console.Write(holds ? new Text($"It adds up: {law}\n", new Style(Color.Green)) : new Text($"It does not add up: {law}\n", new Style(Color.Red)));
        }

        return laws.All(law => law.Holds);
    }

    private static void Show(VidoraEmulator emulator, IAnsiConsole console)
    {
        var attribute = PredictionAttributeName.Create(Purchase).ToString();
        if (emulator.Users.MaxBy(user => user.Attributes.TryGetValue(attribute, out var score) ? score.GetDouble() : -1) is not { } user)
        {
            return;
        }

        console.WriteLine($"The user most likely to purchase, {user.Mpid}:");
        foreach (var (name, value) in user.Attributes.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            console.WriteUnbroken($"  {name} = {value}");
        }
    }
}
