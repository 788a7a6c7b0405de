using Vidora.Integration.Delivery;
using Vidora.Integration;

namespace Vidora.Samples.Console.Reporting;

/// <summary>Adds the outcomes of attempts and the content of a queue file to a table.</summary>
internal static class QueueReport
{
    public static void AddOutcomesTo(SummaryTable table, ForwardingStatus status)
    {
        if (status.Outcomes.Count > 0)
        {
            table.Group("Attempts by outcome");
            foreach (var outcome in status.Outcomes.OrderBy(outcome => outcome.Status).ThenBy(outcome => outcome.Reason, StringComparer.Ordinal))
            {
                table.Row($"{Word(outcome.Status)}: {outcome.Reason}", Numbers.Text(outcome.Count));
            }
        }
    }

    public static void AddTo(SummaryTable table, DeliveryStoreStatus status)
    {
        table.Group("In the queue file");
        table.Row("events to be sent", Numbers.Text(status.Events));
        table.Row("dead letters", Numbers.Text(status.DeadLetters.Values.Sum()));
        foreach (var (reason, count) in status.DeadLetters.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            table.Row($"  {reason}", Numbers.Text(count));
        }

        table.Row("in the quarantine", Numbers.Text(status.QuarantineItems));
        if (status.ForgottenUsers > 0)
        {
            table.Row("forgotten users", Numbers.Text(status.ForgottenUsers));
            table.Row("erasures without an answer of Vidora", Numbers.Text(status.OpenErasures));
        }
    }

    private static string Word(SendStatus status) => status switch
    {
        SendStatus.Accepted => "accepted",
        SendStatus.Dead => "dead",
        SendStatus.Waiting => "waiting",
        _ => "to be retried",
    };
}
