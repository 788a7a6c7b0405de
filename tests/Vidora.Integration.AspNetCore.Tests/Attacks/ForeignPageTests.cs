using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using static Vidora.Integration.AspNetCore.Tests.BatchesTests;

namespace Vidora.Integration.AspNetCore.Tests.Attacks;

/// <summary>
/// A web page in a browser on the host's machine posts to loopback, or another machine posts to endpoints without a credential. Both get
/// 403, and nothing is accepted or erased.
/// </summary>
public sealed class ForeignPageTests
{
    private const string Erasure =
        """{"type":"dsr_processing_request","id":"11111111-1111-1111-1111-111111111111","timestamp_ms":1,"firehose_version":"3.2.0","subject_request_id":"11111111-1111-1111-1111-111111111112","subject_request_type":"erasure","extensions":{"opendsr.mparticle.com":{"mpids":[1000]}},"mpid":"1000"}""";

    [Test]
    public async Task Post_FromAPage_Is403([Values] bool withCredential)
    {
        await using var host = await ReceivingHost.StartAsync(
            options =>
            {
                if (withCredential)
                {
                    options.WebhookAuthorizations.Add("Token right");
                    options.FirehoseTokens.Add("right");
                }
            },
            vidoraIsDown: true);
        var port = host.Http.BaseAddress!.Port;
        foreach (var change in new Action<HttpRequestMessage>[]
        {
            request => request.Headers.Add("Origin", "http://evil.example"),
            request => request.Headers.Add("Origin", "null"),
            request => request.Headers.Add("Origin", ""),
            request => request.Headers.Add("Origin", $"http://127.0.0.1:{port + 1}"),
            request => request.Headers.Add("Sec-Fetch-Site", "cross-site"),
            request => request.Headers.Add("Sec-Fetch-Site", "same-site"),
        })
        {
            await AssertForbiddenAsync(host, request =>
            {
                request.Headers.TryAddWithoutValidation("Authorization", "Token right");
                change(request);
            });
        }

        Assert.That(host.Log.Lines, Has.Exactly(1).Contains("refused a request of a web page"));
    }

    [Test]
    public async Task Post_WithoutCredentialUnderAnotherName_Is403()
    {
        await using var host = await ReceivingHost.StartAsync(vidoraIsDown: true);
        foreach (var name in new[] { "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "0.0.0.0", "10.0.0.1" })
        {
            await AssertForbiddenAsync(host, request => request.Headers.Host = name);
        }

        foreach (var name in new[] { "localhost:1", "LOCALHOST", "127.0.0.2", "[::1]" })
        {
            Assert.That((await host.PostBatchesAsync(Batches.One(name), request => request.Headers.Host = name)).Status, Is.EqualTo(HttpStatusCode.Accepted), name);
        }

        Assert.That(host.Log.Lines, Has.Exactly(2).Contains("accepts requests without a credential from this machine only"));
    }

    [Test]
    public async Task Post_WithCredentialOrAllowedFromAnywhere_AnyHost()
    {
        await using var host = await ReceivingHost.StartAsync(
            options =>
            {
                options.FirehoseTokens.Add("right");
                options.AllowAnonymousFromAnywhere = true;
            },
            vidoraIsDown: true);
        var batch = await host.PostBatchesAsync(Batches.One("a"), request => request.Headers.Host = "any.example");
        var message = await host.PostFirehoseAsync(Batches.Firehose("b"), request =>
        {
            request.Headers.Host = "any.example";
            request.Headers.TryAddWithoutValidation("Authorization", "Token right");
        });
        Assert.That((batch.Status, message.Status), Is.EqualTo((HttpStatusCode.Accepted, HttpStatusCode.OK)));
        Assert.That(host.Log.Lines, Has.Exactly(1).Contains("from every machine that reaches it"));
    }

    [TestCase("10.0.0.1", false)]
    [TestCase("127.0.0.1", true)]
    [TestCase("::1", true)]
    [TestCase("::ffff:127.0.0.1", true)]
    [TestCase(null, true)]
    public void IsLocal_AddressOfTheCaller_Counts(string? address, bool expected)
    {
        var http = new DefaultHttpContext { Request = { Host = new HostString("localhost") } };
        http.Connection.RemoteIpAddress = address is null ? null : IPAddress.Parse(address);
        Assert.That(AspNetCore.Receiving.EndpointAccess.IsLocal(http), Is.EqualTo(expected));
    }

    [TestCase("webhook", "404", "401")]
    [TestCase("firehose", "401", "404")]
    public async Task Endpoint_WithoutItsOwnCredential_DoesNotExist(string credential, string firehose, string batches)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Services.AddVidora(options => options.ApiKey = "key").AddForwarding(options => options.QueueFile = ":memory:");
        await using var app = builder.Build();
        app.MapVidora(configure: options => (credential == "webhook" ? options.WebhookAuthorizations : options.FirehoseTokens).Add("value"));
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        Assert.That(await StatusOfAsync("/mparticle/firehose"), Is.EqualTo(firehose));
        Assert.That(await StatusOfAsync("/mparticle/batches"), Is.EqualTo(batches));
        await app.StopAsync();

        async Task<string> StatusOfAsync(string path)
        {
            using var body = new StringContent(Batches.One("a"), null, "application/json");
            using var response = await http.PostAsync(path, body);
            return ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    [TestCase("Content-Length: +{0}\r\n", 400)]
    [TestCase("Content-Length: -{0}\r\n", 400)]
    [TestCase("Content-Length: {0}\r\n", 202)]
    [TestCase("X-A: 1\nContent-Length: {0}\r\n", 400)]
    [TestCase("Content-Length: {0}\n", 400)]
    public async Task Post_RequestThatProxiesReadInAnotherWay_IsRefused(string headers, int status)
    {
        await using var host = await ReceivingHost.StartAsync(vidoraIsDown: true);
        var body = Batches.One("a");
        var answer = await SendRawAsync(
            host, $"POST /mparticle/batches HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{string.Format(System.Globalization.CultureInfo.InvariantCulture, headers, body.Length)}\r\n{body}");
        Assert.That(answer, Does.StartWith($"HTTP/1.1 {status}"));
    }

    [Test]
    public async Task Server_ConnectionsAreBounded_UnlessTheHostSaysHow()
    {
        await using var host = await ReceivingHost.StartAsync(vidoraIsDown: true);
        Assert.That(Limit(host), Is.InRange(1, 10_000));
        await using var own = await ReceivingHost.StartAsync(
            vidoraIsDown: true, build: builder => builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxConcurrentConnections = 7));
        Assert.That(Limit(own), Is.EqualTo(7));

        static long? Limit(ReceivingHost host) =>
            host.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits.MaxConcurrentConnections;
    }

    private static async Task AssertForbiddenAsync(ReceivingHost host, Action<HttpRequestMessage> change)
    {
        AssertProblem(await host.PostBatchesAsync(Batches.One("a"), change), HttpStatusCode.Forbidden);
        AssertProblem(await host.PostFirehoseAsync(Batches.Firehose("a"), change), HttpStatusCode.Forbidden);
        AssertProblem(await host.PostFirehoseAsync(Erasure, change), HttpStatusCode.Forbidden);
        Assert.That(host.Forwarder.Store.LastId, Is.Zero);
        Assert.That(await host.Forwarder.Store.GetErasuresAsync(), Is.Empty);
    }
}
