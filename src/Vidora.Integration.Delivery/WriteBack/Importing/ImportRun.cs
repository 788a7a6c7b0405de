using Vidora.Integration.Delivery.WriteBack.Exports;
using Vidora.Integration.Delivery.WriteBack.State;

namespace Vidora.Integration.Delivery.WriteBack.Importing;

/// <summary>Holds what all runs of an importer share.</summary>
internal sealed record ImportParts(MParticleFeedClient Feed, PredictionState State, ErasedUsers Erased, TimeProvider Time);

/// <summary>Runs an import: checks the export, plans each row, writes, and reports.</summary>
internal sealed class ImportRun(ImportParts parts, PredictionExportFile export, PredictionImportOptions options, ImportReport report)
{
    public async Task<PredictionImportResult> RunAsync(CancellationToken cancellationToken)
    {
        ExportSummary summary;
        try
        {
            summary = ExportSummary.Read(export, report.Checked, cancellationToken);
        }
        catch (PredictionExportException e)
        {
            return Stop([new ExportAnomaly(e.Kind, e.Message)]);
        }

        report.Rows = summary.Rows;
        var series = parts.State.FindSeries(parts.Feed.Identity, export.SeriesName);
        var anomalies = SanityGate.Judge(summary, export.IsSelection ? null : parts.State.FindLastApplied(series));
        if (anomalies.Any(anomaly => !options.AcceptAnomalies || !anomaly.CanBeAccepted))
        {
            return Stop(anomalies);
        }

        try
        {
            await WriteAsync(series, summary, cancellationToken).ConfigureAwait(false);
            return report.Complete(anomalies);
        }
        catch (ImportStoppedException e)
        {
            return report.Finish(e.Status, e.Message, anomalies, e.RetryAt);
        }
        catch (PredictionExportException e)
        {
            return report.Finish(PredictionImportStatus.Interrupted, $"{e.Message} The file changed while it was read.", anomalies);
        }
    }

    private PredictionImportResult Stop(IReadOnlyList<ExportAnomaly> anomalies) => report.Finish(
        PredictionImportStatus.Stopped, $"Nothing was sent. {string.Join(' ', anomalies.Select(anomaly => anomaly.Message))}", anomalies);

    private async Task WriteAsync(int series, ExportSummary summary, CancellationToken cancellationToken)
    {
        var run = options.DryRun ? null : parts.State.Begin(series, IdentityOf(summary), summary.ExportedAt, summary.Rows);
        using var file = (export.WatchedResultsFile ?? options.ResultsFile) is { } path
            ? new ImportResults(path, export.IsWatched ? FileMode.CreateNew : FileMode.Create, summary.Columns)
            : null;
        report.StartWriting(file, run?.IsResumed ?? false);
        var fullRun = options.Full ? run?.Number ?? -1 : (long?)null;
        var plan = new ImportPlan(export, summary, parts.State, series, fullRun, parts.Erased).ReadAsync(cancellationToken);
        if (run is null)
        {
            await MeasureAsync(plan, summary.Columns).ConfigureAwait(false);
            return;
        }

        await new ImportWriter(parts, run, summary.Columns, options, report).WriteAsync(plan, cancellationToken).ConfigureAwait(false);
        parts.State.Finish(run, isBaseline: !export.IsSelection);
    }

    /// <summary>Counts what a run would send.</summary>
    private async Task MeasureAsync(IAsyncEnumerable<IReadOnlyList<PlannedRow>> plan, IReadOnlyList<PredictionColumn> columns)
    {
        var pending = new List<UserPrediction>();
        await foreach (var chunk in plan.ConfigureAwait(false))
        {
            foreach (var row in chunk)
            {
                report.Settle(row, row.Result);
                if (row.IsToSend)
                {
                    pending.Add(row.ToUser(columns, RunRecord.EmptyId));
                    Measure(MParticleFeedClient.MaxUsersPerRequest);
                }
            }

            report.Report(PredictionImportStage.Writing);
        }

        Measure(1);

        void Measure(int atLeast)
        {
            if (pending.Count >= atLeast)
            {
                var (requests, bytes) = parts.Feed.Measure(pending);
                report.AddRequests(requests, bytes);
                pending.Clear();
            }
        }
    }

    /// <summary>Returns the text that identifies an export and how it is written.</summary>
    private string IdentityOf(ExportSummary summary) => string.Join(
        ' ',
        [summary.ContentHash, options.Full ? "full" : "changed", export.PercentilesInPercent ? "percent" : "fraction", .. summary.Columns.Select(column => column.Attribute.Column)]);
}
