using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Vidora.Integration.Tests.Client;
using Vidora.Integration.Tests.Feed;

namespace Vidora.Integration.Tests.Attacks;

/// <summary>
/// A host in the place of Vidora or mParticle sends the client to another host. The key is in the query, a feed's key and
/// secret in a header, users in the body: nothing may go there, and the operator must hear that the set-up is wrong.
/// </summary>
public sealed class RedirectTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]";

    /// <summary>The library's own handler, and those of an application, which follow redirects unless told otherwise.</summary>
    private static readonly Func<HttpMessageHandler>?[] _handlers =
    [
        null,
        () => new SocketsHttpHandler(),
        () => new HttpClientHandler(),
        () => new Passing { InnerHandler = new Passing { InnerHandler = new HttpClientHandler() } },
    ];

    [Test]
    public async Task Vidora_SendsElsewhere_IsRefused(
        [Values("301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect")] string status,
        [Range(0, 3)] int handler)
    {
        await using var other = new LoopbackServer(LoopbackServer.Text(Ok));
        await using var server = new LoopbackServer(RedirectTo(other, status));
        await using var provider = Provider(server, _handlers[handler]);

        var outcome = (await provider.GetRequiredService<VidoraClient>().SendEventsAsync(ExampleAccount.Events(1))).Outcome;

        Assert.That((outcome.Status, outcome.Reason), Is.EqualTo((SendStatus.AccountFault, "http_" + status[..3])));
        Assert.That(other.Heads, Is.Empty, "the key and the events stay here");
        Assert.That(server.Heads, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Vidora_SendsPrivacyAndPredictionCallsElsewhere_IsRefused([Range(0, 3)] int handler)
    {
        await using var other = new LoopbackServer(LoopbackServer.Text(Ok));
        await using var server = new LoopbackServer(RedirectTo(other, "307 Temporary Redirect"));
        await using var provider = Provider(server, _handlers[handler]);
        var client = provider.GetRequiredService<VidoraClient>();

        foreach (var call in new Func<Task>[]
        {
            () => client.RequestErasureAsync(["7"]),
            () => client.GetErasureStatusAsync("r"),
            () => client.AddDeletedUsersAsync(["7"]),
            () => client.GetPredictionsAsync("7"),
            () => client.GetPipelinesAsync(),
        })
        {
            var exception = Assert.ThrowsAsync<VidoraApiException>(() => call())!;
            Assert.That((exception.IsAccountFault, exception.StatusCode), Is.EqualTo((true, 307)));
            Assert.That(exception.ToString(), Does.Contain("Check BaseAddress").And.Not.Contain(other.BaseAddress.Authority).And.Not.Contain(ExampleAccount.Key));
        }

        Assert.That(other.Heads, Is.Empty);
    }

    [Test]
    public async Task Feed_SendsElsewhere_IsRefused([Values("302 Found", "307 Temporary Redirect", "308 Permanent Redirect")] string status, [Range(0, 3)] int handler)
    {
        await using var other = new LoopbackServer(LoopbackServer.Text(Ok));
        await using var server = new LoopbackServer(RedirectTo(other, status));
        await using var provider = Provider(server, _handlers[handler]);

        var outcome = (await provider.GetRequiredService<MParticleFeedClient>().WriteAsync(ExampleFeed.Users(1))).Outcome;

        Assert.That((outcome.Status, outcome.HttpStatus), Is.EqualTo((SendStatus.AccountFault, int.Parse(status[..3], System.Globalization.CultureInfo.InvariantCulture))));
        Assert.That(other.Heads, Is.Empty, "key, secret and users stay here");
        Assert.That(server.Heads, Has.Count.EqualTo(1));
    }

    private static Func<Stream, CancellationToken, Task> RedirectTo(LoopbackServer other, string status) => LoopbackServer.Text(
        $"HTTP/1.1 {status}\r\nLocation: {other.BaseAddress}elsewhere?api_key={ExampleAccount.Key}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

    private static ServiceProvider Provider(LoopbackServer server, Func<HttpMessageHandler>? handler)
    {
        var services = new ServiceCollection();
        var account = services.AddVidora(options =>
        {
            options.BaseAddress = server.BaseAddress;
            (options.ApiKey, options.ApiSecret) = (ExampleAccount.Key, ExampleAccount.Secret);
        });
        account.AddPredictionFeed(options =>
            (options.Host, options.Key, options.Secret) = (new MParticleFeedHost(server.BaseAddress), ExampleFeed.Key, ExampleFeed.Secret));
        if (handler is not null)
        {
            account.HttpClient.ConfigurePrimaryHttpMessageHandler(handler);
            services.AddHttpClient("MParticleFeed").ConfigurePrimaryHttpMessageHandler(handler);
        }

        return services.BuildServiceProvider();
    }

    private sealed class Passing : DelegatingHandler;
}
