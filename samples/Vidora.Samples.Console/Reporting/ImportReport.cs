using System.Globalization;
using Spectre.Console;
using Vidora.Integration.Delivery;

namespace Vidora.Samples.Console.Reporting;

/// <summary>What became of an export's rows.</summary>
internal static class ImportReport
{
    public static void Write(PredictionImportResult result, IAnsiConsole console)
    {
        if (result.Status == PredictionImportStatus.Stopped)
        {
            console.Write(new Text("Stopped; nothing was sent.\n", new Style(Color.Red)));
            foreach (var anomaly in result.Anomalies)
            {
                console.WriteUnbroken($"  {anomaly.Message}");
            }

            if (result.Anomalies.All(anomaly => anomaly.CanBeAccepted))
            {
                console.WriteLine("If it is right all the same: --accept-anomalies");
            }

            return;
        }

        var table = new SummaryTable("", result.IsDryRun ? "would be" : "rows");
        table.Group("Rows", Numbers.Text(result.Rows));
        foreach (var (kind, count) in result.Results.OrderBy(pair => pair.Key))
        {
            table.Row(kind.ToString().ToLowerInvariant(), Numbers.Text(count));
        }

        if (result.Remaining > 0)
        {
            table.Row("not settled", Numbers.Text(result.Remaining));
        }

        Reasons(table, "Bad rows", result.BadRows.Select(pair => (pair.Key.ToString(), pair.Value)));
        Reasons(table, "Rejected", result.RejectedRows.Select(pair => (pair.Key, pair.Value)));
        table.Group("Requests", Numbers.Text(result.Requests));
        table.Row("bytes", Numbers.Text(result.Bytes));
        table.Row("seconds", result.Duration.TotalSeconds.ToString("N1", CultureInfo.InvariantCulture));
        if (result.ProjectedDuration is { } projected)
        {
            table.Row("seconds at mParticle's limit", projected.TotalSeconds.ToString("N0", CultureInfo.InvariantCulture));
        }

        table.WriteTo(console);
        foreach (var anomaly in result.Anomalies)
        {
            console.WriteLine($"Accepted: {anomaly.Message}", new Style(Color.Yellow));
        }

        if (result.Status == PredictionImportStatus.Completed)
        {
            console.WriteUnbroken(result.Sentence);
        }
    }

    private static void Reasons(SummaryTable table, string title, IEnumerable<(string Reason, long Count)> reasons)
    {
        var isFirst = true;
        foreach (var (reason, count) in reasons.OrderByDescending(pair => pair.Count))
        {
            if (isFirst)
            {
                table.Group(title);
                isFirst = false;
            }

            table.Row(reason, Numbers.Text(count));
        }
    }
}
