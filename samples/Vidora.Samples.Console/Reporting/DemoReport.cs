using Spectre.Console;
using Vidora.Samples.Console.Sending;

namespace Vidora.Samples.Console.Reporting;

/// <summary>Writes the counts of input, mapping and receipt, and checks that they add up.</summary>
internal static class DemoReport
{
    /// <summary>Returns whether the counts add up.</summary>
    public static bool Write(RunSummary summary, EventSending sending, DemoReceipts received, IAnsiConsole console)
    {
        var table = new SummaryTable("", "count", "received");
        MappingReport.AddInput(table, summary);
        MappingReport.AddRemarks(table, summary);
        table.Group("Vidora events", Numbers.Text(summary.VidoraEvents), Numbers.Text(received.Valid));
        foreach (var (type, count) in summary.ByType.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal))
        {
            table.Row(type, Numbers.Text(count), Numbers.Text(received.ByType.GetValueOrDefault(type)));
        }

        foreach (var (reason, count) in sending.NotAccepted)
        {
            table.Row($"not accepted: {reason}", Numbers.Text(count), "");
        }

        if (received.Invalid > 0)
        {
            table.Row("invalid", "", Numbers.Text(received.Invalid));
        }

        table.WriteTo(console);
        var notForwarded = summary.NotForwarded.Values.Sum();
        var isRead = summary is { AddsUp: true, Unreadable: 0 };
        var isReceived = summary.VidoraEvents == received.Valid && received.Invalid == 0
            && summary.ByType.All(pair => received.ByType.GetValueOrDefault(pair.Key) == pair.Value);
        WriteLaw(
            console,
            isRead,
            $"{Numbers.Text(summary.InputEvents)} events in = {Numbers.Text(summary.ForwardedInputEvents)} forwarded + {Numbers.Text(notForwarded)} not forwarded.");
        WriteLaw(
            console,
            isReceived,
            $"{Numbers.Text(summary.VidoraEvents)} Vidora events made = {Numbers.Text(received.Valid)} received by the emulator.");
        return isRead && isReceived;
    }

    private static void WriteLaw(IAnsiConsole console, bool holds, string law) => console.Write(holds
        ? new Text($"It adds up: {law}\n", new Style(Color.Green))
        : new Text($"It does not add up: {law.Replace(" = ", " is not ", StringComparison.Ordinal)}\n", new Style(Color.Red)));
}
