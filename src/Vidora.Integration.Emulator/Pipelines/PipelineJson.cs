using System.Text.Json;

namespace Vidora.Integration.Emulator.Pipelines;

/// <summary>Pipelines and exports as JSON, for the emulator's own routes and for its directory.</summary>
internal static class PipelineJson
{
    public static void Write(Utf8JsonWriter json, EmulatedPipeline pipeline, IEnumerable<ExportState> exports)
    {
        var definition = pipeline.Definition;
        json.WriteStartObject();
        json.WriteString("id"u8, pipeline.Id);
        json.WriteString("name"u8, definition.Name);
        json.WriteString("type"u8, definition.Type.Text());
        json.WriteString("target_event"u8, definition.TargetEvent);
        json.WriteString("label_attribute"u8, definition.LabelAttribute);
        json.WriteString("schedule"u8, definition.Schedule.ToString().ToLowerInvariant());
        json.WriteBoolean("active"u8, definition.Active);
        json.WriteBoolean("recurring"u8, pipeline.Recurring);
        json.WriteString("status"u8, pipeline.Status.ToString().ToLowerInvariant());
        WriteTime(json, "created_at", pipeline.CreatedAt);
        WriteTime(json, "last_trained_at", pipeline.LastTrainedAt);
        WriteTime(json, "last_prediction_at", pipeline.LastPredictionAt);
        json.WriteStartArray("exports"u8);
        foreach (var export in exports)
        {
            Write(json, export);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, ExportState state)
    {
        var export = state.Export;
        json.WriteStartObject();
        json.WriteString("id"u8, state.Id);
        json.WriteBoolean("recurring"u8, export.Recurring);
        json.WriteNumber("from_percentile"u8, export.FromPercentile);
        json.WriteNumber("to_percentile"u8, export.ToPercentile);
        json.WriteStartArray("columns"u8);
        foreach (var name in ColumnNames(export.Columns))
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
        json.WriteString("folder"u8, export.Folder);
        json.WriteBoolean("to_emulated_feed"u8, export.ToEmulatedFeed);
        json.WriteString("feed_address"u8, export.FeedAddress?.AbsoluteUri);
        json.WriteString("vendor"u8, export.Vendor);
        WriteTime(json, "last_run_at", state.LastRunAt);
        json.WriteNumber("rows"u8, state.Rows);
        json.WriteNumber("skipped_rows"u8, state.SkippedRows);
        json.WriteString("file"u8, state.File);
        json.WriteString("error"u8, state.Error);
        json.WriteEndObject();
    }

    public static IEnumerable<string> ColumnNames(ExportColumns columns)
    {
        if (columns.HasFlag(ExportColumns.Score))
        {
            yield return "score";
        }

        if (columns.HasFlag(ExportColumns.Percentile))
        {
            yield return "percentile";
        }
    }

    /// <summary>Columns from their names between commas; both when there is no text.</summary>
    public static ExportColumns Columns(string? text)
    {
        if (text is null)
        {
            return ExportColumns.Score | ExportColumns.Percentile;
        }

        var columns = ExportColumns.None;
        foreach (var name in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            columns |= name switch
            {
                "score" => ExportColumns.Score,
                "percentile" => ExportColumns.Percentile,
                _ => throw new FormatException("The columns are score and percentile."),
            };
        }

        return columns;
    }

    public static PipelineDefinition ReadDefinition(ReadOnlyMemory<byte> utf8Json) => Read(utf8Json, ReadDefinition);

    public static PredictionExport ReadExport(ReadOnlyMemory<byte> utf8Json) => Read(utf8Json, ReadExport);

    public static PipelineDefinition ReadDefinition(JsonElement json)
    {
        var type = Text(json, "type");
        var schedule = Text(json, "schedule");
        return new PipelineDefinition
        {
            Name = Text(json, "name") ?? throw new FormatException("A pipeline needs a \"name\"."),
            Type = type is null ? PipelineType.FutureEvents : PipelineTypeNames.Parse(type)
                ?? throw new FormatException("\"type\" is Future Events, Uplift, Classification, Regression or Look Alike."),
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
            : ExportColumns.Score | ExportColumns.Percentile,
        Folder = Text(json, "folder"),
        ToEmulatedFeed = Flag(json, "to_emulated_feed", false),
        FeedAddress = Text(json, "feed_address") is not { } address ? null
            : Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri
            : throw new FormatException("\"feed_address\" must be an address."),
        FeedKey = Text(json, "feed_key"),
        FeedSecret = Text(json, "feed_secret"),
        Vendor = Text(json, "vendor") ?? "vidora",
    };

    public static ExportState ReadState(JsonElement json) => new()
    {
        Id = Text(json, "id") ?? throw new FormatException("An export has no id."),
        Export = ReadExport(json),
        LastRunAt = Time(json, "last_run_at"),
        Rows = (int)Number(json, "rows", 0),
        SkippedRows = (int)Number(json, "skipped_rows", 0),
        File = Text(json, "file"),
        Error = Text(json, "error"),
    };

    public static EmulatedPipeline ReadPipeline(JsonElement json) => new()
    {
        Id = Text(json, "id") ?? throw new FormatException("A pipeline has no id."),
        Definition = ReadDefinition(json),
        Status = Text(json, "status") == "failed" ? PipelineStatus.Failed : PipelineStatus.Complete,
        CreatedAt = Time(json, "created_at") ?? throw new FormatException("A pipeline has no time of creation."),
        LastTrainedAt = Time(json, "last_trained_at"),
        LastPredictionAt = Time(json, "last_prediction_at"),
    };

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

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is null)
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteString(name, time.Value.UtcDateTime);
        }
    }
}
