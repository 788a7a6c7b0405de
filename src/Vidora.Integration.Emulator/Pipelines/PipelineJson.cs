using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vidora.Integration.Emulator.Hosting;
using Vidora.Integration.Pipelines;

namespace Vidora.Integration.Emulator.Pipelines;

/// <summary>Reads and writes pipelines and exports as JSON, for the routes and the directory.</summary>
internal static class PipelineJson
{
    /// <summary>Describes a pipeline with its definition and its state.</summary>
    public static JsonObject Describe(EmulatedPipeline pipeline, IEnumerable<PredictionExport> exports) => new()
    {
        ["id"] = pipeline.Id, ["name"] = pipeline.Name, ["type"] = pipeline.Type.ToString(), ["definition"] = Definition(pipeline.Definition),
        ["schedule"] = pipeline.Definition.Schedule.ToString().ToLowerInvariant(), ["active"] = pipeline.Active, ["recurring"] = pipeline.Recurring,
        ["status"] = pipeline.Status.ToString(), ["failure"] = pipeline.Failure, ["created_at"] = pipeline.CreatedAt.UtcDateTime,
        ["last_trained_at"] = pipeline.LastPredictionAt?.UtcDateTime, ["last_prediction_at"] = pipeline.LastPredictionAt?.UtcDateTime,
        ["as_of"] = pipeline.Card?.AsOf.UtcDateTime, ["band"] = pipeline.Card?.Band.ToString(), ["figure_name"] = pipeline.Card?.FigureName,
        ["figure"] = pipeline.Card?.Figure?.Value, ["sentences"] = JsonAnswer.Array(pipeline.Card?.Sentences ?? []),
        ["exports"] = JsonAnswer.Array(exports.Select(Describe)),
    };

    /// <summary>Describes what a directory keeps of a pipeline beside its predictions.</summary>
    public static JsonObject DescribeState(EmulatedPipeline pipeline, IEnumerable<PredictionExport> exports) => new()
    {
        ["id"] = pipeline.Id, ["definition"] = Definition(pipeline.Definition), ["active"] = pipeline.Active, ["failure"] = pipeline.Failure,
        ["created_at"] = pipeline.CreatedAt.UtcDateTime, ["last_run_at"] = pipeline.LastRunAt?.UtcDateTime,
        ["last_prediction_at"] = pipeline.LastPredictionAt?.UtcDateTime, ["exports"] = JsonAnswer.Array(exports.Select(Describe)),
    };

    public static JsonObject Describe(PipelineCheck check) => new()
    {
        ["obstacle"] = check.Obstacle, ["events"] = check.Events, ["users"] = check.Users, ["from"] = check.From?.UtcDateTime,
        ["as_of"] = check.AsOf?.UtcDateTime, ["predictions"] = check.Predictions, ["rows"] = check.Rows, ["positives"] = check.Positives,
        ["event_types"] = JsonAnswer.Object(check.EventTypes.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
        ["attributes"] = JsonAnswer.Array(check.Attributes),
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

    public static PredictionExport ReadExport(ReadOnlyMemory<byte> utf8Json) => JsonFields.Read(utf8Json, body => ReadExport(Object(body)));

    /// <summary>Returns whether a definition has lists of users, which JSON over HTTP cannot have.</summary>
    public static bool HasUserLists(PredictionPipeline definition) =>
        definition is ClassificationPipeline { Members: not null } or LookAlikePipeline { Members: not null } or RegressionPipeline { Values: not null };

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
        var failure = JsonFields.Text(json, "failure");
        return new EmulatedPipeline(PredictionPipeline.Parse(Encoding.UTF8.GetBytes(json.GetProperty("definition"u8).GetRawText())))
        {
            Id = JsonFields.Text(json, "id") ?? throw new FormatException("A pipeline has no id."),
            Active = JsonFields.Flag(json, "active", true),
            Failure = failure,
            Status = failure is null ? VidoraPipelineStatus.Complete : VidoraPipelineStatus.Failed,
            CreatedAt = JsonFields.Time(json, "created_at") ?? throw new FormatException("A pipeline has no time of creation."),
            LastRunAt = JsonFields.Time(json, "last_run_at"),
            LastPredictionAt = JsonFields.Time(json, "last_prediction_at"),
        };
    }

    public static bool AreEqual(PredictionPipeline one, PredictionPipeline other) => JsonNode.DeepEquals(Definition(one), Definition(other));

    private static JsonNode Definition(PredictionPipeline definition)
    {
        var json = new ArrayBufferWriter<byte>();
        definition.WriteTo(json);
        return JsonNode.Parse(json.WrittenSpan)!;
    }

    private static JsonElement Object(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object ? body : throw new FormatException("The body must be a JSON object.");
}
