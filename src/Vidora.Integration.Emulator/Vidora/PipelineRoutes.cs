using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Vidora.Integration.Emulator.Hosting;
using Vidora.Integration.Emulator.Pipelines;

namespace Vidora.Integration.Emulator.Vidora;

/// <summary><c>GET /v1/api/pipelines</c>: the pipelines, most recently run first.</summary>
internal sealed class PipelineRoutes(EmulatedPipelines pipelines)
{
    public Task ListAsync(HttpContext http, ReadOnlyMemory<byte> body)
    {
        if (!TryReadFlag(http, "recurring", out var recurring) || !TryReadFlag(http, "active", out var active))
        {
            return JsonAnswer.ErrorAsync(http, 400, "\"recurring\" and \"active\" are true or false.");
        }

        var shown = pipelines
            .Where(pipeline => recurring is null || pipeline.Recurring == recurring)
            .Where(pipeline => active is null || pipeline.Definition.Active == active)
            .OrderByDescending(pipeline => pipeline.LastPredictionAt ?? DateTimeOffset.MinValue);
        return JsonAnswer.WriteAsync(http, 200, json =>
        {
            json.WriteStartArray();
            foreach (var pipeline in shown)
            {
                Write(json, pipeline);
            }

            json.WriteEndArray();
        });
    }

    private static void Write(Utf8JsonWriter json, EmulatedPipeline pipeline)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, pipeline.Id);
        json.WriteString("name"u8, pipeline.Definition.Name);
        json.WriteString("type"u8, pipeline.Definition.Type.Text());
        json.WriteBoolean("active"u8, pipeline.Definition.Active);
        json.WriteBoolean("recurring"u8, pipeline.Recurring);
        json.WriteString("status"u8, pipeline.Status.ToString().ToLowerInvariant());
        WriteTime(json, "created_at", pipeline.CreatedAt);
        WriteTime(json, "last_trained_at", pipeline.LastTrainedAt);
        WriteTime(json, "last_prediction_at", pipeline.LastPredictionAt);
        json.WriteEndObject();
    }

    // As documented: 2020-04-05T00:00:00, without a zone.
    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is null)
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteString(name, time.Value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
        }
    }

    private static bool TryReadFlag(HttpContext http, string name, out bool? flag)
    {
        flag = null;
        if (!http.Request.Query.TryGetValue(name, out var text))
        {
            return true;
        }

        var read = bool.TryParse(text, out var value);
        flag = value;
        return read;
    }
}
