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
            json.WriteString("state", JsonNamingPolicy.SnakeCaseLower.ConvertName(file.State.ToString()));
            WriteText(json, "problem", file.Problem);
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
            WriteText(json, "event_id", problem.EventId);
            json.WriteString("reason", problem.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("more_problems", report.MoreProblems);
        json.WriteNumber("kept_refused", report.KeptRefused);
        json.WriteEndObject();
    }

    public static void WriteCounts(Utf8JsonWriter json, string name, ReplayCounts counts)
    {
        json.WriteStartObject(name);
        foreach (var field in ReplayCounts.Numbers)
        {
            json.WriteNumber(field.Name, field.Get(counts));
        }

        foreach (var field in ReplayCounts.Reasons)
        {
            json.WriteStartObject(field.Name);
            foreach (var (reason, count) in field.Get(counts))
            {
                json.WriteNumber(reason, count);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>Reads the output of <see cref="WriteCounts"/>.</summary>
    /// <exception cref="KeyNotFoundException">A member is missing.</exception>
    /// <exception cref="InvalidOperationException">A member has another type.</exception>
    /// <exception cref="FormatException">A number cannot be read.</exception>
    public static ReplayCounts ReadCounts(JsonElement json)
    {
        var counts = new ReplayCounts();
        foreach (var field in ReplayCounts.Numbers)
        {
            field.Set(counts, json.GetProperty(field.Name).GetInt64());
        }

        foreach (var field in ReplayCounts.Reasons)
        {
            foreach (var reason in json.GetProperty(field.Name).EnumerateObject())
            {
                ReplayCounts.Add(field.Get(counts), reason.Name, reason.Value.GetInt64());
            }
        }

        return counts;
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }
}
