using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Vidora.Integration.Emulator.Hosting;
using Vidora.Integration.Pipelines;

namespace Vidora.Integration.Emulator.Pipelines;

/// <summary>Serves <c>/emulator/pipelines</c>, which stands for Vidora's web application.</summary>
internal sealed class PipelineControlRoutes(EmulatedPipelines pipelines, string? exportDirectory)
{
    private const int MaxPredictions = 10_000;

    public Task ListAsync(HttpContext http) =>
        JsonAnswer.WriteAsync(http, 200, JsonAnswer.Array(pipelines.Select(pipeline => PipelineJson.Describe(pipeline, pipelines.Exports(pipeline.Id)))));

    public Task CreateAsync(HttpContext http) => AnswerAsync(http, async body =>
    {
        var pipeline = pipelines.Create(PredictionPipeline.Parse(body));
        await WriteAsync(http, 201, pipeline);
    });

    /// <summary>Says what the received events hold for a definition, without creating a pipeline.</summary>
    public Task CheckAsync(HttpContext http) => AnswerAsync(http, async body =>
        await JsonAnswer.WriteAsync(http, 200, PipelineJson.Describe(await pipelines.CheckAsync(PredictionPipeline.Parse(body), http.RequestAborted))));

    public Task GetCardAsync(HttpContext http) => AnswerAsync(http, async _ => await JsonAnswer.WriteAsync(
        http,
        200,
        PredictionSet.CardNode(Require(http).Card ?? throw new InvalidOperationException("The pipeline has no card yet. Run it."))));

    public Task RunAsync(HttpContext http) => AnswerAsync(http, async _ =>
        await WriteAsync(http, 200, await pipelines.RunAsync(Id(http), AsOf(QueryText.Read(http, "as_of")), http.RequestAborted)));

    public Task RemoveAsync(HttpContext http) => AnswerAsync(http, _ =>
    {
        http.Response.StatusCode = pipelines.Remove(Id(http)) ? 204 : 404;
        return Task.CompletedTask;
    });

    public Task AddExportAsync(HttpContext http) => AnswerAsync(http, async body =>
    {
        var export = WithinExportDirectory(PipelineJson.ReadExport(body));
        var state = await pipelines.AddExportAsync(Id(http), export, http.RequestAborted);
        await JsonAnswer.WriteAsync(http, 201, PipelineJson.Describe(state));
    });

    public Task RemoveExportAsync(HttpContext http) => AnswerAsync(http, _ =>
    {
        http.Response.StatusCode = pipelines.RemoveExport(Id(http), (string)http.Request.RouteValues["export"]!) ? 204 : 404;
        return Task.CompletedTask;
    });

    public Task GetPredictionsAsync(HttpContext http) => AnswerAsync(http, async _ =>
    {
        if (!QueryText.TryReadNumber(http, "limit", 1, MaxPredictions, 100, out var limit))
        {
            throw new FormatException($"\"limit\" is a number from 1 to {MaxPredictions}.");
        }

        await JsonAnswer.WriteAsync(http, 200, JsonAnswer.Array(pipelines.Predictions(Id(http)).Take((int)limit).Select(prediction => new JsonObject
        {
            ["user_id"] = prediction.UserId, ["score"] = prediction.Score, ["percentile"] = prediction.Percentile,
        })));
    });

    /// <summary>Creates a pipeline unless there is one with this definition, runs and exports it.</summary>
    public Task PredictAsync(HttpContext http) => AnswerAsync(http, async body =>
    {
        var definition = PredictionPipeline.Parse(body);
        var pipeline = pipelines.FirstOrDefault(known => PipelineJson.AreEqual(known.Definition, definition)) ?? pipelines.Create(definition);
        pipeline = await pipelines.RunAsync(pipeline.Id, AsOf(QueryText.Read(http, "as_of")), http.RequestAborted);
        if (pipeline.Failure is { } failure)
        {
            throw new InvalidOperationException(failure);
        }

        await WriteExportAsync(http, pipeline);
    });

    public Task DownloadAsync(HttpContext http) => AnswerAsync(http, _ => WriteExportAsync(http, Require(http)));

    /// <summary>Reads a day or a time in UTC. Returns null for null.</summary>
    public static DateTimeOffset? AsOf(string? text) => text is null ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time
        : throw new FormatException("\"as_of\" is a day or a time in UTC. Use a text such as 2026-03-01.");

    /// <summary>
    /// Resolves the folder of an export. Over HTTP it must lie below the export directory, because a page must not write
    /// to any folder of this process.
    /// </summary>
    public PredictionExport WithinExportDirectory(PredictionExport export)
    {
        if (export.Folder is not { } folder)
        {
            return export;
        }

        if (exportDirectory is null)
        {
            throw new FormatException("The emulator has no export directory. Set the option ExportDirectory to export to a folder.");
        }

        var root = Path.GetFullPath(exportDirectory);
        var full = Path.GetFullPath(Path.Combine(root, folder));
        return AsDirectory(full).StartsWith(AsDirectory(root), StringComparison.Ordinal)
            ? export.WithFolder(full)
            : throw new FormatException("The folder must lie below the emulator's export directory.");
    }

    private static string AsDirectory(string path) => Path.EndsInDirectorySeparator(path) ? path : path + Path.DirectorySeparatorChar;

    private EmulatedPipeline Require(HttpContext http) => pipelines.Find(Id(http)) ?? throw new KeyNotFoundException("There is no pipeline with this id.");

    private static string Id(HttpContext http) => (string)http.Request.RouteValues["id"]!;

    private static double Percentile(HttpContext http, string name, double absent) =>
        QueryText.Read(http, name) is not { } text ? absent
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value
        : throw new FormatException($"\"{name}\" is a number from 0 to 100.");

    private static async Task AnswerAsync(HttpContext http, Func<ReadOnlyMemory<byte>, Task> answer)
    {
        using var body = await RequestBody.ReadAsync(http.Request, http.RequestAborted);
        try
        {
            await answer(body.Memory);
        }
        catch (KeyNotFoundException e)
        {
            await JsonAnswer.ErrorAsync(http, 404, e.Message);
        }
        catch (InvalidOperationException e)
        {
            await JsonAnswer.ErrorAsync(http, 409, e.Message);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            await JsonAnswer.ErrorAsync(http, 400, e.Message.Split(" (Parameter")[0]);
        }
    }

    private async Task WriteExportAsync(HttpContext http, EmulatedPipeline pipeline)
    {
        var export = new PredictionExport
        {
            FromPercentile = Percentile(http, "from", 0),
            ToPercentile = Percentile(http, "to", 100),
            Columns = PipelineJson.Columns(QueryText.Read(http, "columns")),
        };
        using var file = new MemoryStream();
        await pipelines.WriteExportAsync(pipeline.Id, export, file, http.RequestAborted);
        http.Response.ContentType = "text/csv; charset=utf-8";
        http.Response.ContentLength = file.Length;
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{pipeline.Id}.csv\"";
        file.Position = 0;
        await file.CopyToAsync(http.Response.Body, http.RequestAborted);
    }

    private Task WriteAsync(HttpContext http, int status, EmulatedPipeline pipeline) =>
        JsonAnswer.WriteAsync(http, status, PipelineJson.Describe(pipeline, pipelines.Exports(pipeline.Id)));
}
