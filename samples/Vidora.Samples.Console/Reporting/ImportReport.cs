using System.Globalization;
using Spectre.Console;
using Vidora.Integration.Delivery;

namespace Vidora.Samples.Console.Reporting;

/// <summary>Prints the result of an import.</summary>
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
                console.WriteLine("To apply it anyway, use --accept-anomalies.");
            }

            return;
        }

        var table = new SummaryTable("", result.IsDryRun ? "would be" : "rows");
        table.Group("Rows", Numbers.Text(result.Rows));
        Row("added", result.Added);
        Row("changed", result.Changed);
        Row("resent", result.Resent);
        Row("unchanged", result.Unchanged);
        Row("bad", result.Bad);
        Row("rejected", result.Rejected);
        Row("suppressed", result.Suppressed);
        Row("not settled", result.Remaining);
        Reasons(table, "Bad rows", result.BadReasons);
        Reasons(table, "Rejected", result.RejectedReasons);
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

        void Row(string name, long count)
        {
            if (count > 0)
            {
                table.Row(name, Numbers.Text(count));
            }
        }
    }

    private static void Reasons(SummaryTable table, string title, IReadOnlyDictionary<string, long> reasons)
    {
        var isFirst = true;
        foreach (var (reason, count) in reasons.OrderByDescending(pair => pair.Value))
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
