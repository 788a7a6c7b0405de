using System.Net.Sockets;
using System.Net;
using System.Text.Json;
using Vidora.Integration.Client;

namespace Vidora.Integration.Tests.Client;

public sealed class VidoraClientSendTests
{
    [Test]
    public async Task SendEventsAsync_WithoutSecret_PostsTheEventsWithTheKeyAlone()
    {
        using var account = new ExampleAccount(secret: null).Answering(HttpStatusCode.OK);

        var result = await account.CreateClient().SendEventsAsync([new VidoraEvent("u1", "click") { ["item_id"] = "ü \"1\"", ["price"] = 19.90m }]);

        var sent = account.Sent.Single();
        Assert.That(result.AllAccepted, Is.True);
        Assert.That((result.Count, result.Rest.Count, result.Bytes), Is.EqualTo((1, 0, sent.ContentLength)));
        Assert.That(sent.Method, Is.EqualTo("POST"));
        Assert.That(sent.Address, Is.EqualTo($"https://api-us.vidora.com/v1/validate?api_key={ExampleAccount.Key}"));
        Assert.That(sent.ContentType, Is.EqualTo("application/json"));
        Assert.That(sent.Body, Is.EqualTo("""{"data":[{"user_id":"u1","type":"click","item_id":"ü \"1\"","price":19.90}]}"""));
        Assert.That(sent.ContentLength, Is.EqualTo(System.Text.Encoding.UTF8.GetByteCount(sent.Body!)));
    }

    [Test]
    public async Task SendEventsAsync_WithSecret_SignsTheBodyOnTheInjectedClock()
    {
        using var account = new ExampleAccount().Answering(HttpStatusCode.OK);
        var vidoraEvent = new VidoraEvent("u1", "click") { Timestamp = DateTimeOffset.FromUnixTimeSeconds(1893456000) };

        await account.CreateClient().SendEventsAsync([vidoraEvent]);

        Assert.That(
            account.Sent.Single().PathAndQuery,
            Is.EqualTo($"/v1/validate?api_key={ExampleAccount.Key}&expires=2030-01-01T00%3A00&signature=%2FNqBKVjVM%2BnjDAw7AgufKMHADWAJ1lsri4RRLF%2FahwY"));
    }

    [Test]
    public async Task SendEventsAsync_ClockHasMoved_SignsAnew()
    {
        using var account = new ExampleAccount().Answering(HttpStatusCode.OK);
        var client = account.CreateClient();

        await client.SendEventsAsync(ExampleAccount.Events(1));
        account.Time.Advance(TimeSpan.FromHours(1));
        await client.SendEventsAsync(ExampleAccount.Events(1));

        Assert.That(account.Sent[0].Address, Does.Contain("expires=2030-01-01T00%3A00"));
        Assert.That(account.Sent[1].Address, Does.Contain("expires=2030-01-01T01%3A00"));
        Assert.That(account.Sent[0].Address, Is.Not.EqualTo(account.Sent[1].Address));
    }

    [Test]
    public async Task SendEventsAsync_NoEvents_SendsNothing()
    {
        using var account = new ExampleAccount();

        var result = await account.CreateClient().SendEventsAsync([]);

        Assert.That((result.AllAccepted, result.Count, result.Bytes, result.Outcome.Reason), Is.EqualTo((true, 0, 0L, "nothing_to_send")));
        Assert.That(account.Sent, Is.Empty);
    }

    [Test]
    public void SendEventsAsync_NullAmongTheEvents_ThrowsBeforeSending()
    {
        using var account = new ExampleAccount().Answering(HttpStatusCode.OK);

        Assert.That(
            async () => await account.CreateClient().SendEventsAsync([ExampleAccount.Event(), null!]),
            Throws.ArgumentException.With.Message.Contains("index 1"));
        Assert.That(account.Sent, Is.Empty);
    }

    [Test]
    public void SendEventsAsync_Null_Throws()
    {
        using var account = new ExampleAccount();

        Assert.That(() => account.CreateClient().SendEventsAsync(null!), Throws.ArgumentNullException);
    }

    [TestCase(50_000, 3)]
    [TestCase(200_000, 2)]
    public async Task SendEventsAsync_MoreThanOneChunk_PostsEveryByteInOrder(int bytes, int count)
    {
        using var account = new ExampleAccount().Answering(HttpStatusCode.OK);
        var events = Enumerable.Range(1, count).Select(number => ExampleAccount.Event(number, bytes)).ToArray();

        await account.CreateClient().SendEventsAsync(events);

        var expected = string.Join(',', events.Select(item => System.Text.Encoding.UTF8.GetString(item.Utf8Json.Span)));
        Assert.That(account.Sent.Single().Body, Is.EqualTo($$"""{"data":[{{expected}}]}"""));
    }

    [Test]
    public async Task SendEventsAsync_MoreThanARequestTakes_SendsTheFirstAndReturnsTheRestInOrder()
    {
        using var account = new ExampleAccount().Answering(HttpStatusCode.OK);
        account.Options.MaxEventsPerRequest = 2;

        var results = await SendAllAsync(account.CreateClient(), ExampleAccount.Events(5));

        Assert.That(results.Select(result => result.Count), Is.EqualTo(new[] { 2, 2, 1 }));
        Assert.That(results.Select(result => result.AllAccepted), Is.EqualTo(new[] { false, false, true }));
        Assert.That(
            account.Sent.SelectMany(sent => JsonDocument.Parse(sent.Body!).RootElement.GetProperty("data").EnumerateArray()).Select(e => e.GetProperty("user_id").GetString()),
            Is.EqualTo(new[] { "u1", "u2", "u3", "u4", "u5" }));
    }

    [Test]
    public async Task SendEventsAsync_MoreBytesThanARequestTakes_SendsWhatFits()
    {
        using var account = new ExampleAccount().Answering(HttpStatusCode.OK);
        account.Options.MaxRequestBytes = 1024;

        var results = await SendAllAsync(account.CreateClient(), [ExampleAccount.Event(1, 600), ExampleAccount.Event(2, 600), ExampleAccount.Event(3, 300)]);

        Assert.That(results.Select(result => result.Count), Is.EqualTo(new[] { 1, 2 }));
        Assert.That(account.Sent, Has.Count.EqualTo(2));
        Assert.That(account.Sent, Has.All.Property("ContentLength").LessThanOrEqualTo(1024));
    }

    [Test]
    public async Task SendEventsAsync_OneEventTooLarge_IsNotSentAndTheOthersAre()
    {
        using var account = new ExampleAccount().Answering(HttpStatusCode.OK);
        account.Options.MaxRequestBytes = 1024;

        var results = await SendAllAsync(account.CreateClient(), [ExampleAccount.Event(1), ExampleAccount.Event(2, 5000), ExampleAccount.Event(3)]);

        Assert.That(
            results.Select(result => (result.Outcome.Status, result.Count)),
            Is.EqualTo(new[] { (SendStatus.Accepted, 1), (SendStatus.Rejected, 1), (SendStatus.Accepted, 1) }));
        Assert.That((results[1].Outcome.Reason, results[1].Outcome.HttpStatus, results[1].Bytes), Is.EqualTo(("event_too_large", (int?)null, 0L)));
        Assert.That(account.Sent.Select(sent => sent.Body), Has.None.Contain("u2"));
    }

    [TestCase(200, SendStatus.Accepted)]
    [TestCase(201, SendStatus.Accepted)]
    [TestCase(202, SendStatus.Accepted)]
    [TestCase(204, SendStatus.Accepted)]
    [TestCase(301, SendStatus.AccountFault)]
    [TestCase(302, SendStatus.AccountFault)]
    [TestCase(307, SendStatus.AccountFault)]
    [TestCase(400, SendStatus.Rejected)]
    [TestCase(401, SendStatus.AccountFault)]
    [TestCase(403, SendStatus.AccountFault)]
    [TestCase(404, SendStatus.AccountFault)]
    [TestCase(408, SendStatus.Retry)]
    [TestCase(413, SendStatus.Rejected)]
    [TestCase(422, SendStatus.Rejected)]
    [TestCase(425, SendStatus.Retry)]
    [TestCase(429, SendStatus.Retry)]
    [TestCase(500, SendStatus.Retry)]
    [TestCase(502, SendStatus.Retry)]
    [TestCase(503, SendStatus.Retry)]
    [TestCase(599, SendStatus.Retry)]
    [TestCase(799, SendStatus.Retry)]
    public async Task SendEventsAsync_Status_IsTheOutcomeOfEveryEventAfterOneAttempt(int status, SendStatus expected)
    {
        using var account = new ExampleAccount().Answering((HttpStatusCode)status);

        var result = await account.CreateClient().SendEventsAsync(ExampleAccount.Events(3));

        Assert.That((result.Count, result.Outcome.Status), Is.EqualTo((3, expected)));
        Assert.That((result.Outcome.HttpStatus, result.Outcome.Reason), Is.EqualTo(((int?)status, $"http_{status}")));
        Assert.That(account.Sent, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task SendEventsAsync_RequestsEndDifferently_EachEventHasTheOutcomeOfItsOwn()
    {
        using var account = new ExampleAccount().AnsweringInTurn(HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK);
        account.Options.MaxEventsPerRequest = 1;

        var results = await SendAllAsync(account.CreateClient(), ExampleAccount.Events(4));

        Assert.That(
            results.Select(result => result.Outcome.Status),
            Is.EqualTo(new[] { SendStatus.Accepted, SendStatus.Rejected, SendStatus.Retry, SendStatus.Accepted }));
    }

    [TestCase("120", 120)]
    [TestCase("0", 0)]
    [TestCase("Mon, 31 Dec 2029 23:01:29 GMT", 30)]
    [TestCase("Mon, 31 Dec 2029 22:00:00 GMT", 0)]
    [TestCase("-5", null)]
    [TestCase("soon", null)]
    [TestCase("99999999999999999999", 86400)]
    public async Task SendEventsAsync_RetryAfter_IsReadOnTheInjectedClock(string header, int? seconds)
    {
        using var account = new ExampleAccount().Answering(HttpStatusCode.TooManyRequests, retryAfter: header);

        var result = await account.CreateClient().SendEventsAsync(ExampleAccount.Events(1));

        Assert.That(result.Outcome.RetryAfter, Is.EqualTo(seconds is { } s ? TimeSpan.FromSeconds(s) : (TimeSpan?)null));
    }

    [Test]
    public async Task SendEventsAsync_ErrorInsideAnAcceptedAnswer_IsNotAccepted()
    {
        using var account = new ExampleAccount().Answering(HttpStatusCode.OK, """{"errors":["type is missing"]}""");

        var outcome = (await account.CreateClient().SendEventsAsync(ExampleAccount.Events(1))).Outcome;

        Assert.That((outcome.Status, outcome.Reason, outcome.HttpStatus), Is.EqualTo((SendStatus.Rejected, "error_in_answer", 200)));
    }

    [Test]
    public async Task SendEventsAsync_ConnectionRefused_IsTransient()
    {
        using var account = new ExampleAccount().Failing(new HttpRequestException("refused", new SocketException((int)SocketError.ConnectionRefused)));

        var outcome = (await account.CreateClient().SendEventsAsync(ExampleAccount.Events(1))).Outcome;

        Assert.That((outcome.Status, outcome.Reason, outcome.HttpStatus), Is.EqualTo((SendStatus.Retry, "network_failure", (int?)null)));
    }

    [Test]
    public async Task SendEventsAsync_FailureOfAnUnknownKind_IsTransientAndDoesNotEscape()
    {
        using var account = new ExampleAccount().Failing(new NotImplementedException("a handler's own"));

        var outcome = (await account.CreateClient().SendEventsAsync(ExampleAccount.Events(1))).Outcome;

        Assert.That((outcome.Status, outcome.Reason), Is.EqualTo((SendStatus.Retry, "unexpected_failure")));
    }

    [Test]
    public async Task SendEventsAsync_NoAnswerInTime_IsATransientTimeout()
    {
        using var account = new ExampleAccount();
        using var client = new HttpClient(new SilentHandler(account.Time)) { Timeout = Timeout.InfiniteTimeSpan };

        var result = await new VidoraClient(client, account.Options, account.Time).SendEventsAsync(ExampleAccount.Events(2));

        Assert.That((result.Count, result.Outcome.Status, result.Outcome.Reason), Is.EqualTo((2, SendStatus.Retry, "timeout")));
    }

    [Test]
    public async Task SendEventsAsync_BodyWithoutEnd_IsReadToTheLimitOnly()
    {
        using var endless = new EndlessStream();
        using var account = new ExampleAccount().Answering(_ => new HttpResponseMessage { Content = new StreamContent(endless) });

        var result = await account.CreateClient().SendEventsAsync(ExampleAccount.Events(1));

        Assert.That(result.Outcome.Reason, Is.EqualTo("unrecognised_answer"));
        Assert.That(endless.BytesRead, Is.LessThan(1024 * 1024 + 64 * 1024));
    }

    [Test]
    public async Task SendEventsAsync_BodyThatStopsComing_IsATransientTimeout()
    {
        using var account = new ExampleAccount();
        using var stalled = new StalledStream(account.Time);
        account.Answering(_ => new HttpResponseMessage { Content = new StreamContent(stalled) });

        var result = await account.CreateClient().SendEventsAsync(ExampleAccount.Events(1));

        Assert.That(result.Outcome.Reason, Is.EqualTo("timeout"));
    }

    [Test]
    public void SendEventsAsync_CancelledByTheCaller_Throws()
    {
        using var account = new ExampleAccount();
        using var cancellation = new CancellationTokenSource();
        account.Answering(_ =>
        {
            cancellation.Cancel();
            throw new HttpRequestException("aborted");
        });

        Assert.That(
            async () => await account.CreateClient().SendEventsAsync(ExampleAccount.Events(1), cancellation.Token),
            Throws.InstanceOf<OperationCanceledException>().With.Property("CancellationToken").EqualTo(cancellation.Token));
    }

    [Test]
    public void SendEventsAsync_CancelledBefore_SendsNothing()
    {
        using var account = new ExampleAccount().Answering(HttpStatusCode.OK);

        Assert.That(
            async () => await account.CreateClient().SendEventsAsync(ExampleAccount.Events(1), new CancellationToken(true)),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(account.Sent, Is.Empty);
    }

    private static async Task<List<SendResult<VidoraEvent>>> SendAllAsync(VidoraClient client, IReadOnlyList<VidoraEvent> events)
    {
        var results = new List<SendResult<VidoraEvent>>();
        for (var rest = events; rest.Count > 0; rest = results[^1].Rest)
        {
            results.Add(await client.SendEventsAsync(rest));
        }

        return results;
    }

    /// <summary>Never answers; lets the time of the request pass instead.</summary>
    private sealed class SilentHandler(Microsoft.Extensions.Time.Testing.FakeTimeProvider time) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            time.Advance(TimeSpan.FromSeconds(30));
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
            throw new InvalidOperationException("The request had no end.");
        }
    }

    private sealed class EndlessStream : ReadOnlyStream
    {
        public long BytesRead { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)' ');
            BytesRead += buffer.Length;
            return ValueTask.FromResult(buffer.Length);
        }
    }

    private sealed class StalledStream(Microsoft.Extensions.Time.Testing.FakeTimeProvider time) : ReadOnlyStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            time.Advance(TimeSpan.FromSeconds(31));
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
            return 0;
        }
    }

    private abstract class ReadOnlyStream : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush() => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
