using Spectre.Console;
using Vidora.Integration;
using Vidora.Integration.Delivery;
using Vidora.Integration.Emulator;
using Vidora.Samples.Console.Reporting;
using Vidora.Samples.Console.Sending;

namespace Vidora.Samples.Console.Commands;

/// <summary>Shows the way back: the emulated Vidora predicts from the received events, and its export becomes user attributes.</summary>
internal static class DemoWriteBack
{
    private const string Pipeline = "Likelihood to Purchase";

    /// <summary>Returns whether every prediction arrived.</summary>
    public static async Task<bool> RunAsync(VidoraEmulator emulator, Terminal terminal, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("vidora-demo-");
        try
        {
            var pipeline = emulator.Pipelines.Create(new EmulatedPipeline { Name = Pipeline, TargetEvent = "purchase" });
            await emulator.Pipelines.RunAsync(pipeline.Id, cancellationToken);
            var made = await emulator.Pipelines.AddExportAsync(pipeline.Id, new PredictionExport { Folder = folder.FullName }, cancellationToken);
            terminal.Out.WriteLine($"And back: \"{Pipeline}\" predicts for {Numbers.Count(made.Rows, "user", "users")}; its export becomes user attributes in an emulated mParticle.");
            using var feed = FeedAccount.Create(new MParticleFeedOptions
            {
                Host = new MParticleFeedHost(new Uri(emulator.Address, "s2s")),
                Key = emulator.FeedKey,
                Secret = emulator.FeedSecret,
            });
            var export = new PredictionExportFile { Path = made.File!, Pipeline = Pipeline, Type = VidoraPipelineType.FutureEvents };
            var result = await ImportSession.RunAsync(
                feed.Client, Path.Combine(folder.FullName, "state.db"), erasures: null, export, new PredictionImportOptions(), terminal, cancellationToken);
            ImportReport.Write(result, terminal.Out);
            Show(emulator, terminal.Out);
            var written = result.Added;
            var isWhole = result.Status == PredictionImportStatus.Completed && written == made.Rows && written == emulator.Users.Count;
            var law = $"{Numbers.Text(made.Rows)} predictions made = {Numbers.Text(written)} written = {Numbers.Text(emulator.Users.Count)} profiles with attributes.";
            terminal.Out.Write(isWhole
                ? new Text($"It adds up: {law}\n", new Style(Color.Green))
                : new Text($"It does not add up: {law}\n", new Style(Color.Red)));
            return isWhole;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Show(VidoraEmulator emulator, IAnsiConsole console)
    {
        if (emulator.Users.MaxBy(user => user.Attributes.Values.Sum(value => value.GetDouble())) is not { } user)
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
