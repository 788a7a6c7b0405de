using System.Buffers;
using System.Text.Json.Nodes;
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

        if (status.HeldRequests > 0)
        {
            table.Row("requests that wait for a person", Numbers.Text(status.HeldRequests));
        }
    }

    public static JsonObject ToJson(DeliveryStoreStatus status) => new()
    {
        ["events"] = status.Events,
        ["bytes"] = status.Bytes,
        ["oldest_accepted_at"] = status.OldestAcceptedAt?.UtcDateTime,
        ["dead_letters"] = status.DeadLetters.Values.Sum(),
        ["dead_letters_by_reason"] = new JsonObject(status.DeadLetters.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))),
        ["quarantine_items"] = status.QuarantineItems,
        ["forgotten_users"] = status.ForgottenUsers,
        ["open_erasures"] = status.OpenErasures,
        ["held_requests"] = status.HeldRequests,
    };

    /// <summary>Returns the receipt of an erasure.</summary>
    public static JsonNode ToJson(ErasureReceipt receipt)
    {
        var json = new ArrayBufferWriter<byte>();
        receipt.WriteTo(json);
        return JsonNode.Parse(json.WrittenSpan)!;
    }

    /// <summary>Returns the outcomes of attempts, and the content of the file.</summary>
    public static JsonObject ToJson(ForwardingStatus status)
    {
        var json = ToJson(status.Store);
        json["outcomes"] = new JsonArray([.. status.Outcomes.Select(outcome => (JsonNode)new JsonObject
        {
            ["status"] = Word(outcome.Status), ["reason"] = outcome.Reason, ["count"] = outcome.Count,
        })]);
        return json;
    }

    private static string Word(SendStatus status) => status switch
    {
        SendStatus.Accepted => "accepted",
        SendStatus.Dead => "dead",
        SendStatus.Waiting => "waiting",
        _ => "to be retried",
    };
}
