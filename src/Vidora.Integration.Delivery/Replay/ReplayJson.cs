using System.Text.Json;

namespace Vidora.Integration.Delivery.Replay;

/// <summary>Reads and writes the JSON of report and checkpoint.</summary>
internal static class ReplayJson
{
    public static void WriteReport(Utf8JsonWriter json, ReplayReport report)
    {
        json.WriteStartObject();
        json.WriteBoolean("adds_up", report.AddsUp);
        json.WriteBoolean("stopped", report.WasStopped);
        json.WriteBoolean("dry_run", report.WasDryRun);
        WriteCounts(json, "total", report.Total);
        WriteCounts(json, "this_run", report.ThisRun);
        json.WriteStartArray("files");
        foreach (var file in report.Files)
        {
            json.WriteStartObject();
            json.WriteString("name", file.Name);
            json.WriteString("state", NameOf(file.State));
            if (file.Problem is not null)
            {
                json.WriteString("problem", file.Problem);
            }

            WriteCounts(json, "counts", file.Counts);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("problems");
        foreach (var problem in report.Problems)
        {
            json.WriteStartObject();
            json.WriteString("file", problem.File);
            json.WriteNumber("document", problem.Document);
            json.WriteNumber("position", problem.Position);
            if (problem.EventId is not null)
            {
                json.WriteString("event_id", problem.EventId);
            }

            json.WriteString("reason", problem.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("more_problems", report.MoreProblems);
        json.WriteEndObject();
    }

    private static string NameOf(ReplayFileState state) => state switch
    {
        ReplayFileState.Complete => "complete",
        ReplayFileState.Stopped => "stopped",
        ReplayFileState.Unreadable => "unreadable",
        ReplayFileState.Changed => "changed",
        ReplayFileState.Vanished => "vanished",
        _ => "left_out",
    };

    public static void WriteCounts(Utf8JsonWriter json, string name, ReplayCounts counts)
    {
        json.WriteStartObject(name);
        json.WriteNumber("documents", counts.Documents);
        json.WriteNumber("batches", counts.Batches);
        json.WriteNumber("unreadable_documents", counts.UnreadableDocuments);
        json.WriteNumber("events", counts.Events);
        json.WriteNumber("forwarded_events", counts.ForwardedEvents);
        WriteReasons(json, "not_forwarded_events", counts.NotForwardedEvents);
        json.WriteNumber("vidora_events", counts.VidoraEvents);
        json.WriteNumber("delivered", counts.Delivered);
        WriteReasons(json, "refused", counts.Refused);
        WriteReasons(json, "left_out", counts.LeftOut);
        json.WriteNumber("not_sent", counts.NotSent);
        json.WriteEndObject();
    }

    /// <summary>Reads the output of <see cref="WriteCounts"/>.</summary>
    /// <exception cref="KeyNotFoundException">A member is missing.</exception>
    /// <exception cref="InvalidOperationException">A member has another type.</exception>
    /// <exception cref="FormatException">A number cannot be read.</exception>
    public static ReplayCounts ReadCounts(JsonElement json)
    {
        var counts = new ReplayCounts
        {
            Documents = json.GetProperty("documents").GetInt64(),
            Batches = json.GetProperty("batches").GetInt64(),
            UnreadableDocuments = json.GetProperty("unreadable_documents").GetInt64(),
            Events = json.GetProperty("events").GetInt64(),
            ForwardedEvents = json.GetProperty("forwarded_events").GetInt64(),
            VidoraEvents = json.GetProperty("vidora_events").GetInt64(),
            Delivered = json.GetProperty("delivered").GetInt64(),
            NotSent = json.GetProperty("not_sent").GetInt64(),
        };
        ReadReasons(json.GetProperty("not_forwarded_events"), counts.AddNotForwarded);
        ReadReasons(json.GetProperty("refused"), counts.AddRefused);
        ReadReasons(json.GetProperty("left_out"), counts.AddLeftOut);
        return counts;
    }

    private static void WriteReasons(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, long> reasons)
    {
        json.WriteStartObject(name);
        foreach (var (reason, count) in reasons)
        {
            json.WriteNumber(reason, count);
        }

        json.WriteEndObject();
    }

    private static void ReadReasons(JsonElement json, Action<string, long> add)
    {
        foreach (var reason in json.EnumerateObject())
        {
            add(reason.Name, reason.Value.GetInt64());
        }
    }
}
