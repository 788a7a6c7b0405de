using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Vidora.Integration.Kafka.Tests;

/// <summary>A Vidora on a real socket that writes down what it accepts, in order.</summary>
internal sealed class RecordingVidora : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Lock _lock = new();
    private readonly List<(string User, string EventId)> _accepted = [];
    private readonly HashSet<string> _distinct = [];
    private TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RecordingVidora(WebApplication app)
    {
        _app = app;
        _open.SetResult();
    }

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>Events whose request is answered with 400.</summary>
    public Func<string, bool> Rejects { get; set; } = _ => false;

    public int Requests { get; private set; }

    /// <summary>How many different events it has.</summary>
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

    public static async Task<RecordingVidora> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var vidora = new RecordingVidora(app);
        app.MapPost("/v1/validate", vidora.AnswerAsync);
        await app.StartAsync();
        return vidora;
    }

    /// <summary>Requests wait from now on, until <see cref="Release"/>.</summary>
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

    private async Task AnswerAsync(HttpContext context)
    {
        using var document = await JsonDocument.ParseAsync(context.Request.Body);
        var events = document.RootElement.GetProperty("data").EnumerateArray()
            .Select(e => (User: e.GetProperty("user_id").GetString()!, EventId: e.GetProperty("event_id").GetString()!))
            .ToList();
        Task open;
        lock (_lock)
        {
            Requests++;
            open = _open.Task;
        }

        await open;
        if (events.Any(e => Rejects(e.EventId)))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        lock (_lock)
        {
            _accepted.AddRange(events);
            _distinct.UnionWith(events.Select(e => e.EventId));
        }
    }
}
