using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Vidora.Integration.Emulator.Hosting;

namespace Vidora.Integration.Emulator.Scripting;

/// <summary><c>/emulator/script</c>: the script over HTTP, for tests in other languages and for the pages.</summary>
internal sealed class ScriptRoutes(TroubleScript script)
{
    public async Task PostAsync(HttpContext http)
    {
        using var body = await RequestBody.ReadAsync(http.Request, http.RequestAborted);
        try
        {
            foreach (var rule in ScriptJson.Read(body.Memory))
            {
                script.Add(rule);
            }
        }
        catch (FormatException e)
        {
            await JsonAnswer.ErrorAsync(http, 400, e.Message);
            return;
        }
        catch (ArgumentException e)
        {
            await JsonAnswer.ErrorAsync(http, 400, e.Message.Split(" (Parameter")[0]);
            return;
        }
        catch (InvalidOperationException e)
        {
            await JsonAnswer.ErrorAsync(http, 409, e.Message);
            return;
        }

        await GetAsync(http);
    }

    public Task GetAsync(HttpContext http) => JsonAnswer.WriteAsync(http, 200, json => ScriptJson.Write(json, script.Rules));

    public Task DeleteAsync(HttpContext http)
    {
        script.Clear();
        http.Response.StatusCode = 204;
        return Task.CompletedTask;
    }
}
