using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Vidora.Testing;

/// <summary>
/// A Vidora on a loopback socket that answers as a script says, then accepts everything else, and records the events in order.
/// The emulator is the better choice where its own rules matter; this one has none.
/// </summary>
public sealed class ScriptedVidora : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Lock _lock = new();
    private readonly Queue<Func<HttpContext, Task>> _script = new();
    private readonly List<(TimeSpan Time, IReadOnlyList<string> EventIds)> _requests = [];
    private readonly List<(string User, string EventId)> _accepted = [];
    private readonly HashSet<string> _distinct = [];
    private readonly long _start = Stopwatch.GetTimestamp();
    private TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ScriptedVidora(WebApplication app)
    {
        _app = app;
        _open.SetResult();
    }

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>Gets or sets the ids of events whose request is answered with 400.</summary>
    public Func<string, bool> Rejects { get; set; } = _ => false;

    /// <summary>Gets the requests with the time since the start.</summary>
    public IReadOnlyList<(TimeSpan Time, IReadOnlyList<string> EventIds)> Requests
    {
        get
        {
            lock (_lock)
            {
                return _requests.ToList();
            }
        }
    }

    /// <summary>Gets the accepted events in order, also those that came twice.</summary>
    public IReadOnlyList<(string User, string EventId)> Accepted
    {
        get
        {
            lock (_lock)
            {
                return _accepted.ToList();
            }
        }
    }

    /// <summary>Gets the number of different accepted events.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _distinct.Count;
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

    /// <summary>Answers the next request with this.</summary>
    public ScriptedVidora Then(int status, string? retryAfter = null, string body = "{}") => Then(async context =>
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null)
        {
            context.Response.Headers.RetryAfter = retryAfter;
        }

        await context.Response.WriteAsync(body);
    });

    /// <summary>Cuts the connection of the next request.</summary>
    public ScriptedVidora ThenCut() => Then(context =>
    {
        context.Abort();
        return Task.CompletedTask;
    });

    /// <summary>Never answers the next request.</summary>
    public ScriptedVidora ThenSilence() => Then(async context =>
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
        }
    });

    /// <summary>Holds the answers of all requests until <see cref="Release"/>.</summary>
    public void Hold()
    {
        lock (_lock)
        {
            _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public void Release()
    {
        lock (_lock)
        {
            _open.TrySetResult();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Release();
        await _app.DisposeAsync();
    }

    private ScriptedVidora Then(Func<HttpContext, Task> answer)
    {
        _script.Enqueue(answer);
        return this;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var document = await JsonDocument.ParseAsync(context.Request.Body);
        var events = document.RootElement.GetProperty("data").EnumerateArray()
            .Select(e => (User: e.GetProperty("user_id").GetString()!, EventId: e.GetProperty("event_id").GetString()!))
            .ToList();
        Func<HttpContext, Task>? answer;
        Task open;
        lock (_lock)
        {
            _requests.Add((Stopwatch.GetElapsedTime(_start), events.Select(e => e.EventId).ToList()));
            _script.TryDequeue(out answer);
            open = _open.Task;
        }

        await open;
        if (answer is not null)
        {
            await answer(context);
        }
        else if (events.Any(e => Rejects(e.EventId)))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
        }
        else
        {
            lock (_lock)
            {
                _accepted.AddRange(events);
                _distinct.UnionWith(events.Select(e => e.EventId));
            }
        }
    }
}
