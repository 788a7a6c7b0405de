using System.Globalization;
using System.Text.Json;

namespace Vidora.Integration.Client;

/// <summary>Reads answers of the API into models.</summary>
/// <remarks>
/// Ignores unknown fields. Numbers may be text, and times may have no zone. Throws <see cref="FormatException"/> for anything else.
/// </remarks>
internal static class AnswerReader
{
    public static List<VidoraPipeline> ReadPipelines(JsonElement answer)
    {
        var pipelines = new List<VidoraPipeline>();
        foreach (var item in Items(answer))
        {
            pipelines.Add(new VidoraPipeline
            {
                Id = Text(item, "id") is { Length: > 0 } id ? id : throw new FormatException("A pipeline has no id."),
                Name = Text(item, "name"),
                Type = new VidoraPipelineType(Text(item, "type")),
                IsActive = Boolean(item, "active"),
                IsRecurring = Boolean(item, "recurring"),
                Status = new VidoraPipelineStatus(Text(item, "status")),
                CreatedAt = Time(item, "created_at"),
                LastTrainedAt = Time(item, "last_trained_at"),
                LastPredictionAt = Time(item, "last_prediction_at"),
            });
        }

        return pipelines;
    }

    /// <summary>Reads an array of objects from pipeline id to score, or to an object with a score. Null is no prediction.</summary>
    public static List<VidoraPrediction> ReadPredictions(JsonElement answer)
    {
        var predictions = new List<VidoraPrediction>();
        foreach (var item in Items(answer))
        {
            foreach (var member in Members(item))
            {
                if (ReadScore(member.Name, member.Value) is { } prediction)
                {
                    predictions.Add(prediction);
                }
            }
        }

        return predictions;
    }

    /// <summary>Reads an object with score and percentile, or an array of one. Returns null when there is none.</summary>
    public static VidoraPrediction? ReadPrediction(JsonElement answer, string pipelineId)
    {
        if (answer.ValueKind != JsonValueKind.Array)
        {
            return ReadScore(pipelineId, answer);
        }

        return answer.GetArrayLength() switch
        {
            0 => null,
            1 => ReadScore(pipelineId, answer[0]),
            _ => throw new FormatException("More than one prediction for one pipeline."),
        };
    }

    public static List<string> ReadUserIds(JsonElement answer)
    {
        var ids = new List<string>();
        foreach (var item in Items(answer))
        {
            ids.Add(Text(item) ?? throw new FormatException("A user id is not text."));
        }

        return ids;
    }

    /// <summary>Reads the request id, a JSON string or a member of an object. Returns null when there is none.</summary>
    public static string? ReadRequestId(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object ? Text(answer, "request_id") : Text(answer);

    /// <summary>Reads the status, a JSON string or a member of an object.</summary>
    public static string ReadErasureStatus(JsonElement answer) =>
        (answer.ValueKind == JsonValueKind.Object ? Text(answer, "status") ?? Text(answer, "request_status") : Text(answer)) ?? "";

    private static VidoraPrediction? ReadScore(string pipelineId, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return value.ValueKind == JsonValueKind.Null ? null : new VidoraPrediction { PipelineId = pipelineId, Score = Number(value) };
        }

        return value.TryGetProperty("score", out var score) && score.ValueKind != JsonValueKind.Null
            ? new VidoraPrediction
            {
                PipelineId = pipelineId,
                Score = Number(score),
                Percentile = value.TryGetProperty("percentile", out var percentile) && percentile.ValueKind != JsonValueKind.Null
                    ? Number(percentile)
                    : null,
            }
            : null;
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement answer) => answer.ValueKind == JsonValueKind.Array
        ? answer.EnumerateArray()
        : throw new FormatException("Not an array.");

    private static JsonElement.ObjectEnumerator Members(JsonElement item) => item.ValueKind == JsonValueKind.Object
        ? item.EnumerateObject()
        : throw new FormatException("Not an object.");

    private static string? Text(JsonElement item, string name) => item.ValueKind == JsonValueKind.Object
        ? item.TryGetProperty(name, out var value) ? Text(value) : null
        : throw new FormatException("Not an object.");

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };

    private static bool? Boolean(JsonElement item, string name) =>
        !item.TryGetProperty(name, out var value) ? null : value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => bool.TryParse(Text(value), out var parsed) ? parsed : null,
        };

    private static DateTimeOffset? Time(JsonElement item, string name) =>
        DateTimeOffset.TryParse(
            Text(item, name),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time)
            ? time
            : null;

    private static double Number(JsonElement value) =>
        double.TryParse(Text(value), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw new FormatException("A score is not a finite number.");
}
