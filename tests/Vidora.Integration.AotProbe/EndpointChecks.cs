using System.Net;
using System.Net.Http.Headers;
using Vidora.Integration.Delivery;

namespace Vidora.Integration.AotProbe;

/// <summary>A host that receives and forwards, from the request to the services.</summary>
internal static class EndpointChecks
{
    public static Task RunAsync(Checks checks, LocalServices services, string folder) =>
        checks.RunAsync("a host receives both formats, forwards through its queue file and says how it is", () => ForwardAsync(services, folder));

    private static async Task ForwardAsync(LocalServices services, string folder)
    {
        using var metrics = new MetricsListener();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var account = builder.Services.AddVidora(options => options.ApiSecret = services.ApiSecret);
        services.UseVidora(account);
        var imports = Directory.CreateDirectory(Path.Combine(folder, "exports")).FullName;
        account
            .AddForwarding(options => options.QueueFile = Path.Combine(folder, "queue.db"))
            .AddReplay()
            .AddPredictionFeed(feed => EmulatedFeed.Use(feed, services))
            .AddPredictionImport(import =>
            {
                import.Directory = imports;
                import.Pipeline = "Watched Pipeline";
                import.StateFile = Path.Combine(folder, "watched.db");
            });
        builder.Services.AddHealthChecks().AddVidora();
        await using var app = builder.Build();
        app.MapVidora("/mparticle", options =>
        {
            options.WebhookAuthorizations.Add("secret");
            options.FirehoseTokens.Add("token");
        });
        app.MapHealthChecks("/health");
        await app.StartAsync();

        var before = services.Valid;
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        Checks.Equal(HttpStatusCode.Accepted, await PostAsync(http, "/mparticle/batches", Documents.Batch, "secret"), "the answer to a batch");
        Checks.Equal(HttpStatusCode.BadRequest, await PostAsync(http, "/mparticle/batches", "{\"mpid\":"u8.ToArray(), "secret"), "the answer to half a batch");
        Checks.Equal(HttpStatusCode.Unauthorized, await PostAsync(http, "/mparticle/batches", Documents.Batch, "wrong"), "the answer to a stranger");
        Checks.Equal(HttpStatusCode.OK, await PostAsync(http, "/mparticle/firehose", Documents.Firehose, "Token token"), "the answer to a message");
        Checks.Equal(
            HttpStatusCode.OK,
            await PostAsync(http, "/mparticle/firehose", """{"type":"module_registration_request","id":"r","timestamp_ms":1,"firehose_version":"3.2.0"}"""u8.ToArray(), "Token token"),
            "the answer to registration");

        var forwarder = app.Services.GetRequiredService<VidoraForwarder>();
        Checks.Equal(true, (await forwarder.FlushAsync(TimeSpan.FromSeconds(60))).Finished, "the flush");
        Checks.Equal(before + 4, services.Valid, "the number of events received");
        Checks.Equal(1, (await forwarder.Store.GetQuarantineAsync()).Count, "the number of items in the quarantine");
        Checks.Equal("Healthy", await http.GetStringAsync(new Uri("/health", UriKind.Relative)), "the health");
        Checks.Equal(4, metrics.Sum("vidora.delivery.accepted"), "the meter of accepted events");
        Checks.Equal(5, metrics.Sum("vidora.receiving.requests"), "the meter of requests");

        await forwarder.ForgetAsync([Documents.Mpid]);
        await app.StopAsync();
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient http, string path, ReadOnlyMemory<byte> document, string authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ReadOnlyMemoryContent(document) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }
}
