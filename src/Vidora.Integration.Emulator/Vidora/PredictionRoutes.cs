using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Vidora.Integration.Emulator.Hosting;

namespace Vidora.Integration.Emulator.Vidora;

/// <summary>
/// Serves the Predictions API of one user. Generation A lists the scores of every recurring pipeline, generation C gives score
/// and percentile of one. That a pipeline must be recurring is documented.
/// </summary>
internal sealed class PredictionRoutes(EmulatedPipelines pipelines)
{
    public Task GetAllAsync(HttpContext http, ReadOnlyMemory<byte> body)
    {
        var user = (string)http.Request.RouteValues["id"]!;
        var scores = pipelines.Where(pipeline => pipeline.Recurring && pipeline.Active)
            .Select(pipeline => (pipeline.Id, Prediction: pipelines.FindPrediction(pipeline.Id, user)))
            .Where(found => found.Prediction is not null);
        return JsonAnswer.WriteAsync(http, 200, JsonAnswer.Array(scores.Select(found => new JsonObject { [found.Id] = found.Prediction!.Score })));
    }

    public Task GetOneAsync(HttpContext http, ReadOnlyMemory<byte> body)
    {
        var user = (string)http.Request.RouteValues["id"]!;
        if (pipelines.Find((string)http.Request.RouteValues["pipeline"]!) is not { } pipeline)
        {
            return JsonAnswer.ErrorAsync(http, 404, "There is no pipeline with this id.");
        }

        if (!pipeline.Recurring)
        {
            return JsonAnswer.ErrorAsync(http, 404, "The pipeline is not recurring; the Predictions API serves recurring ones only.");
        }

        return pipelines.FindPrediction(pipeline.Id, user) is not { } prediction
            ? JsonAnswer.ErrorAsync(http, 404, "There is no prediction for this user.")
            : JsonAnswer.WriteAsync(http, 200, new JsonObject { ["score"] = prediction.Score, ["percentile"] = prediction.Percentile });
    }
}
