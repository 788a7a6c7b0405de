using Vidora.Integration.Delivery;
using Vidora.Integration;

namespace Vidora.Samples.Console.Reporting;

/// <summary>What is in a queue file.</summary>
internal static class QueueReport
{
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
            table.Row("erasures Vidora has not answered", Numbers.Text(status.OpenErasures));
        }
    }

    public static string Word(SendStatus status) => status switch
    {
        SendStatus.Accepted => "accepted",
        SendStatus.Dead => "dead",
        SendStatus.Waiting => "waiting",
        _ => "to be retried",
    };
}
