using System.Text.Json;
using System.Text.Json.Nodes;
using Vidora.Integration.Emulator.Hosting;

namespace Vidora.Integration.Emulator.Pipelines;

/// <summary>Reads and writes pipelines and exports as JSON, for the routes and the directory.</summary>
internal static class PipelineJson
{
    public static JsonObject Describe(EmulatedPipeline pipeline, IEnumerable<PredictionExport> exports) => new()
    {
        ["id"] = pipeline.Id, ["name"] = pipeline.Name, ["type"] = pipeline.Type.ToString(), ["target_event"] = pipeline.TargetEvent,
        ["label_attribute"] = pipeline.LabelAttribute, ["schedule"] = pipeline.Schedule.ToString().ToLowerInvariant(),
        ["active"] = pipeline.Active, ["recurring"] = pipeline.Recurring, ["status"] = pipeline.Status.ToString(),
        ["created_at"] = pipeline.CreatedAt.UtcDateTime, ["last_trained_at"] = pipeline.LastPredictionAt?.UtcDateTime,
        ["last_prediction_at"] = pipeline.LastPredictionAt?.UtcDateTime, ["exports"] = JsonAnswer.Array(exports.Select(Describe)),
    };

    public static JsonObject Describe(PredictionExport export) => new()
    {
        ["id"] = export.Id, ["recurring"] = export.Recurring, ["from_percentile"] = export.FromPercentile, ["to_percentile"] = export.ToPercentile,
        ["columns"] = JsonAnswer.Array(export.Columns), ["folder"] = export.Folder, ["to_emulated_feed"] = export.ToEmulatedFeed,
        ["feed_address"] = export.FeedAddress?.AbsoluteUri, ["vendor"] = export.Vendor, ["last_run_at"] = export.LastRunAt?.UtcDateTime,
        ["rows"] = export.Rows, ["skipped_rows"] = export.SkippedRows, ["file"] = export.File, ["error"] = export.Error,
    };

    /// <summary>Reads column names with commas between them. Default: both.</summary>
    public static IReadOnlyList<string> Columns(string? text) => text is null
        ? ["score", "percentile"]
        : [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct().OrderDescending(StringComparer.Ordinal)];

    public static EmulatedPipeline ReadSettings(ReadOnlyMemory<byte> utf8Json) => JsonFields.Read(utf8Json, body => ReadSettings(Object(body)));

    public static PredictionExport ReadExport(ReadOnlyMemory<byte> utf8Json) => JsonFields.Read(utf8Json, body => ReadExport(Object(body)));

    public static EmulatedPipeline ReadSettings(JsonElement json)
    {
        var type = JsonFields.Text(json, "type");
        var schedule = JsonFields.Text(json, "schedule");
        return new EmulatedPipeline
        {
            Name = JsonFields.Text(json, "name") ?? throw new FormatException("A pipeline needs a \"name\"."),
            Type = type is null ? VidoraPipelineType.FutureEvents : PipelineTypes.Parse(type),
            TargetEvent = JsonFields.Text(json, "target_event"),
            LabelAttribute = JsonFields.Text(json, "label_attribute"),
            Schedule = schedule is null ? PipelineSchedule.Daily : ParseSchedule(schedule),
            Active = JsonFields.Flag(json, "active", true),
        };
    }

    public static PipelineSchedule ParseSchedule(string text) =>
        !char.IsAsciiDigit(text.FirstOrDefault('0')) && Enum.TryParse<PipelineSchedule>(text, ignoreCase: true, out var schedule)
            ? schedule
            : throw new FormatException("\"schedule\" is once, daily, weekly or monthly.");

    public static PredictionExport ReadExport(JsonElement json) => new()
    {
        Recurring = JsonFields.Flag(json, "recurring", true),
        FromPercentile = JsonFields.Number(json, "from_percentile", 0),
        ToPercentile = JsonFields.Number(json, "to_percentile", 100),
        Columns = json.TryGetProperty("columns"u8, out var columns) && columns.ValueKind == JsonValueKind.Array
            ? Columns(string.Join(',', columns.EnumerateArray().Select(column => column.ToString())))
            : Columns(null),
        Folder = JsonFields.Text(json, "folder"),
        ToEmulatedFeed = JsonFields.Flag(json, "to_emulated_feed", false),
        FeedAddress = JsonFields.Text(json, "feed_address") is not { } address ? null
            : Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri
            : throw new FormatException("\"feed_address\" must be an address."),
        FeedKey = JsonFields.Text(json, "feed_key"),
        FeedSecret = JsonFields.Text(json, "feed_secret"),
        Vendor = JsonFields.Text(json, "vendor") ?? "vidora",
    };

    /// <summary>Reads an export with its result, as the directory keeps it.</summary>
    public static PredictionExport ReadState(JsonElement json)
    {
        var export = ReadExport(json);
        export.Id = JsonFields.Text(json, "id") ?? throw new FormatException("An export has no id.");
        export.LastRunAt = JsonFields.Time(json, "last_run_at");
        export.Rows = (int)JsonFields.Number(json, "rows", 0);
        export.SkippedRows = (int)JsonFields.Number(json, "skipped_rows", 0);
        export.File = JsonFields.Text(json, "file");
        export.Error = JsonFields.Text(json, "error");
        return export;
    }

    /// <summary>Reads a pipeline with its state, as the directory keeps it.</summary>
    public static EmulatedPipeline ReadPipeline(JsonElement json)
    {
        var pipeline = ReadSettings(json);
        pipeline.Id = JsonFields.Text(json, "id") ?? throw new FormatException("A pipeline has no id.");
        pipeline.Status = JsonFields.Text(json, "status") == "failed" ? VidoraPipelineStatus.Failed : VidoraPipelineStatus.Complete;
        pipeline.CreatedAt = JsonFields.Time(json, "created_at") ?? throw new FormatException("A pipeline has no time of creation.");
        pipeline.LastPredictionAt = JsonFields.Time(json, "last_prediction_at");
        return pipeline;
    }

    private static JsonElement Object(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object ? body : throw new FormatException("The body must be a JSON object.");
}
