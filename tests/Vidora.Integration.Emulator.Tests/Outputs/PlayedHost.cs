using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Vidora.Integration.Emulator.Tests.Outputs;

/// <summary>A host that receives what mParticle sends, maps it, and has it at the emulated Vidora before it answers.</summary>
internal sealed class PlayedHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly VidoraClient _vidora;
    private readonly MParticleEventMapper _mapper = new();
    private readonly Lock _lock = new();
    private readonly List<(string? Authorization, JsonNode Body)> _requests = [];

    private PlayedHost(WebApplication app, VidoraEmulator vidora)
    {
        _app = app;
        _vidora = new VidoraClient(new VidoraOptions { BaseAddress = vidora.Address, ApiKey = vidora.ApiKey });
    }

    public Uri Address => new(_app.Urls.First());

    /// <summary>Gets or sets the answer to a request by its number from 1; null takes the events and answers 202.</summary>
    public Func<int, JsonNode, int?> Answer { get; set; } = (_, _) => null;

    /// <summary>Gets or sets what is done to the events before they are forwarded.</summary>
    public Func<IReadOnlyList<VidoraEvent>, IReadOnlyList<VidoraEvent>> Change { get; set; } = events => events;

    public IReadOnlyList<(string? Authorization, JsonNode Body)> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    public static async Task<PlayedHost> StartAsync(VidoraEmulator vidora)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var host = new PlayedHost(app, vidora);
        app.Run(host.HandleAsync);
        await app.StartAsync();
        return host;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task HandleAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var json = JsonNode.Parse(body.ToArray())!;
        int number;
        lock (_lock)
        {
            _requests.Add((http.Request.Headers.Authorization.FirstOrDefault(), json));
            number = _requests.Count;
        }

        if (Answer(number, json) is { } status)
        {
            if (status == 0)
            {
                http.Abort();
            }
            else
            {
                http.Response.StatusCode = status;
            }

            return;
        }

        var type = (string?)json["type"];
        if (type is null or "event_processing_request")
        {
            var document = MParticleDocuments.Read(body.ToArray()).Single();
            Assert.That(document.TryReadBatch(MParticleFormat.Auto, out var batch, out var error), Is.True, error?.Message);
            var events = Change(_mapper.Map(batch!).Events);
            if (events.Count > 0)
            {
                (await _vidora.SendEventsAsync(events)).EnsureAllAccepted();
            }
        }

        http.Response.StatusCode = 202;
        await http.Response.WriteAsync($$"""{"type":"{{type?.Replace("_request", "_response", StringComparison.Ordinal)}}"}""");
    }
}
