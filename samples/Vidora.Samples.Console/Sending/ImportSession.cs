using System.Globalization;
using Spectre.Console;
using Vidora.Integration.Delivery;
using Vidora.Integration;
using Vidora.Samples.Console.Reporting;

namespace Vidora.Samples.Console.Sending;

/// <summary>Runs an import, with a progress bar on an interactive terminal.</summary>
internal static class ImportSession
{
    /// <exception cref="CommandFailedException">A file, the pipeline's name or an option is invalid.</exception>
    public static async Task<PredictionImportResult> RunAsync(
        MParticleFeedClient feed,
        string stateFile,
        DeliveryStore? erasures,
        PredictionExportFile export,
        PredictionImportOptions options,
        Terminal terminal,
        CancellationToken cancellationToken)
    {
        try
        {
            using var importer = new PredictionImporter(feed, stateFile, erasures);
            if (!terminal.Out.Profile.Capabilities.Interactive)
            {
                return await importer.RunAsync(export, options, null, cancellationToken);
            }

            return await terminal.Out.Progress()
                .AutoClear(true)
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn())
                .StartAsync(bar => importer.RunAsync(export, options, new Bar(bar.AddTask("Checking").IsIndeterminate()), cancellationToken));
        }
        catch (ArgumentException e)
        {
            throw CommandFailedException.Of(e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(e.Message);
        }
    }

    private sealed class Bar(ProgressTask task) : IProgress<PredictionImportProgress>
    {
        public void Report(PredictionImportProgress value)
        {
            if (value.TotalRows is { } total)
            {
                task.IsIndeterminate = false;
                task.MaxValue = Math.Max(1, total);
                task.Value = value.Rows;
            }

            task.Description = value.Stage switch
            {
                PredictionImportStage.Checking => $"Checking, {Numbers.Text(value.Rows)} rows",
                PredictionImportStage.Waiting => "mParticle is busy, waiting",
                _ => $"Writing, {Numbers.Text((long)value.RowsPerSecond)} users/s, {Left(value.TimeLeft)} left",
            };
        }

        private static string Left(TimeSpan? left) => left is { } time ? time.ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture) : "--:--:--";
    }
}
