using Spectre.Console;
using Vidora.Integration.Delivery;

namespace Vidora.Samples.Console.Reporting;

/// <summary>Writes the result of a replay: the problems, the numbers of the reconciliation, and one sentence.</summary>
internal static class ReplaySummary
{
    private const int ShownProblems = 20;

    public static void Write(ReplayReport report, IAnsiConsole output, IAnsiConsole error)
    {
        WriteProblems(report, error);
        var total = report.Total;
        var table = new SummaryTable("", "count");
        table.Group("Files", Numbers.Text(report.Files.Count));
        foreach (var state in report.Files.GroupBy(file => file.State).OrderBy(state => state.Key))
        {
            table.Row(NameOf(state.Key), Numbers.Text(state.Count()));
        }

        table.Group("Documents read", Numbers.Text(total.Documents));
        if (total.UnreadableDocuments > 0)
        {
            table.Row("could not be read", Numbers.Text(total.UnreadableDocuments));
        }

        table.Group("Events in", Numbers.Text(total.Events));
        table.Row("forwarded", Numbers.Text(total.ForwardedEvents));
        Add(table, total.NotForwardedEvents, "not forwarded");
        table.Group("Vidora events", Numbers.Text(total.VidoraEvents));
        if (report.WasDryRun)
        {
            table.Row("would be sent", Numbers.Text(total.NotSent));
        }

        if (!report.WasDryRun || total.Delivered > 0)
        {
            table.Row("delivered", Numbers.Text(total.Delivered));
        }

        Add(table, total.LeftOut, "left out");
        Add(table, total.Refused, "refused");
        table.WriteTo(output);
        output.WriteLine(Sentence(report));
        if (report.KeptRefused > 0)
        {
            output.WriteUnbroken(
                $"{Numbers.Count(report.KeptRefused, "refused event is", "refused events are")} kept in the checkpoint. --retry-refused sends "
                + "them again.");
        }
        else if (report.ThisRun.Refused.Values.Sum() > 0)
        {
            output.WriteLine("The refused events are not kept. With --checkpoint they are, and --retry-refused sends them again.");
        }
    }

    private static void Add(SummaryTable table, IReadOnlyDictionary<string, long> reasons, string what)
    {
        foreach (var (reason, count) in reasons.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal))
        {
            table.Row($"{what}: {reason}", Numbers.Text(count));
        }
    }

    private static void WriteProblems(ReplayReport report, IAnsiConsole error)
    {
        var files = report.Files.Where(file => file.Problem is not null && file.State != ReplayFileState.LeftOut).ToList();
        foreach (var file in files.Take(ShownProblems))
        {
            error.WriteUnbroken($"{file.Name}: {file.Problem}", Color.Yellow);
        }

        foreach (var problem in report.Problems.Take(ShownProblems))
        {
            // The problem of an unreadable document names the document itself.
            var which = problem.EventId is null ? "" : $"document {Numbers.Text(problem.Document)}, event {problem.EventId}: ";
            error.WriteUnbroken($"{problem.File}: {which}{problem.Reason}", Color.Yellow);
        }

        var more = Math.Max(0, files.Count - ShownProblems) + Math.Max(0, report.Problems.Count - ShownProblems) + report.MoreProblems;
        if (more > 0)
        {
            error.WriteLine($"and {Numbers.Text(more)} more; --report FILE lists them");
        }
    }

    private static string Sentence(ReplayReport report)
    {
        var total = report.Total;
        var law = report.AddsUp ? "It adds up." : "It does not add up. Report this defect with the file of --report FILE.";
        return report switch
        {
            { WasStopped: true } => $"Stopped. {law} With --checkpoint the same command continues here.",
            { Files.Count: 0 } => "Nothing was replayed: there are no files.",
            _ when total.Documents == 0 => "Nothing was replayed: the files hold no documents.",
            _ when total.VidoraEvents == 0 && total.Events == 0 => total.UnreadableDocuments == total.Documents
                ? "Nothing was replayed: no document could be read."
                : "Nothing was replayed: the batches have no events.",
            _ when total.VidoraEvents == 0 =>
                $"Nothing was replayed: none of {Numbers.Count(total.Events, "event is", "events are")} forwarded, mostly {Most(total.NotForwardedEvents)}.",
            _ when total.LeftOut.Values.Sum() == total.VidoraEvents => $"Nothing was replayed: every event was left out, mostly {Most(total.LeftOut)}.",
            _ when SettledOf(report.ThisRun) == 0 => $"{law} Nothing was sent: {WhyNothing(report)}.",
            { WasDryRun: true } => $"{law} Nothing was sent: this was a dry run.",
            _ when total.Delivered == 0 => $"{law} Nothing was delivered: every event that was to be sent was refused, mostly {Most(total.Refused)}.",
            _ when report.ThisRun.Delivered == 0 =>
                $"{law} Nothing was delivered by this run: every event that was to be sent was refused, mostly {Most(report.ThisRun.Refused)}.",
            _ => law,
        };
    }

    /// <summary>Returns why this run sent nothing, although earlier runs of the checkpoint did.</summary>
    private static string WhyNothing(ReplayReport report) => report switch
    {
        { ThisRun.Documents: > 0 } => "this run has read nothing that is to be sent",
        _ when report.Files.All(file => file.State is ReplayFileState.Complete or ReplayFileState.LeftOut) =>
            "earlier runs of the checkpoint had settled it all",
        _ => "what earlier runs of the checkpoint had not settled could not be read",
    };

    private static long SettledOf(ReplayCounts counts) => counts.Delivered + counts.Refused.Values.Sum() + counts.NotSent;

    private static string Most(IReadOnlyDictionary<string, long> reasons) => reasons.MaxBy(pair => pair.Value).Key;

    private static string NameOf(ReplayFileState state) => state switch
    {
        ReplayFileState.Complete => "complete",
        ReplayFileState.Stopped => "not to the end yet",
        ReplayFileState.Unreadable => "could not be read to the end",
        ReplayFileState.Changed => "changed",
        ReplayFileState.Vanished => "vanished",
        _ => "left out",
    };
}
