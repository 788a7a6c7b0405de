using System.CommandLine;
using System.Globalization;
using Vidora.Integration;
using Vidora.Integration.Pipelines;
using Vidora.Samples.Console.Input;
using Vidora.Samples.Console.Reporting;

namespace Vidora.Samples.Console.Commands;

/// <summary>Says what is known for a pipeline before it runs: <c>vidora pipeline check</c>.</summary>
internal static class PipelineCommand
{
    private const int ShownTypes = 20;

    public static Command Create(Terminal terminal)
    {
        var pipeline = new Argument<string>("FILE") { Description = "The JSON file that describes the pipeline." };
        var input = new InputOptions("HISTORY", "Files and folders of mParticle's storage outputs, plain or gzip.");
        var check = new Command("check", "Read history, and say whether the pipeline can run with it.") { pipeline };
        input.AddTo(check);
        check.SetAction((parsed, cancellationToken) => CheckAsync(
            Load(parsed.GetRequiredValue(pipeline)), Open(input, parsed, terminal), terminal, cancellationToken));
        return new Command("pipeline", "Work with the description of a pipeline.") { check };
    }

    /// <exception cref="CommandFailedException">The file is missing or no definition.</exception>
    public static PredictionPipeline Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new CommandFailedException($"there is no file \"{path}\".");
        }

        try
        {
            return PredictionPipeline.Load(path);
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(e.Message);
        }
    }

    public static History Open(InputOptions input, ParseResult parsed, Terminal terminal)
    {
        var mapping = new VidoraMappingOptions();
        input.Apply(parsed, mapping);
        return new History(InputFile.List(input.Paths(parsed)), input.Format(parsed), mapping, terminal);
    }

    /// <exception cref="CommandFailedException">The folder cannot be used.</exception>
    public static ActivityStore OpenStore(string? folder, PredictionPipeline pipeline)
    {
        try
        {
            return ActivityStore.Open(folder, pipeline);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(e.Message);
        }
    }

    private static async Task<int> CheckAsync(PredictionPipeline pipeline, History history, Terminal terminal, CancellationToken cancellationToken)
    {
        using var store = OpenStore(null, pipeline);
        var check = await StepDisplay.RunAsync(terminal.Error, "reading history", async display =>
        {
            await history.ReadAsync(store, display, cancellationToken);
            return new PipelineRunner(store).Check(pipeline, null, cancellationToken);
        });
        terminal.Out.WriteUnbroken($"{Numbers.Count(check.Events, "event", "events")} of {Numbers.Count(check.Users, "user", "users")}"
            + (check is { From: { } from, AsOf: { } asOf } ? $", from {Day(from)} to {Day(asOf)}." : "."));
        var table = new SummaryTable("Event type", "Events");
        foreach (var (type, count) in check.EventTypes.Take(ShownTypes))
        {
            table.Row(type, Numbers.Text(count));
        }

        table.WriteTo(terminal.Out);
        if (check.EventTypes.Count > ShownTypes)
        {
            terminal.Out.WriteUnbroken($"There are {Numbers.Count(check.EventTypes.Count - ShownTypes, "more type", "more types")}.");
        }

        if (check.Rows > 0)
        {
            var share = ((double)check.Positives / check.Rows).ToString("P1", CultureInfo.InvariantCulture);
            terminal.Out.WriteUnbroken(pipeline is RegressionPipeline
                ? $"Examples: {Numbers.Text(check.Rows)} users with a known number. Users to predict: {Numbers.Text(check.Predictions)}."
                : $"Examples: {Numbers.Text(check.Rows)}, of which {Numbers.Text(check.Positives)} are positive ({share}). Users to predict: {Numbers.Text(check.Predictions)}.");
        }

        if (check.Obstacle is { } obstacle)
        {
            throw new CommandFailedException($"the pipeline \"{pipeline.Name}\" cannot run: {obstacle}");
        }

        terminal.Out.WriteUnbroken($"The pipeline \"{pipeline.Name}\" can run.");
        return history.Unreadable > 0 ? ExitCode.Partly : ExitCode.Done;
    }

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
