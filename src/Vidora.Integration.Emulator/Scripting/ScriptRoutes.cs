using Microsoft.AspNetCore.Http;
using Vidora.Integration.Emulator.Hosting;

namespace Vidora.Integration.Emulator.Scripting;

/// <summary>Serves <c>/emulator/script</c>, the script over HTTP.</summary>
internal sealed class ScriptRoutes(FaultScript script)
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
        catch (Exception e) when (e is FormatException or ArgumentException)
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

    public Task GetAsync(HttpContext http) => JsonAnswer.WriteAsync(http, 200, ScriptJson.Describe(script.Rules));

    public Task DeleteAsync(HttpContext http)
    {
        script.Clear();
        http.Response.StatusCode = 204;
        return Task.CompletedTask;
    }
}
