using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace Vidora.Integration.AotProbe;

/// <summary>
/// Answers as Vidora and mParticle's feed do, and keeps what came. The emulator is not compiled ahead of time: its pipelines learn
/// with Microsoft.ML.
/// </summary>
internal sealed class LocalServices : IAsyncDisposable
{
    public const string PipelineId = "vnscuql2";
    public const string PipelineName = "Likelihood to Return";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<long, (string Type, string User)> _events = new();
    private readonly ConcurrentDictionary<(long Mpid, string Attribute), double> _attributes = new();
    private long _valid;

    private LocalServices(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public string ApiKey => "probe-key";

    public string ApiSecret => "probe-secret";

    public string FeedKey => "feed-key";

    public string FeedSecret => "feed-secret";

    /// <summary>Gets the number of events received.</summary>
    public long Valid => Interlocked.Read(ref _valid);

    public static async Task<LocalServices> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var app = builder.Build();
        var services = new LocalServices(app);
        app.MapPost("/v1/validate", (RequestDelegate)services.ReceiveAsync);
        app.MapGet("/v1/api/pipelines", (RequestDelegate)(http => http.Response.WriteAsync(
            $$"""[{"id":"{{PipelineId}}","name":"{{PipelineName}}","type":"Future Events","active":true,"recurring":true,"status":"complete","created_at":"2026-01-01T00:00:00"}]""")));
        app.MapGet("/v1/items/{user}/pipelines/{id}/predictions", (RequestDelegate)(http => http.Response.WriteAsync("""{"score":0.25,"percentile":0.5}""")));
        app.MapPost("/v1/api/erasure_requests", (RequestDelegate)services.EraseAsync);
        app.MapGet("/v1/api/erasure_requests/{id}", (RequestDelegate)(http => http.Response.WriteAsync(
            $$"""{"request_id":"{{http.Request.RouteValues["id"]}}","status":"completed","created_at":"2026-01-01T00:00:00Z","user_ids":[]}""")));
        app.MapPost("/s2s/v2/events", (RequestDelegate)services.WriteAsync);
        app.MapPost("/s2s/v2/bulkevents", (RequestDelegate)services.WriteAsync);
        await app.StartAsync();
        return services;
    }

    public void UseVidora(VidoraBuilder builder) => builder.Services.PostConfigure<VidoraOptions>(
        builder.Name, options => (options.BaseAddress, options.ApiKey, options.ApiSecret) = (Address, ApiKey, ApiSecret));

    /// <summary>Counts the events of a user, of one type or of all.</summary>
    public int Count(string? type, string user) => _events.Values.Count(item => item.User == user && (type is null || item.Type == type));

    public double? AttributeOf(long mpid, string attribute) => _attributes.TryGetValue((mpid, attribute), out var value) ? value : null;

    public async Task WaitForEventsAsync(long count, TimeSpan timeout)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var limit = new CancellationTokenSource(timeout);
        while (Valid < count)
        {
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext http)
    {
        using var body = await JsonDocument.ParseAsync(http.Request.Body);
        var count = 0;
        foreach (var item in body.RootElement.GetProperty("data").EnumerateArray())
        {
            _events[Interlocked.Increment(ref _valid)] = (item.GetProperty("type").GetString()!, item.GetProperty("user_id").GetString()!);
            count++;
        }

        await http.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $$"""{"received":{{count}},"valid":{{count}},"invalid":0}"""));
    }

    private async Task EraseAsync(HttpContext http)
    {
        using var body = await JsonDocument.ParseAsync(http.Request.Body);
        var users = body.RootElement.GetProperty("user_ids").EnumerateArray().Select(user => user.GetString()).ToHashSet();
        foreach (var (number, item) in _events)
        {
            if (users.Contains(item.User))
            {
                _events.TryRemove(number, out _);
            }
        }

        http.Response.StatusCode = http.Request.Query["signature"].ToString().Length == 43 ? 200 : 403;
        await http.Response.WriteAsync(body.RootElement.GetProperty("request_id").GetRawText());
    }

    private async Task WriteAsync(HttpContext http)
    {
        using var body = await JsonDocument.ParseAsync(http.Request.Body);
        JsonElement[] batches = body.RootElement.ValueKind == JsonValueKind.Array ? [.. body.RootElement.EnumerateArray()] : [body.RootElement];
        foreach (var batch in batches)
        {
            var mpid = batch.GetProperty("mpid") is { ValueKind: JsonValueKind.String } text
                ? long.Parse(text.GetString()!, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
                : batch.GetProperty("mpid").GetInt64();
            foreach (var attribute in batch.GetProperty("user_attributes").EnumerateObject())
            {
                _attributes[(mpid, attribute.Name)] = attribute.Value.GetDouble();
            }
        }

        http.Response.StatusCode = 202;
    }
}
