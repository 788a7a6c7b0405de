using System.Text.Json;
using System.Text.Json.Nodes;
using Vidora.Integration;
using Vidora.Integration.Delivery;
using Vidora.Samples.Console.Sending;

namespace Vidora.Samples.Console.Reporting;

/// <summary>Returns summaries as JSON, for programs that read them.</summary>
internal static class SummaryJson
{
    /// <summary>Returns the counts of a run that reads and maps.</summary>
    public static JsonObject Of(RunSummary summary) => new()
    {
        ["files"] = summary.Files,
        ["batches"] = summary.Batches,
        ["unreadable_documents"] = summary.Unreadable,
        ["events"] = summary.InputEvents,
        ["forwarded_events"] = summary.ForwardedInputEvents,
        ["not_forwarded_events"] = Counts(summary.NotForwarded.Select(pair => (Name(pair.Key), pair.Value))),
        ["remarks"] = Counts(summary.Remarks.Select(pair => (Name(pair.Key), pair.Value))),
        ["vidora_events"] = summary.VidoraEvents,
        ["vidora_events_by_type"] = Counts(summary.ByType.Select(pair => (pair.Key, pair.Value))),
        ["adds_up"] = summary.AddsUp,
    };

    /// <summary>Returns the counts of a run that sends too.</summary>
    public static JsonObject Of(RunSummary summary, EventSending sending)
    {
        var json = Of(summary);
        json["accepted_events"] = sending.Accepted;
        json["not_accepted_events"] = Counts(sending.NotAccepted.Select(pair => (pair.Key, pair.Value)));
        json["requests"] = sending.Requests;
        json["stopped"] = sending.WhyStopped is not null;
        return json;
    }

    /// <summary>Returns the result of an import.</summary>
    public static JsonObject Of(PredictionImportResult result) => new()
    {
        ["status"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(result.Status.ToString()),
        ["sentence"] = result.Sentence,
        ["dry_run"] = result.IsDryRun,
        ["resumed"] = result.IsResumed,
        ["rows"] = result.Rows,
        ["added"] = result.Added,
        ["changed"] = result.Changed,
        ["resent"] = result.Resent,
        ["unchanged"] = result.Unchanged,
        ["suppressed"] = result.Suppressed,
        ["bad"] = result.Bad,
        ["bad_by_reason"] = Counts(result.BadReasons.Select(pair => (pair.Key, pair.Value))),
        ["rejected"] = result.Rejected,
        ["rejected_by_reason"] = Counts(result.RejectedReasons.Select(pair => (pair.Key, pair.Value))),
        ["remaining"] = result.Remaining,
        ["requests"] = result.Requests,
        ["bytes"] = result.Bytes,
        ["seconds"] = Math.Round(result.Duration.TotalSeconds, 3),
        ["retry_at"] = result.RetryAt?.UtcDateTime,
        ["anomalies"] = new JsonArray([.. result.Anomalies.Select(anomaly => (JsonNode?)new JsonObject
        {
            ["message"] = anomaly.Message, ["can_be_accepted"] = anomaly.CanBeAccepted,
        })]),
    };

    public static JsonObject Counts(IEnumerable<(string Name, long Count)> counts) =>
        new(counts.OrderBy(entry => entry.Name, StringComparer.Ordinal).Select(entry => KeyValuePair.Create(entry.Name, (JsonNode?)entry.Count)));

    private static string Name(MappingIssueCode code) => JsonNamingPolicy.SnakeCaseLower.ConvertName(code.ToString());
}
