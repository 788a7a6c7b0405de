using System.Globalization;
using Spectre.Console;
using Vidora.Integration.Emulator;

namespace Vidora.Samples.Console.Reporting;

/// <summary>Reports a play: what was sent, how it was answered, and whether Vidora has all of it.</summary>
internal static class PlayReport
{
    public static void Write(MParticlePlayResult result, IAnsiConsole console)
    {
        var table = new SummaryTable("", "number");
        table.Group("batches", Numbers.Text(result.Batches));
        table.Row("with late events", Numbers.Text(result.Late));
        table.Row("out of order", Numbers.Text(result.OutOfOrder));
        table.Group("requests", Numbers.Text(result.Requests));
        table.Row("retries", Numbers.Text(result.Retries));
        table.Row("documents sent twice", Numbers.Text(result.Duplicates));
        foreach (var (status, count) in result.Answers)
        {
            table.Row(status == 0 ? "no answer" : $"answered {status.ToString(CultureInfo.InvariantCulture)}", Numbers.Text(count));
        }

        foreach (var (type, count) in result.Messages)
        {
            table.Row(type, Numbers.Text(count));
        }

        table.Group("events sent", Numbers.Text(result.SentEvents));
        table.Row("accepted", Numbers.Text(result.AcceptedEvents));
        table.Row("dropped after a 4xx", Numbers.Text(result.DroppedEvents));
        table.Row("given up", Numbers.Text(result.GivenUpEvents));
        table.Group("events accepted", Numbers.Text(result.AcceptedEvents));
        table.Row("forwarded", Numbers.Text(result.ForwardedEvents));
        foreach (var (reason, count) in result.LeftOut)
        {
            table.Row($"left out: {reason}", Numbers.Text(count));
        }

        table.Group("Vidora events expected", Numbers.Text(result.ExpectedEvents));
        if (result.IsCompared)
        {
            table.Row("held", Numbers.Text(result.HeldEvents));
            table.Row("lost", Numbers.Text(result.LostEvents));
            table.Row("received again under the same event_id", Numbers.Text(result.RepeatedEvents));
            table.Row("received under another event_id", Numbers.Text(result.UnexpectedEvents));
            table.Row("of erased users", Numbers.Text(result.UnerasedEvents));
        }

        table.WriteTo(console);
        console.WriteUnbroken(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Batches / Math.Max(0.001, result.Duration.TotalSeconds):N0} batches a second for {result.Duration.TotalSeconds:N1} s. Seed {result.Seed}."));
        console.WriteUnbroken(!result.IsCompared ? "What Vidora has was not compared. Use --vidora with the address of its emulator."
            : result.IsExact ? "It adds up: sent = accepted + dropped + given up, accepted = forwarded + left out, and Vidora has all."
            : "It does not add up.");
    }
}
