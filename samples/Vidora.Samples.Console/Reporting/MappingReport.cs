using Spectre.Console;

namespace Vidora.Samples.Console.Reporting;

/// <summary>Writes the counts of a run that reads and maps.</summary>
internal static class MappingReport
{
    private const int ShownTypes = 40;

    public static void Write(RunSummary summary, IAnsiConsole console)
    {
        var table = new SummaryTable("", "count");
        AddInput(table, summary);
        AddRemarks(table, summary);
        table.Group("Vidora events", Numbers.Text(summary.VidoraEvents));
        foreach (var (type, count) in Types(summary))
        {
            table.Row(type, Numbers.Text(count));
        }

        table.WriteTo(console);
        if (summary.WhyNothing() is { } sentence)
        {
            console.WriteLine(sentence);
        }
    }

    public static void AddInput(SummaryTable table, RunSummary summary)
    {
        table.Group("Batches read", Numbers.Text(summary.Batches));
        if (summary.Unreadable > 0)
        {
            table.Row("could not be read", Numbers.Text(summary.Unreadable));
        }

        table.Group("Events in", Numbers.Text(summary.InputEvents));
        table.Row("forwarded", Numbers.Text(summary.ForwardedInputEvents));
        if (summary.NotForwarded.Count == 0)
        {
            return;
        }

        table.Group("Not forwarded", Numbers.Text(summary.NotForwarded.Values.Sum()));
        foreach (var (code, count) in summary.NotForwarded.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key))
        {
            table.Row(code.ToString(), Numbers.Text(count));
        }
    }

    public static void AddRemarks(SummaryTable table, RunSummary summary)
    {
        if (summary.Remarks.Count == 0)
        {
            return;
        }

        table.Group("Remarks");
        foreach (var (code, count) in summary.Remarks.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key))
        {
            table.Row(code.ToString(), Numbers.Text(count));
        }
    }

    /// <summary>Returns the types, the most frequent first. The types after the first 40 share one row.</summary>
    public static IEnumerable<(string Type, long Count)> Types(RunSummary summary)
    {
        var sorted = summary.ByType.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).ToList();
        foreach (var (type, count) in sorted.Take(ShownTypes))
        {
            yield return (type, count);
        }

        if (sorted.Count > ShownTypes)
        {
            yield return ($"({Numbers.Text(sorted.Count - ShownTypes)} other types)", sorted.Skip(ShownTypes).Sum(pair => pair.Value));
        }
    }
}
