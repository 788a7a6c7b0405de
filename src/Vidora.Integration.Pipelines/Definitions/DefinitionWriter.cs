using System.Text.Json;

namespace Vidora.Integration.Pipelines.Definitions;

/// <summary>Writes definitions as <see cref="DefinitionReader"/> reads them.</summary>
internal static class DefinitionWriter
{
    public static void Write(Utf8JsonWriter json, PredictionPipeline pipeline)
    {
        json.WriteStartObject();
        json.WriteString("type", DefinitionReader.NameOf(pipeline.Type));
        json.WriteString("name", pipeline.Name);
        switch (pipeline)
        {
            case FutureEventsPipeline future:
                Write(json, "goal", future.Goal);
                json.WriteNumber("within_days", future.WithinDays);
                break;
            case UpliftPipeline uplift:
                Write(json, "treatment", uplift.Treatment);
                Write(json, "control", uplift.Control);
                Write(json, "goal", uplift.Goal);
                json.WriteNumber("within_days", uplift.WithinDays);
                break;
            case ClassificationPipeline classification:
                Write(json, "attribute", classification.Attribute);
                Write(json, "has", classification.Has);
                Write(json, "has_not", classification.HasNot);
                Write(json, "members_file", classification.Members?.File);
                Write(json, "others_file", classification.Others?.File);
                break;
            case LookAlikePipeline lookAlike:
                Write(json, "attribute", lookAlike.Attribute);
                Write(json, "has", lookAlike.Has);
                Write(json, "members_file", lookAlike.Members?.File);
                break;
            case RegressionPipeline regression:
                Write(json, "attribute", regression.Attribute);
                Write(json, "values_file", regression.Values?.File);
                break;
        }

        json.WriteNumber("active_within_days", pipeline.ActiveWithinDays);
        json.WriteString("schedule", JsonNamingPolicy.SnakeCaseLower.ConvertName(pipeline.Schedule.ToString()));
        json.WriteNumber("seed", pipeline.Seed);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
        {
            json.WriteStartArray(name);
            foreach (var value in values)
            {
                json.WriteStringValue(value);
            }

            json.WriteEndArray();
        }
    }

    private static void Write(Utf8JsonWriter json, string name, EventCondition condition)
    {
        json.WriteStartObject(name);
        Write(json, "event", condition.Events);
        if (condition.Where.Count > 0)
        {
            json.WriteStartObject("where");
            foreach (var (field, value) in condition.Where.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                json.WriteString(field, value);
            }

            json.WriteEndObject();
        }

        json.WriteNumber("at_least", condition.AtLeast);
        json.WriteEndObject();
    }
}
