using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Vidora.Integration.Emulator.Feed;
using Vidora.Integration.Emulator.Pipelines;
using Vidora.Integration.Emulator.Storage;
using Vidora.Integration.Pipelines;

namespace Vidora.Integration.Emulator.Tests;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class FeedPushTests : IDisposable
{
    private readonly HurriedTime _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly EmulatorDatabase _database = new(directory: null);
    private readonly FeedPush _push;

    public FeedPushTests() => _push = new FeedPush(new UserStore(_database, maxUsers: 10), _time);

    public void Dispose()
    {
        _push.Dispose();
        _database.Dispose();
    }

    private Task<(int Rows, int Skipped)> PushAsync(Uri feed) => _push.PushAsync(
        "P",
        new PredictionExport { FeedAddress = feed, FeedKey = "feed-key", FeedSecret = "feed-secret" },
        "run",
        [new PipelinePrediction { UserId = "1", Score = 0.5 }],
        CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);

    private static FaultAnswer Answer(int status, string header, string value) =>
        new() { Status = status, Headers = new Dictionary<string, string> { [header] = value } };

    [Test]
    public async Task Push_Redirected_DoesNotFollow()
    {
        await using var feed = await VidoraEmulator.StartAsync();
        await using var other = await VidoraEmulator.StartAsync();
        feed.Script.Add("/v2/bulkevents", Answer(307, "Location", new Uri(other.Address, "v2/bulkevents").AbsoluteUri));

        Assert.That(() => PushAsync(feed.Address), Throws.InstanceOf<HttpRequestException>().With.Message.EqualTo("The feed answered 307."));
        Assert.That(other.GetState().Requests, Is.Zero);
    }

    [Test]
    public async Task Push_AnswerWithoutEnd_IsNotReadToItsEnd()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = AnswerWithoutEndAsync(listener);

        var pushed = await PushAsync(new Uri($"http://{listener.LocalEndpoint}/"));

        Assert.That(pushed, Is.EqualTo((1, 0)));
        _push.Dispose();
        await answering;
    }

    [TestCase("Tue, 01 Jan 2030 00:00:30 GMT", 30)]
    [TestCase("Tue, 01 Jan 2030 10:00:00 GMT", 60)]
    [TestCase("7", 7)]
    [TestCase("nonsense", 1)]
    public async Task Push_ToldToRetryLater_WaitsThatLong(string retryAfter, int seconds)
    {
        await using var feed = await VidoraEmulator.StartAsync();
        feed.Script.Add("/v2/bulkevents", Answer(429, "Retry-After", retryAfter));

        await PushAsync(feed.Address);

        Assert.That(_time.Waits, Is.EqualTo(new[] { TimeSpan.FromSeconds(seconds) }));
        Assert.That(feed.Users, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Push_RetryAfterInThePast_GoesOnAtOnce()
    {
        await using var feed = await VidoraEmulator.StartAsync();
        feed.Script.Add("/v2/bulkevents", Answer(429, "Retry-After", "Mon, 31 Dec 2029 00:00:00 GMT"));

        await PushAsync(feed.Address);

        Assert.That(_time.Waits, Has.All.EqualTo(TimeSpan.Zero));
        Assert.That(feed.Users, Has.Count.EqualTo(1));
    }

    /// <summary>Takes one request and begins an answer of a thousand million bytes; ends when the caller has gone.</summary>
    private static async Task AnswerWithoutEndAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync();
        var stream = client.GetStream();
        var buffer = new byte[16 * 1024];
        var request = "";
        while (!request.EndsWith("}}]", StringComparison.Ordinal))
        {
            request += Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer));
        }

        await stream.WriteAsync("HTTP/1.1 202 Accepted\r\nContent-Length: 1000000000\r\n\r\n"u8.ToArray());
        try
        {
            while (await stream.ReadAsync(buffer) > 0)
            {
            }
        }
        catch (IOException)
        {
            // A connection that is reset has ended, too.
        }
    }
}
