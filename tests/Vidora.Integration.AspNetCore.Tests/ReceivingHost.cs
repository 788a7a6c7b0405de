using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Vidora.Integration.Delivery;
using Vidora.Integration.Emulator;

namespace Vidora.Integration.AspNetCore.Tests;

/// <summary>A host with the endpoints on a real socket, an emulated Vidora behind it, and a log that can be read.</summary>
internal sealed class ReceivingHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ReceivingHost(WebApplication app, VidoraEmulator? vidora, TestLog log)
    {
        _app = app;
        Vidora = vidora!;
        Log = log;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public HttpClient Http { get; }

    /// <summary>The emulated Vidora; null when Vidora is down.</summary>
    public VidoraEmulator Vidora { get; }

    public TestLog Log { get; }

    public IServiceProvider Services => _app.Services;

    public VidoraForwarder Forwarder => Services.GetRequiredService<VidoraForwarder>();

    public static async Task<ReceivingHost> StartAsync(
        Action<VidoraEndpointOptions>? endpoints = null,
        Action<VidoraForwardingOptions>? forwarding = null,
        Action<VidoraOptions>? account = null,
        Func<string, Exception?>? fault = null,
        bool vidoraIsDown = false,
        string? queueFile = null,
        Action<WebApplicationBuilder>? build = null,
        Action<WebApplication>? map = null)
    {
        var vidora = vidoraIsDown ? null : await VidoraEmulator.StartAsync();
        var log = new TestLog();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.Logging.AddProvider(log);
        builder.Services
            .AddVidora(options =>
            {
                options.BaseAddress = vidora?.Address ?? new Uri("http://127.0.0.1:1");
                options.ApiKey = vidora?.ApiKey ?? "demo-key";
                options.ApiSecret = vidora?.ApiSecret;
                account?.Invoke(options);
            })
            .AddForwarding(options =>
            {
                options.QueueFile = queueFile ?? ":memory:";
                options.FillDelay = TimeSpan.Zero;
                options.StopTimeout = TimeSpan.FromSeconds(1);
                forwarding?.Invoke(options);
            });
        build?.Invoke(builder);
        var app = builder.Build();
        app.MapVidora("/mparticle", options =>
        {
            endpoints?.Invoke(options);
            options.AllowAnonymousWebhook |= options.WebhookAuthorizations.Count == 0;
            options.AllowAnonymousFirehose |= options.FirehoseTokens.Count == 0;
        });
        map?.Invoke(app);
        app.Services.GetRequiredService<DeliveryStore>().Fault = fault;
        await app.StartAsync();
        return new ReceivingHost(app, vidora, log);
    }

    public Task<Reply> PostBatchesAsync(string body, Action<HttpRequestMessage>? change = null) =>
        PostAsync("/mparticle/batches", Encoding.UTF8.GetBytes(body), change);

    public Task<Reply> PostFirehoseAsync(string body, Action<HttpRequestMessage>? change = null) =>
        PostAsync("/mparticle/firehose", Encoding.UTF8.GetBytes(body), change);

    public async Task<Reply> PostAsync(string path, byte[] body, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        change?.Invoke(request);
        using var response = await Http.SendAsync(request);
        return await Reply.OfAsync(response);
    }

    public async Task<IReadOnlyList<string>> QuarantineAsync() =>
        [.. (await Forwarder.Store.GetQuarantineAsync()).Select(item => Encoding.UTF8.GetString(item.Content.Span))];

    public void BeginStopping() => Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (Vidora is not null)
        {
            await Vidora.DisposeAsync();
        }
    }

    internal sealed record Reply(HttpStatusCode Status, string Body, string? MediaType, string? RetryAfter, HttpResponseHeaders Headers)
    {
        public JsonNode Json => JsonNode.Parse(Body)!;

        public static async Task<Reply> OfAsync(HttpResponseMessage response) => new(
            response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            response.Content.Headers.ContentType?.MediaType,
            response.Headers.RetryAfter?.ToString(),
            response.Headers);
    }

    internal sealed class TestLog : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IReadOnlyList<string> Lines => [.. _lines];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue($"{logLevel} {eventId.Id} {formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
