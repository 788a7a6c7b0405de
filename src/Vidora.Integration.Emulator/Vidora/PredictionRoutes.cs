using Microsoft.AspNetCore.Http;
using Vidora.Integration.Emulator.Hosting;

namespace Vidora.Integration.Emulator.Vidora;

/// <summary>
/// The Predictions API of one user. Generation A lists the scores of every recurring pipeline, generation C gives score
/// and percentile of one. That a pipeline must be recurring is documented.
/// </summary>
internal sealed class PredictionRoutes(EmulatedPipelines pipelines)
{
    public Task GetAllAsync(HttpContext http, ReadOnlyMemory<byte> body)
    {
        var user = (string)http.Request.RouteValues["id"]!;
        return JsonAnswer.WriteAsync(http, 200, json =>
        {
            json.WriteStartArray();
            foreach (var pipeline in pipelines.Where(pipeline => pipeline.Recurring && pipeline.Definition.Active))
            {
                if (pipelines.FindPrediction(pipeline.Id, user) is { } prediction)
                {
                    json.WriteStartObject();
                    json.WriteNumber(pipeline.Id, prediction.Score);
                    json.WriteEndObject();
                }
            }

            json.WriteEndArray();
        });
    }

    public Task GetOneAsync(HttpContext http, ReadOnlyMemory<byte> body)
    {
        var user = (string)http.Request.RouteValues["id"]!;
        if (pipelines.Find((string)http.Request.RouteValues["pipeline"]!) is not { } pipeline)
        {
            return JsonAnswer.ErrorAsync(http, 404, "There is no pipeline of that id.");
        }

        if (!pipeline.Recurring)
        {
            return JsonAnswer.ErrorAsync(http, 404, "The pipeline is not recurring; the Predictions API serves recurring ones only.");
        }

        return pipelines.FindPrediction(pipeline.Id, user) is not { } prediction
            ? JsonAnswer.ErrorAsync(http, 404, "There is no prediction for this user.")
            : JsonAnswer.WriteAsync(http, 200, json =>
            {
                json.WriteStartObject();
                json.WriteNumber("score"u8, prediction.Score);
                json.WriteNumber("percentile"u8, prediction.Percentile);
                json.WriteEndObject();
            });
    }
}
