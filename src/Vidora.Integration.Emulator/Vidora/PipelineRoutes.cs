using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Vidora.Integration.Emulator.Hosting;
using Vidora.Integration.Emulator.Pipelines;

namespace Vidora.Integration.Emulator.Vidora;

/// <summary>Serves <c>GET /v1/api/pipelines</c>, most recently run pipelines first.</summary>
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
            .Where(pipeline => active is null || pipeline.Active == active)
            .OrderByDescending(pipeline => pipeline.LastPredictionAt ?? DateTimeOffset.MinValue);
        return JsonAnswer.WriteAsync(http, 200, JsonAnswer.Array(shown.Select(pipeline => new JsonObject
        {
            ["id"] = pipeline.Id, ["name"] = pipeline.Name, ["type"] = pipeline.Type.ToString(), ["active"] = pipeline.Active,
            ["recurring"] = pipeline.Recurring, ["status"] = pipeline.Status.ToString(), ["created_at"] = Time(pipeline.CreatedAt),
            ["last_trained_at"] = Time(pipeline.LastPredictionAt), ["last_prediction_at"] = Time(pipeline.LastPredictionAt),
        })));
    }

    // As documented: 2020-04-05T00:00:00, without a zone.
    private static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);

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
