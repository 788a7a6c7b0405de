using Microsoft.AspNetCore.Http;
using Vidora.Integration.Emulator.Hosting;

namespace Vidora.Integration.Emulator.Scripting;

/// <summary>Gives a request its scripted answer, if there is one.</summary>
internal sealed class FaultStep(FaultScript script, RequestCounts requests, TimeProvider time)
{
    public async Task HandleAsync(HttpContext http, RequestDelegate next)
    {
        if (script.IsEmpty || !ServiceRoutes.IsService(http.Request.Path))
        {
            await next(http);
            return;
        }

        // Only a rule with a user needs the body: a cut before the body must leave it unread.
        using var body = script.AsksForUsers ? await RequestBody.ReadAsync(http.Request, http.RequestAborted) : (RequestBody?)null;
        if (body is { } read)
        {
            http.Request.Body = new MemoryStream(read.Memory.ToArray(), writable: false);
        }

        var route = RequestCounts.RouteOf(http);
        var answer = script.Take(
            http.Request.Method,
            route[(route.IndexOf(' ', StringComparison.Ordinal) + 1)..],
            http.Request.Path.Value ?? "",
            user => http.Request.RouteValues.Values.Contains(user) || (body is { } b && ConcernedUsers.Contains(b.Memory.Span, user)));
        if (answer is null)
        {
            await next(http);
            return;
        }

        if (answer.Apply)
        {
            await ApplyAsync(http, next);
        }
        else if (answer.CutAfterBody || answer.Status is not null)
        {
            await http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted);
        }

        if (answer.Delay > TimeSpan.Zero)
        {
            await Task.Delay(answer.Delay, time, http.RequestAborted);
        }

        if (answer.Cuts)
        {
            requests.Add(http, status: 0);
            http.Abort();
        }
        else if (answer.Status is { } status)
        {
            await AnswerAsync(http, answer, status);
        }
        else
        {
            await next(http);
        }
    }

    private static async Task ApplyAsync(HttpContext http, RequestDelegate next)
    {
        var response = http.Response.Body;
        http.Response.Body = Stream.Null;
        try
        {
            await next(http);
        }
        finally
        {
            http.Response.Body = response;
            http.Response.Clear();
        }
    }

    private static async Task AnswerAsync(HttpContext http, FaultAnswer answer, int status)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = answer.Body is null ? null : "application/json";
        foreach (var (name, value) in answer.Headers)
        {
            http.Response.Headers[name] = value;
        }

        if (answer.Body is not null)
        {
            await http.Response.WriteAsync(answer.Body, http.RequestAborted);
        }
        else
        {
            // A started answer gets no body from the steps before this one.
            await http.Response.StartAsync(http.RequestAborted);
        }
    }
}
