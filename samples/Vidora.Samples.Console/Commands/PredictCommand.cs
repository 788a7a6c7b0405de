using System.Buffers;
using System.CommandLine;
using Vidora.Integration;
using Vidora.Integration.Pipelines;
using Vidora.Samples.Console.Input;
using Vidora.Samples.Console.Reporting;

namespace Vidora.Samples.Console.Commands;

/// <summary>Predicts from history: <c>vidora predict</c>.</summary>
internal static class PredictCommand
{
    private const double ReadingShare = 0.5;

    public static Command Create(Terminal terminal)
    {
        var input = new InputOptions("HISTORY", "Files and folders of mParticle's storage outputs, plain or gzip.");
        var pipeline = new Option<string>("--pipeline") { Description = "The JSON file that describes the pipeline.", HelpName = "FILE", Required = true };
        var output = new Option<string>("--out") { Description = "The CSV file that gets the predictions, for import.", HelpName = "EXPORT", Required = true };
        var card = new Option<string>("--card") { Description = "The JSON file that gets the model card. An older card in it is compared.", HelpName = "FILE" };
        var report = new Option<string>("--report") { Description = "The HTML file that gets the model card as a page.", HelpName = "FILE" };
        var activity = new Option<string>("--activity")
        {
            Description = "The folder that keeps what was read. The next run reads new files only.",
            HelpName = "FOLDER",
        };
        var command = new Command("predict", "Learn from history, and write a prediction for every active user. The model is this project's own, not Vidora's.");
        input.AddTo(command);
        foreach (var option in new Option[] { pipeline, output, card, report, activity })
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellationToken) => RunAsync(
            PipelineCommand.Load(parsed.GetRequiredValue(pipeline)),
            PipelineCommand.Open(input, parsed, terminal),
            new Files(parsed.GetRequiredValue(output), parsed.GetValue(card), parsed.GetValue(report), parsed.GetValue(activity)),
            terminal,
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(PredictionPipeline pipeline, History history, Files files, Terminal terminal, CancellationToken cancellationToken)
    {
        var last = files.Card is { } old && File.Exists(old) ? ReadCard(old) : null;
        using var store = PipelineCommand.OpenStore(files.Activity, pipeline);
        var run = await StepDisplay.RunAsync(terminal.Error, "reading history", async display =>
        {
            await history.ReadAsync(store, new Scaled(display), cancellationToken);
            return await new PipelineRunner(store).RunAsync(pipeline, null, last, new Steps(display), cancellationToken);
        });
        if (run.Failure is { } failure)
        {
            throw new CommandFailedException($"there are no predictions: {failure}");
        }

        var json = new ArrayBufferWriter<byte>();
        run.Card!.WriteTo(json);
        await WriteAsync(files.Output, stream => run.WriteExportAsync(stream, cancellationToken));
        if (files.Card is not null)
        {
            await WriteAsync(files.Card, stream => stream.WriteAsync(json.WrittenMemory, cancellationToken).AsTask());
        }

        if (files.Report is not null)
        {
            await WriteAsync(files.Report, stream => stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(run.Card.ToHtml()), cancellationToken).AsTask());
        }

        terminal.Out.WriteUnbroken($"{Numbers.Count(run.Predictions.Count, "prediction", "predictions")} of {Numbers.Count(store.Users, "user", "users")} from {Numbers.Count(store.Events, "event", "events")}, in {files.Output}. {run.Card.Notice}");
        foreach (var sentence in run.Card.Alarms.Concat(run.Card.Sentences))
        {
            terminal.Out.WriteUnbroken(sentence);
        }

        return history.Unreadable > 0 ? ExitCode.Partly : ExitCode.Done;
    }

    private static ModelCard? ReadCard(string path)
    {
        try
        {
            return ModelCard.Parse(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"\"{path}\" exists and is not a model card. Use another file for --card.");
        }
    }

    /// <summary>Writes a file in whole: a run that is stopped leaves the old one.</summary>
    private static async Task WriteAsync(string path, Func<Stream, Task> write)
    {
        try
        {
            await using (var file = File.Create(path + ".new"))
            {
                await write(file);
            }

            File.Move(path + ".new", path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"\"{path}\" cannot be written: {e.Message}");
        }
    }

    private sealed record Files(string Output, string? Card, string? Report, string? Activity);

    private sealed class Scaled(StepDisplay display) : IProgress<double>
    {
        public void Report(double value) => display.Report(value * ReadingShare);
    }

    private sealed class Steps(StepDisplay display) : IProgress<PipelineProgress>
    {
        public void Report(PipelineProgress value) => display.Show(value.Step, ReadingShare + ((1 - ReadingShare) * value.Fraction));
    }
}
