using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Vidora.Integration.Tests.Client;
using Vidora.Integration.Tests.Feed;

namespace Vidora.Integration.Tests.Attacks;

/// <summary>
/// A host in the place of Vidora or mParticle answers without end, byte by byte, compressed a thousandfold, with endless
/// headers or with JSON made to break readers. What is read stays bounded in bytes and time, and every answer has an outcome.
/// </summary>
[Slow]
public sealed class HostileAnswerTests
{
    private const string Endless = "HTTP/1.1 202 Accepted\r\n\r\n";
    private static readonly TimeSpan _short = TimeSpan.FromMilliseconds(300);
    private static readonly byte[] _much = Encoding.ASCII.GetBytes(new string(' ', 64 * 1024));

    [Test]
    public async Task Body_WithoutEnd_IsReadToTheLimitOnly([Values] bool toTheFeed)
    {
        long written = 0;
        await using var server = new LoopbackServer(async (stream, cancellationToken) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(Endless), cancellationToken);
            while (true)
            {
                await stream.WriteAsync(_much, cancellationToken);
                written += _much.Length;
            }
        });

        Assert.That(await OutcomeAsync(server, toTheFeed), Is.EqualTo("AccountFault unrecognised_answer"));
        Assert.That(written, Is.LessThan(64 * 1024 * 1024));
    }

    [Test]
    public async Task Body_Trickles_EndsWithTheTimeout([Values] bool toTheFeed)
    {
        await using var server = new LoopbackServer(async (stream, cancellationToken) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(), cancellationToken);
            await TrickleAsync(stream, "1\r\n \r\n"u8.ToArray(), cancellationToken);
        });

        Assert.That(await OutcomeAsync(server, toTheFeed, _short), Is.EqualTo("Retry timeout"));
    }

    [TestCase("HTTP/1.1 100 Continue\r\n\r\n", true)]
    [TestCase("HTTP/1.1 100 Continue\r\n\r\n", false)]
    [TestCase("X: 1\r\n", false)]
    public async Task Head_Trickles_EndsWithTheTimeout(string piece, bool toTheFeed)
    {
        await using var server = new LoopbackServer(async (stream, cancellationToken) =>
        {
            await stream.WriteAsync(piece.StartsWith('X') ? "HTTP/1.1 200 OK\r\n"u8.ToArray() : [], cancellationToken);
            await TrickleAsync(stream, Encoding.ASCII.GetBytes(piece), cancellationToken);
        });

        Assert.That(await OutcomeAsync(server, toTheFeed, _short), Is.EqualTo("Retry timeout"));
    }

    [Test]
    public async Task Head_WithoutEnd_IsGivenUp([Values("X-Header: 1\r\n", " ")] string piece, [Values] bool toTheFeed)
    {
        var pieces = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(piece, 1000)));
        await using var server = new LoopbackServer(async (stream, cancellationToken) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nX-First: "u8.ToArray(), cancellationToken);
            while (true)
            {
                await stream.WriteAsync(pieces, cancellationToken);
            }
        });

        Assert.That(await OutcomeAsync(server, toTheFeed), Is.EqualTo("Retry network_failure"));
    }

    [Test]
    public async Task Body_CompressedThousandfold_IsUnpackedToTheLimitOnly()
    {
        using var bomb = new MemoryStream();
        await using (var gzip = new GZipStream(bomb, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var i = 0; i < 1024; i++)
            {
                await gzip.WriteAsync(_much);
            }
        }

        await using var server = new LoopbackServer(async (stream, cancellationToken) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {bomb.Length}\r\nConnection: close\r\n\r\n"), cancellationToken);
            await stream.WriteAsync(bomb.ToArray(), cancellationToken);
        });
        await using var provider = Provider(server, TimeSpan.FromSeconds(30), () => new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All });

        var before = GC.GetTotalAllocatedBytes();
        var exception = Assert.ThrowsAsync<VidoraApiException>(() => provider.GetRequiredService<VidoraClient>().GetPredictionsAsync("7"))!;

        Assert.That(exception.Message, Does.Contain("longer than 1048576 bytes"));
        Assert.That(GC.GetTotalAllocatedBytes() - before, Is.LessThan(16 * 1024 * 1024), "64 MiB were packed");
    }

    [TestCase("")]
    [TestCase("[")]
    [TestCase("{")]
    [TestCase("[[")]
    [TestCase("""{"\ud800":1}""")]
    [TestCase("""{"\udc00rror":1}""")]
    [TestCase("""{"err\ud800":1}""")]
    [TestCase("""{"a":"\ud800","error":null}""")]
    [TestCase("""[{"id":"\ud800"}]""")]
    [TestCase("""[{"p":{"score":1e999}}]""")]
    [TestCase("""[{"p":{"score":"∞"}}]""")]
    [TestCase("[1e99999]")]
    public async Task Json_ThatBreaksReaders_IsAcceptedOrRefusedAndNeverUnexpected(string text)
    {
        var body = text is "[[" ? new string('[', 500_000) : text;
        using var account = new ExampleAccount().Answering(HttpStatusCode.OK, body);
        var client = account.CreateClient();

        var outcome = (await client.SendEventsAsync(ExampleAccount.Events(1))).Outcome;
        Assert.That((outcome.Status, outcome.Reason), Is.EqualTo((SendStatus.Accepted, "http_200")).Or.EqualTo((SendStatus.AccountFault, "unrecognised_answer")));
        foreach (var call in new Func<Task>[] { () => client.GetPipelinesAsync(), () => client.GetPredictionsAsync("7"), () => client.GetPredictionAsync("7", "p"), () => client.RequestErasureAsync(["7"]) })
        {
            try
            {
                await call();
            }
            catch (VidoraApiException e)
            {
                Assert.That(e.Message, Does.EndWith("the answer is not what the API documents.").Or.EndWith("Check BaseAddress of this account, and proxies in between."));
            }
        }
    }

    [TestCase("[[")]
    [TestCase("""{"errors":[{"message":"\ud800"}]}""")]
    [TestCase("""{"\ud800":1,"errors":[{"message":"x"}]}""")]
    public async Task Json_OfAFeedThatBreaksReaders_IsRejectedAsBefore(string text)
    {
        using var feed = new ExampleFeed().Answering(HttpStatusCode.BadRequest, text is "[[" ? new string('[', 500_000) : text);

        Assert.That((await feed.CreateClient().WriteAsync(ExampleFeed.Users(1))).Outcome.Status, Is.EqualTo(SendStatus.Rejected));
    }

    private static async Task TrickleAsync(Stream stream, byte[] piece, CancellationToken cancellationToken)
    {
        while (true)
        {
            await stream.WriteAsync(piece, cancellationToken);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        }
    }

    private static async Task<string> OutcomeAsync(LoopbackServer server, bool toTheFeed, TimeSpan? timeout = null)
    {
        await using var provider = Provider(server, timeout ?? TimeSpan.FromSeconds(30), handler: null);
        if (toTheFeed)
        {
            var written = (await provider.GetRequiredService<MParticleFeedClient>().WriteAsync(ExampleFeed.Users(1))).Outcome;
            return $"{written.Status} {written.Reason}";
        }

        var sent = (await provider.GetRequiredService<VidoraClient>().SendEventsAsync(ExampleAccount.Events(1))).Outcome;
        return $"{sent.Status} {sent.Reason}";
    }

    private static ServiceProvider Provider(LoopbackServer server, TimeSpan timeout, Func<HttpMessageHandler>? handler)
    {
        var services = new ServiceCollection();
        var account = services.AddVidora(options =>
        {
            (options.BaseAddress, options.RequestTimeout) = (server.BaseAddress, timeout);
            options.ApiKey = ExampleAccount.Key;
        });
        account.AddPredictionFeed(options =>
        {
            (options.Host, options.RequestTimeout) = (new MParticleFeedHost(server.BaseAddress), timeout);
            (options.Key, options.Secret) = (ExampleFeed.Key, ExampleFeed.Secret);
        });
        if (handler is not null)
        {
            account.HttpClient.ConfigurePrimaryHttpMessageHandler(handler);
        }

        return services.BuildServiceProvider();
    }
}
