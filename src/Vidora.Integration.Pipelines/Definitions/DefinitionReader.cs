using System.Globalization;
using System.Text.Json;

namespace Vidora.Integration.Pipelines.Definitions;

/// <summary>Reads definitions. Every member is known or an error.</summary>
internal static class DefinitionReader
{
    private static readonly string[] _common = ["type", "name", "active_within_days", "schedule", "seed"];

    private static readonly Dictionary<string, (VidoraPipelineType Type, string[] Members)> _types = new(StringComparer.Ordinal)
    {
        ["future_events"] = (VidoraPipelineType.FutureEvents, ["goal", "within_days"]),
        ["uplift"] = (VidoraPipelineType.Uplift, ["treatment", "control", "goal", "within_days"]),
        ["classification"] = (VidoraPipelineType.Classification, ["attribute", "has", "has_not", "members_file", "others_file"]),
        ["look_alike"] = (VidoraPipelineType.LookAlike, ["attribute", "has", "members_file"]),
        ["regression"] = (VidoraPipelineType.Regression, ["attribute", "values_file"]),
    };

    public static PredictionPipeline Read(ReadOnlyMemory<byte> utf8Json, string? folder)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8Json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return Read(document.RootElement, folder);
        }
        catch (JsonException e)
        {
            throw new FormatException($"A pipeline is a JSON object; this is not JSON, or has a member twice (line {(e.LineNumber ?? 0) + 1}).");
        }
        catch (InvalidOperationException)
        {
            throw new FormatException("A pipeline is a JSON object; a text in it has half of a surrogate pair. Correct the text.");
        }
    }

    /// <summary>Returns the name of a type in a definition.</summary>
    public static string NameOf(VidoraPipelineType type) => _types.First(pair => pair.Value.Type == type).Key;

    private static PredictionPipeline Read(JsonElement json, string? folder)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("A pipeline is a JSON object such as {\"type\":\"future_events\",\"name\":\"Likely buyers\",\"goal\":{\"event\":\"purchase\"}}.");
        }

        var typeName = Text(json, "type") ?? throw new FormatException($"\"type\" is missing. Use {string.Join(", ", _types.Keys)}.");
        if (!_types.TryGetValue(typeName, out var type))
        {
            throw new FormatException($"\"type\" is \"{typeName}\". Use {string.Join(", ", _types.Keys)}.");
        }

        RequireKnown(json, [.. _common, .. type.Members], $"of a {typeName} pipeline");
        var pipeline = Create(json, type.Type, folder);
        return pipeline.FindProblem() is { } problem ? throw new FormatException(problem) : pipeline;
    }

    private static PredictionPipeline Create(JsonElement json, VidoraPipelineType type, string? folder)
    {
        var name = Text(json, "name") ?? throw new FormatException("\"name\" is missing. Set a name such as \"Likely buyers\".");
        var active = Whole(json, "active_within_days") ?? 60;
        var seed = Long(json, "seed") ?? 0;
        var schedule = Schedule(Text(json, "schedule"));
        var window = Whole(json, "within_days") ?? 14;
        if (type == VidoraPipelineType.FutureEvents)
        {
            return new FutureEventsPipeline
            {
                Name = name, ActiveWithinDays = active, Seed = seed, Schedule = schedule, Goal = Condition(json, "goal"), WithinDays = window,
            };
        }

        if (type == VidoraPipelineType.Uplift)
        {
            return new UpliftPipeline
            {
                Name = name, ActiveWithinDays = active, Seed = seed, Schedule = schedule, Goal = Condition(json, "goal"), WithinDays = window,
                Treatment = Condition(json, "treatment"),
                Control = json.TryGetProperty("control", out _)
                    ? Condition(json, "control")
                    : throw new FormatException("\"control\" is missing: without a control group that was chosen at random, an effect cannot be measured. Set the event of users who got no intervention."),
            };
        }

        var attribute = Text(json, "attribute");
        if (type == VidoraPipelineType.Classification)
        {
            return new ClassificationPipeline
            {
                Name = name, ActiveWithinDays = active, Seed = seed, Schedule = schedule, Attribute = attribute, Has = Values(json, "has"),
                HasNot = Values(json, "has_not"), Members = Users(json, "members_file", folder, false), Others = Users(json, "others_file", folder, false),
            };
        }

        return type == VidoraPipelineType.LookAlike
            ? new LookAlikePipeline
            {
                Name = name, ActiveWithinDays = active, Seed = seed, Schedule = schedule, Attribute = attribute, Has = Values(json, "has"),
                Members = Users(json, "members_file", folder, false),
            }
            : new RegressionPipeline
            {
                Name = name, ActiveWithinDays = active, Seed = seed, Schedule = schedule, Attribute = attribute,
                Values = Users(json, "values_file", folder, true),
            };
    }

    private static void RequireKnown(JsonElement json, string[] known, string where)
    {
        foreach (var member in json.EnumerateObject())
        {
            if (!known.Contains(member.Name, StringComparer.Ordinal))
            {
                throw new FormatException($"\"{member.Name}\" is not a member {where}.{Phrase.Nearest(member.Name, known)}");
            }
        }
    }

    private static EventCondition Condition(JsonElement parent, string name)
    {
        if (!parent.TryGetProperty(name, out var json) || json.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"\"{name}\" must be an object. Set \"{name}\": {{\"event\": \"purchase\"}}.");
        }

        RequireKnown(json, ["event", "where", "at_least"], $"of \"{name}\"");
        var where = new Dictionary<string, string>(StringComparer.Ordinal);
        if (json.TryGetProperty("where", out var fields))
        {
            if (fields.ValueKind != JsonValueKind.Object)
            {
                throw new FormatException($"\"where\" of \"{name}\" must be an object of fields and values.");
            }

            foreach (var field in fields.EnumerateObject())
            {
                where[field.Name] = Scalar(field.Value) ?? throw new FormatException($"\"{field.Name}\" in \"where\" of \"{name}\" must be a text, number or boolean.");
            }
        }

        var events = Values(json, "event");
        var atLeast = Whole(json, "at_least") ?? 1;
        return events.Count == 0 || events.Contains("")
            ? throw new FormatException($"\"event\" of \"{name}\" is missing. Set an event type such as \"purchase\".")
            : atLeast is < 1 or > 1_000
            ? throw new FormatException($"\"at_least\" of \"{name}\" is {atLeast}. Use 1 to 1,000.")
            : new EventCondition(events) { Where = where, AtLeast = atLeast };
    }

    private static UserList? Users(JsonElement json, string name, string? folder, bool hasValues)
    {
        if (Text(json, name) is not { } file)
        {
            return null;
        }

        if (folder is null)
        {
            throw new FormatException($"\"{name}\" is not allowed here. Use \"attribute\".");
        }

        var path = Path.GetFullPath(file, folder);
        return File.Exists(path) ? UserList.Load(path, hasValues) : throw new FormatException($"There is no file \"{file}\" beside the definition. Set \"{name}\".");
    }

    private static PipelineSchedule Schedule(string? text) => text switch
    {
        null or "once" => PipelineSchedule.Once,
        "daily" => PipelineSchedule.Daily,
        "weekly" => PipelineSchedule.Weekly,
        "monthly" => PipelineSchedule.Monthly,
        _ => throw new FormatException($"\"schedule\" is \"{text}\". Use once, daily, weekly or monthly."),
    };

    private static string? Text(JsonElement json, string name) => !json.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw new FormatException($"\"{name}\" must be text.");

    private static int? Whole(JsonElement json, string name) => !json.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number
        : throw new FormatException($"\"{name}\" must be a whole number.");

    private static long? Long(JsonElement json, string name) => !json.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number
        : throw new FormatException($"\"{name}\" must be a whole number.");

    private static IReadOnlyList<string> Values(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var value))
        {
            return [];
        }

        var items = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(Scalar).ToList() : [Scalar(value)];
        return items.Contains(null) ? throw new FormatException($"\"{name}\" must be a value or a list of values.") : [.. items.Select(item => item!)];
    }

    private static string? Scalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText().ToString(CultureInfo.InvariantCulture),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };
}
