using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Vidora.Integration.Delivery.Tests;

/// <summary>A Vidora on a real socket that answers as the script says, and with 200 afterwards.</summary>
internal sealed class ScriptedVidora : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Queue<Func<HttpContext, IReadOnlyList<string>, Task>> _script = new();
    private readonly List<(TimeSpan Time, IReadOnlyList<string> EventIds)> _requests = [];
    private readonly List<string> _accepted = [];
    private readonly System.Diagnostics.Stopwatch _watch = System.Diagnostics.Stopwatch.StartNew();

    private ScriptedVidora(WebApplication app) => _app = app;

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public string? Poison { get; set; }

    public IReadOnlyList<(TimeSpan Time, IReadOnlyList<string> EventIds)> Requests
    {
        get
        {
            lock (_requests)
            {
                return _requests.ToList();
            }
        }
    }

    public IReadOnlyList<string> Accepted
    {
        get
        {
            lock (_requests)
            {
                return _accepted.ToList();
            }
        }
    }

    public static async Task<ScriptedVidora> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var vidora = new ScriptedVidora(app);
        app.MapPost("/v1/validate", vidora.AnswerAsync);
        await app.StartAsync();
        return vidora;
    }

    public ScriptedVidora Then(int status, string? retryAfter = null, string body = "{}") => Then(async (context, _) =>
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null)
        {
            context.Response.Headers.RetryAfter = retryAfter;
        }

        await context.Response.WriteAsync(body);
    });

    public ScriptedVidora ThenCut() => Then((context, _) =>
    {
        context.Abort();
        return Task.CompletedTask;
    });

    public ScriptedVidora ThenSilence() => Then(async (context, _) =>
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
        }
    });

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private ScriptedVidora Then(Func<HttpContext, IReadOnlyList<string>, Task> answer)
    {
        _script.Enqueue(answer);
        return this;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var document = await JsonDocument.ParseAsync(context.Request.Body);
        var ids = document.RootElement.GetProperty("data").EnumerateArray().Select(e => e.GetProperty("event_id").GetString()!).ToList();
        Func<HttpContext, IReadOnlyList<string>, Task>? answer;
        lock (_requests)
        {
            _requests.Add((_watch.Elapsed, ids));
            _script.TryDequeue(out answer);
        }

        if (answer is not null)
        {
            await answer(context, ids);
        }
        else if (Poison is not null && ids.Contains(Poison))
        {
            context.Response.StatusCode = (int)HttpStatusCode.BadRequest;
        }
        else
        {
            lock (_requests)
            {
                _accepted.AddRange(ids);
            }
        }
    }
}
