using System.Buffers;
using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
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
        var card = new Option<string>("--card") { Description = "The JSON file that gets the model card. An older card in it is compared; once its window is over, it is kept with what came of it.", HelpName = "FILE" };
        var report = new Option<string>("--report") { Description = "The HTML file that gets the model card as a page.", HelpName = "FILE" };
        var activity = new Option<string>("--activity")
        {
            Description = "The folder that keeps what was read. The next run reads new files only.",
            HelpName = "FOLDER",
        };
        var learnEvery = new Option<int>("--learn-every")
        {
            Description = "Predict with the model of an earlier run until it is so many days old. It needs --activity. Default: 0, every run learns.",
            HelpName = "DAYS",
        };
        var command = new Command("predict", "Learn from history, and write a prediction for every active user. The model is this project's own, not Vidora's.");
        input.AddTo(command);
        foreach (var option in new Option[] { pipeline, output, card, report, activity, learnEvery })
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellationToken) => RunAsync(
            PipelineCommand.Load(parsed.GetRequiredValue(pipeline)),
            PipelineCommand.Open(input, parsed, terminal),
            new Files(parsed.GetRequiredValue(output), parsed.GetValue(card), parsed.GetValue(report), parsed.GetValue(activity)),
            TimeSpan.FromDays(parsed.GetValue(learnEvery)),
            terminal,
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        PredictionPipeline pipeline, History history, Files files, TimeSpan learnEvery, Terminal terminal, CancellationToken cancellationToken)
    {
        if (learnEvery < TimeSpan.Zero || (learnEvery > TimeSpan.Zero && files.Activity is null))
        {
            throw new CommandFailedException("--learn-every takes days from 0, and needs --activity, which keeps the model.");
        }

        var last = files.Card is { } old && File.Exists(old) ? ReadCard(old) : null;
        using var store = PipelineCommand.OpenStore(files.Activity, pipeline);
        var run = await StepDisplay.RunAsync(terminal.Error, "reading history", async display =>
        {
            await history.ReadAsync(store, new Scaled(display), cancellationToken);
            return await new PipelineRunner(store) { LearnAgainAfter = learnEvery }.RunAsync(pipeline, null, last, new Steps(display), cancellationToken);
        });
        if (run.Failure is { } failure)
        {
            throw new CommandFailedException($"there are no predictions: {failure}");
        }

        var outcome = last is null ? null : await CompleteAsync(new PipelineRunner(store), pipeline, last, files, cancellationToken);
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

        if (outcome is not null)
        {
            terminal.Out.WriteUnbroken(outcome);
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

    /// <summary>Keeps the last card with what came of the last export, once the window of its predictions is over. Returns what to say about it.</summary>
    private static async Task<string?> CompleteAsync(PipelineRunner runner, PredictionPipeline pipeline, ModelCard last, Files files, CancellationToken cancellationToken)
    {
        var definition = new ArrayBufferWriter<byte>();
        pipeline.WriteTo(definition);
        if (last.Outcome is not null || !File.Exists(files.Output) || !JsonNode.DeepEquals(last.Definition, JsonNode.Parse(definition.WrittenSpan)))
        {
            return null;
        }

        var run = new PredictionRun { Pipeline = pipeline, Card = last, Predictions = [.. File.ReadLines(files.Output).Skip(1).Select(Row).OfType<PipelinePrediction>()] };
        if (runner.Complete(run).Card is not { Outcome: { } outcome } card)
        {
            return null;
        }

        var day = card.AsOf.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var path = Path.ChangeExtension(files.Card!, $".{day}{Path.GetExtension(files.Card)}");
        var json = new ArrayBufferWriter<byte>();
        card.WriteTo(json);
        await WriteAsync(path, stream => stream.WriteAsync(json.WrittenMemory, cancellationToken).AsTask());
        var (predicted, observed) = (outcome.Predicted.ToString("P1", CultureInfo.InvariantCulture), outcome.Observed.ToString("P1", CultureInfo.InvariantCulture));
        return $"What came of the predictions for {day}: {predicted} were predicted, {observed} did it. The card with its outcome is in {path}.";
    }

    private static PipelinePrediction? Row(string line) =>
        line.Split(',') is [var user, var score, _] && double.TryParse(score, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? new PipelinePrediction { UserId = user, Score = number }
            : null;

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
