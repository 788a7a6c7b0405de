using Spectre.Console;
using Vidora.Samples.Console.Sending;

namespace Vidora.Samples.Console.Reporting;

/// <summary>Writes the counts of a run that reads, maps and sends.</summary>
internal static class SendingReport
{
    public static void Write(RunSummary summary, EventSending sending, IAnsiConsole console)
    {
        var table = new SummaryTable("", "count");
        MappingReport.AddInput(table, summary);
        MappingReport.AddRemarks(table, summary);
        table.Group("Vidora events", Numbers.Text(summary.VidoraEvents));
        table.Row("accepted", Numbers.Text(sending.Accepted));
        foreach (var (reason, count) in sending.NotAccepted)
        {
            table.Row(reason, Numbers.Text(count));
        }

        table.Row("requests made", Numbers.Text(sending.Requests));
        table.WriteTo(console);
        if (summary.WhyNothing() is { } sentence)
        {
            console.WriteLine(sentence);
        }
    }
}
