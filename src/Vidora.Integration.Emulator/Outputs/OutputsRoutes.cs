using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Vidora.Integration.Emulator.Hosting;
using Vidora.Integration.Emulator.Storage;

namespace Vidora.Integration.Emulator.Outputs;

/// <summary>Serves <c>/emulator/plays</c>, and the ids with which a play in another process compares.</summary>
internal sealed class OutputsRoutes(EmulatedMParticle mparticle, EventStore store)
{
    public async Task PostAsync(HttpContext http)
    {
        using var body = await RequestBody.ReadAsync(http.Request, http.RequestAborted);
        try
        {
            var (id, _) = mparticle.Start(PlayJson.Read(body.Memory), CancellationToken.None);
            await JsonAnswer.WriteAsync(http, 202, mparticle.Plays.First(play => play.Id == id).ToJson());
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            await JsonAnswer.ErrorAsync(http, 400, e.Message.Split(" (Parameter")[0]);
        }
        catch (InvalidOperationException e)
        {
            await JsonAnswer.ErrorAsync(http, 409, e.Message);
        }
    }

    public Task ListAsync(HttpContext http) =>
        JsonAnswer.WriteAsync(http, 200, new JsonObject { ["plays"] = JsonAnswer.Array(mparticle.Plays.Select(play => play.ToJson())) });

    public Task GetAsync(HttpContext http) => mparticle.Plays.FirstOrDefault(play => play.Id == Id(http)) is { } play
        ? JsonAnswer.WriteAsync(http, 200, play.ToJson())
        : JsonAnswer.ErrorAsync(http, 404, "There is no play with this id.");

    public Task StopAsync(HttpContext http)
    {
        if (!mparticle.Stop(Id(http)))
        {
            return JsonAnswer.ErrorAsync(http, 404, "There is no play with this id.");
        }

        http.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    public Task GetEventIdsAsync(HttpContext http)
    {
        if (!QueryText.TryReadPage(http, 10_000, out var after, out var limit))
        {
            return JsonAnswer.ErrorAsync(http, 400, QueryText.PageError);
        }

        var page = store.FindIds(after, limit);
        return JsonAnswer.WriteAsync(http, 200, new JsonObject
        {
            ["ids"] = JsonAnswer.Array(page.Ids.Select(id => id.ToString("x", CultureInfo.InvariantCulture))), ["next"] = page.Next, ["last"] = page.Last,
        });
    }

    private static int Id(HttpContext http) =>
        int.TryParse(http.Request.RouteValues["id"] as string, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;
}
