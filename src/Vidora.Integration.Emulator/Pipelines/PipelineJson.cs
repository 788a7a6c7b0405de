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

    public static EmulatedPipeline ReadSettings(ReadOnlyMemory<byte> utf8Json) => Read(utf8Json, ReadSettings);

    public static PredictionExport ReadExport(ReadOnlyMemory<byte> utf8Json) => Read(utf8Json, ReadExport);

    public static EmulatedPipeline ReadSettings(JsonElement json)
    {
        var type = Text(json, "type");
        var schedule = Text(json, "schedule");
        return new EmulatedPipeline
        {
            Name = Text(json, "name") ?? throw new FormatException("A pipeline needs a \"name\"."),
            Type = type is null ? VidoraPipelineType.FutureEvents : PipelineTypes.Parse(type),
            TargetEvent = Text(json, "target_event"),
            LabelAttribute = Text(json, "label_attribute"),
            Schedule = schedule is null ? PipelineSchedule.Daily : ParseSchedule(schedule),
            Active = Flag(json, "active", true),
        };
    }

    public static PipelineSchedule ParseSchedule(string text) =>
        !char.IsAsciiDigit(text.FirstOrDefault('0')) && Enum.TryParse<PipelineSchedule>(text, ignoreCase: true, out var schedule)
            ? schedule
            : throw new FormatException("\"schedule\" is once, daily, weekly or monthly.");

    public static PredictionExport ReadExport(JsonElement json) => new()
    {
        Recurring = Flag(json, "recurring", true),
        FromPercentile = Number(json, "from_percentile", 0),
        ToPercentile = Number(json, "to_percentile", 100),
        Columns = json.TryGetProperty("columns"u8, out var columns) && columns.ValueKind == JsonValueKind.Array
            ? Columns(string.Join(',', columns.EnumerateArray().Select(column => column.ToString())))
            : Columns(null),
        Folder = Text(json, "folder"),
        ToEmulatedFeed = Flag(json, "to_emulated_feed", false),
        FeedAddress = Text(json, "feed_address") is not { } address ? null
            : Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri
            : throw new FormatException("\"feed_address\" must be an address."),
        FeedKey = Text(json, "feed_key"),
        FeedSecret = Text(json, "feed_secret"),
        Vendor = Text(json, "vendor") ?? "vidora",
    };

    /// <summary>Reads an export with its result, as the directory keeps it.</summary>
    public static PredictionExport ReadState(JsonElement json)
    {
        var export = ReadExport(json);
        export.Id = Text(json, "id") ?? throw new FormatException("An export has no id.");
        export.LastRunAt = Time(json, "last_run_at");
        export.Rows = (int)Number(json, "rows", 0);
        export.SkippedRows = (int)Number(json, "skipped_rows", 0);
        export.File = Text(json, "file");
        export.Error = Text(json, "error");
        return export;
    }

    /// <summary>Reads a pipeline with its state, as the directory keeps it.</summary>
    public static EmulatedPipeline ReadPipeline(JsonElement json)
    {
        var pipeline = ReadSettings(json);
        pipeline.Id = Text(json, "id") ?? throw new FormatException("A pipeline has no id.");
        pipeline.Status = Text(json, "status") == "failed" ? VidoraPipelineStatus.Failed : VidoraPipelineStatus.Complete;
        pipeline.CreatedAt = Time(json, "created_at") ?? throw new FormatException("A pipeline has no time of creation.");
        pipeline.LastPredictionAt = Time(json, "last_prediction_at");
        return pipeline;
    }

    private static T Read<T>(ReadOnlyMemory<byte> utf8Json, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8Json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? read(document.RootElement)
                : throw new FormatException("The body must be a JSON object.");
        }
        catch (JsonException)
        {
            throw new FormatException("The body is not JSON.");
        }
        catch (InvalidOperationException)
        {
            throw new FormatException("The body holds half of a surrogate pair.");
        }
    }

    private static string? Text(JsonElement json, string name) =>
        !json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String ? (value.GetString() is { Length: > 0 } text ? text : null)
        : throw new FormatException($"\"{name}\" must be text.");

    private static bool Flag(JsonElement json, string name, bool absent) =>
        !json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? absent
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw new FormatException($"\"{name}\" must be true or false.");

    private static double Number(JsonElement json, string name, double absent) =>
        !json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? absent
        : value.ValueKind == JsonValueKind.Number ? value.GetDouble()
        : throw new FormatException($"\"{name}\" must be a number.");

    private static DateTimeOffset? Time(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var time) ? time : null;
}
