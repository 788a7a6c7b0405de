using System.IO.Compression;
using System.Net.Sockets;
using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Vidora.Integration.Delivery;
using Vidora.Integration.Generator;

namespace Vidora.Integration.AspNetCore.Tests;

/// <summary><c>POST …/batches</c> on a real socket.</summary>
public sealed class BatchesTests
{
    private static readonly string[] _names = ["one", "two", "three"];

    private static IEnumerable<TestCaseData> Framings()
    {
        var documents = _names.Select(name => Batches.One(name)).ToList();
        yield return new TestCaseData($"[{string.Join(',', documents)}]").SetArgDisplayNames("array");
        yield return new TestCaseData(string.Join('\n', documents)).SetArgDisplayNames("lines");
        yield return new TestCaseData(string.Join("\r\n", documents) + "\r\n").SetArgDisplayNames("lines of Windows");
        yield return new TestCaseData(string.Concat(documents)).SetArgDisplayNames("concatenated");
        yield return new TestCaseData("\ufeff" + string.Join('\n', documents)).SetArgDisplayNames("byte order mark");
    }

    [TestCaseSource(nameof(Framings))]
    public async Task Post_SeveralDocuments_AllArrive(string body)
    {
        await using var host = await ReceivingHost.StartAsync();
        var reply = await host.PostBatchesAsync(body);
        Assert.That(reply.Status, Is.EqualTo(HttpStatusCode.Accepted), reply.Body);
        Assert.That(reply.Body, Is.EqualTo("""{"accepted_events":3}"""));
        await host.Vidora.WaitForEventsAsync(3);
        Assert.That(host.Vidora.Events.Select(received => received.Type), Is.EquivalentTo(_names));
    }

    [Test]
    public async Task Post_OneBatch_ArrivesAsMapped()
    {
        await using var host = await ReceivingHost.StartAsync();
        var reply = await host.PostBatchesAsync(Batches.One("seen"));
        Assert.That((reply.Status, reply.MediaType), Is.EqualTo((HttpStatusCode.Accepted, "application/json")));
        await host.Vidora.WaitForEventsAsync(1);
        var received = host.Vidora.Events.Single().Event;
        Assert.That((received.UserId, received.Type, received.EventId), Is.EqualTo((Batches.Mpid, "seen", "id-seen")));
    }

    [Test]
    public async Task Post_FirehoseMessage_ArrivesToo()
    {
        await using var host = await ReceivingHost.StartAsync();
        var reply = await host.PostBatchesAsync(Batches.Firehose("seen"));
        Assert.That(reply.Body, Is.EqualTo("""{"accepted_events":1}"""));
    }

    [TestCase("{}")]
    [TestCase("[]")]
    public async Task Post_NothingToForward_Is202(string body)
    {
        await using var host = await ReceivingHost.StartAsync();
        var reply = await host.PostBatchesAsync(body);
        Assert.That(reply.Status, Is.EqualTo(HttpStatusCode.Accepted));
        Assert.That(await host.QuarantineAsync(), Is.Empty);
    }

    [Test]
    public async Task Lesson18_Post_NothingForwarded_SaysWhy()
    {
        await using var host = await ReceivingHost.StartAsync();
        var reply = await host.PostBatchesAsync(Batches.One("a")[..^1] + ""","environment":"development"}""");
        Assert.That(reply.Body, Is.EqualTo("""{"accepted_events":0,"not_forwarded_events":{"environment_not_forwarded":1}}"""));
    }

    [Test]
    public async Task Post_VidoraIsDown_IsDurableBeforeTheAnswer()
    {
        using var folder = new TemporaryFolder();
        await using var host = await ReceivingHost.StartAsync(vidoraIsDown: true, queueFile: folder.File());
        var reply = await host.PostBatchesAsync(Batches.One("kept"));
        Assert.That(reply.Status, Is.EqualTo(HttpStatusCode.Accepted));

        // Another reader, as after a crash: what is not in the file is not there.
        await using var file = new DeliveryStore(folder.File(), readOnly: true);
        Assert.That((await file.GetStatusAsync()).Events, Is.EqualTo(1));
    }

    [TestCase("gzip")]
    [TestCase("GZip")]
    [TestCase("x-gzip")]
    [TestCase("br")]
    [TestCase("identity")]
    public async Task Post_Compressed_Arrives(string encoding)
    {
        await using var host = await ReceivingHost.StartAsync();
        var body = Compress(encoding, Encoding.UTF8.GetBytes(Batches.One("small")));
        var reply = await host.PostAsync("/mparticle/batches", body, Encoded(encoding));
        Assert.That(reply.Body, Is.EqualTo("""{"accepted_events":1}"""));
    }

    [TestCase("gzip")]
    [TestCase("br")]
    public async Task Post_CompressedBodyCutOff_Is400AndWhatCouldBeReadIsKept(string encoding)
    {
        await using var host = await ReceivingHost.StartAsync();

        // Cut between two documents, so that what is left is valid by itself.
        var whole = new MemoryStream();
        await using (var compression = Open(encoding, whole))
        {
            await compression.WriteAsync(Encoding.UTF8.GetBytes(Batches.One("first") + "\n"));
            await compression.FlushAsync();
            whole.SetLength(whole.Position);
        }

        var cut = whole.ToArray()[..^(encoding == "gzip" ? 10 : 1)];
        var reply = await host.PostAsync("/mparticle/batches", cut, Encoded(encoding));
        AssertProblem(reply, HttpStatusCode.BadRequest);
        Assert.That(host.Forwarder.Store.LastId, Is.Zero);
        Assert.That(await host.QuarantineAsync(), Has.Exactly(1).Contains("id-first"));
    }

    [Test]
    public async Task Post_NoGzipAtAll_Is400()
    {
        await using var host = await ReceivingHost.StartAsync();
        AssertProblem(await host.PostAsync("/mparticle/batches", Encoding.UTF8.GetBytes(Batches.One("a")), Encoded("gzip")), HttpStatusCode.BadRequest);
    }

    [TestCase("zstd")]
    [TestCase("deflate")]
    [TestCase("gzip, br")]
    public async Task Post_UnknownEncoding_Is415WithTheKnownOnes(string encoding)
    {
        await using var host = await ReceivingHost.StartAsync();
        var reply = await host.PostBatchesAsync(Batches.One("a"), request => request.Content!.Headers.TryAddWithoutValidation("Content-Encoding", encoding));
        AssertProblem(reply, HttpStatusCode.UnsupportedMediaType);
        Assert.That(reply.Headers.GetValues("Accept-Encoding").Single(), Is.EqualTo("gzip, br"));
    }

    [TestCase(null, HttpStatusCode.Accepted)]
    [TestCase("application/json", HttpStatusCode.Accepted)]
    [TestCase("application/json; charset=UTF-8", HttpStatusCode.Accepted)]
    [TestCase("application/json; charset=\"utf-8\"", HttpStatusCode.Accepted)]
    [TestCase("application/vnd.mparticle+json", HttpStatusCode.Accepted)]
    [TestCase("application/x-ndjson", HttpStatusCode.Accepted)]
    [TestCase("text/plain", HttpStatusCode.Accepted)]
    [TestCase("application/json; charset=utf-16", HttpStatusCode.UnsupportedMediaType)]
    [TestCase("text/xml", HttpStatusCode.UnsupportedMediaType)]
    [TestCase("application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType)]
    [TestCase("multipart/form-data; boundary=x", HttpStatusCode.UnsupportedMediaType)]
    [TestCase("nonsense", HttpStatusCode.UnsupportedMediaType)]
    public async Task Post_ContentType_JsonOrUnsaid(string? type, HttpStatusCode expected)
    {
        await using var host = await ReceivingHost.StartAsync();
        var reply = await host.PostBatchesAsync(Batches.One("a"), request =>
        {
            request.Content!.Headers.Remove("Content-Type");
            if (type is not null)
            {
                request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            }
        });
        Assert.That(reply.Status, Is.EqualTo(expected), reply.Body);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Post_TooLarge_Is413(bool chunked)
    {
        await using var host = await ReceivingHost.StartAsync(options => options.MaxRequestBytes = 1024);
        var reply = await host.PostBatchesAsync(Batches.One("a") + new string(' ', 1024), request => request.Headers.TransferEncodingChunked = chunked);
        AssertProblem(reply, HttpStatusCode.RequestEntityTooLarge);
        Assert.That(host.Forwarder.Store.LastId, Is.Zero);
    }

    [TestCase(0)]
    [TestCase(1)]
    public async Task Post_AtTheLimitAndOneOver_TheLimitIsMeant(int over)
    {
        await using var host = await ReceivingHost.StartAsync(options => options.MaxRequestBytes = 1024);
        var reply = await host.PostBatchesAsync(
            Batches.One("a").PadRight(1024 + over), request => request.Headers.TransferEncodingChunked = true);
        Assert.That(reply.Status, Is.EqualTo(over == 0 ? HttpStatusCode.Accepted : HttpStatusCode.RequestEntityTooLarge));
    }

    [TestCase("")]
    [TestCase(" \r\n")]
    public async Task Post_Empty_Is400(string body)
    {
        await using var host = await ReceivingHost.StartAsync();
        AssertProblem(await host.PostBatchesAsync(body), HttpStatusCode.BadRequest);
    }

    [Test]
    public async Task Post_OneUnreadableDocument_Is400WithItsPlaceAndIsInTheQuarantine()
    {
        await using var host = await ReceivingHost.StartAsync();
        var reply = await host.PostBatchesAsync("""{"mpid":"1","events":[],,}""");
        AssertProblem(reply, HttpStatusCode.BadRequest);
        var error = reply.Json["errors"]!.AsArray().Single()!;
        Assert.That(
            ((int)error["document"]!, (int)error["line"]!, (long)error["position"]!), Is.EqualTo((1, 1, 0L)));
        Assert.That((string)error["detail"]!, Does.Contain("not valid JSON at byte 24"));
        Assert.That(await host.QuarantineAsync(), Is.EqualTo(new[] { """{"mpid":"1","events":[],,}""" }));
    }

    [Test]
    public async Task Lesson04_Post_GoodAndBadDocuments_GoodOnesAreTakenAndBadOnesNamed()
    {
        await using var host = await ReceivingHost.StartAsync();
        var good = Batches.One("good");
        var reply = await host.PostBatchesAsync($"{good}\n{{\"mpid\":}}\n{Batches.One("better")}\n17\n");
        AssertProblem(reply, HttpStatusCode.BadRequest);
        var json = reply.Json;
        Assert.That(((int)json["accepted_events"]!, (int)json["quarantined_documents"]!, (int)json["unreadable_documents"]!), Is.EqualTo((2, 2, 2)));
        Assert.That(
            json["errors"]!.AsArray().Select(error => ((int)error!["document"]!, (int)error["line"]!, (long)error["position"]!)),
            Is.EqualTo(new[] { (2, 2, good.Length + 1L), (4, 4, good.Length + Batches.One("better").Length + 12L) }));
        await host.Vidora.WaitForEventsAsync(2);
        Assert.That(host.Vidora.Events.Select(received => received.Type), Is.EqualTo(new[] { "good", "better" }));
        Assert.That(await host.QuarantineAsync(), Is.EqualTo(new[] { """{"mpid":}""", "17" }));
    }

    [Test]
    public async Task Post_ThousandsOfUnreadableDocuments_AnswerStaysSmall()
    {
        await using var host = await ReceivingHost.StartAsync();
        var reply = await host.PostBatchesAsync(string.Join('\n', Enumerable.Repeat("{\"mpid\":}", 3000)));
        Assert.That((int)reply.Json["unreadable_documents"]!, Is.EqualTo(3000));
        Assert.That(reply.Json["errors"]!.AsArray(), Has.Count.EqualTo(100));
    }

    [Test]
    public async Task Post_WithoutMpid_Is202AndInTheQuarantine()
    {
        await using var host = await ReceivingHost.StartAsync();
        var reply = await host.PostBatchesAsync(Batches.One("nobody", mpid: "0"));
        Assert.That(reply.Body, Is.EqualTo("""{"accepted_events":0,"quarantined_documents":1,"not_forwarded_events":{"missing_mpid":1}}"""));
        Assert.That(await host.QuarantineAsync(), Is.EqualTo(new[] { Batches.One("nobody", mpid: "0") }));
    }

    [TestCase("right", HttpStatusCode.Accepted)]
    [TestCase("Bearer next", HttpStatusCode.Accepted)]
    [TestCase("Right", HttpStatusCode.Unauthorized)]
    [TestCase("righ", HttpStatusCode.Unauthorized)]
    [TestCase("right2", HttpStatusCode.Unauthorized)]
    [TestCase("Token right", HttpStatusCode.Unauthorized)]
    [TestCase("", HttpStatusCode.Unauthorized)]
    [TestCase(null, HttpStatusCode.Unauthorized)]
    public async Task Post_Authorization_IsTheWholeValue(string? value, HttpStatusCode expected)
    {
        await using var host = await ReceivingHost.StartAsync(options =>
        {
            options.WebhookAuthorizations.Add("right");
            options.WebhookAuthorizations.Add("Bearer next");
        });
        var reply = await host.PostBatchesAsync(Batches.One("a"), request =>
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation("Authorization", value);
            }
        });
        Assert.That(reply.Status, Is.EqualTo(expected));
        Assert.That(reply.Headers.WwwAuthenticate, Has.Count.EqualTo(expected is HttpStatusCode.Unauthorized ? 1 : 0));
        Assert.That(host.Forwarder.Store.LastId, Is.EqualTo(expected is HttpStatusCode.Unauthorized ? 0 : 1));
    }

    [Test]
    public async Task Post_TwoAuthorizations_Is401()
    {
        await using var host = await ReceivingHost.StartAsync(options => options.WebhookAuthorizations.Add("right"));
        var body = Batches.One("a");
        var answer = await SendRawAsync(
            host, $"POST /mparticle/batches HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: wrong\r\nAuthorization: right\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        Assert.That(answer, Does.StartWith("HTTP/1.1 401"));
    }

    [Test]
    public async Task Post_QueueFull_Is503AndNothingOfTheRequestIsTaken()
    {
        await using var host = await ReceivingHost.StartAsync(forwarding: options => options.Limits.MaxEvents = 1, vidoraIsDown: true);
        var reply = await host.PostBatchesAsync(Batches.One("a") + Batches.One("b") + "{\"mpid\":}");
        AssertProblem(reply, HttpStatusCode.ServiceUnavailable);
        Assert.That(reply.RetryAfter, Is.EqualTo("30"));
        Assert.That(host.Forwarder.Store.LastId, Is.Zero);
        Assert.That(await host.QuarantineAsync(), Is.Empty);
        Assert.That((await host.PostBatchesAsync(Batches.One("a"))).Status, Is.EqualTo(HttpStatusCode.Accepted), "one fits");
    }

    [Test]
    public async Task Post_HostIsStopping_Is503()
    {
        await using var host = await ReceivingHost.StartAsync(vidoraIsDown: true);
        host.BeginStopping();
        var reply = await host.PostBatchesAsync(Batches.One("a"));
        AssertProblem(reply, HttpStatusCode.ServiceUnavailable);
        Assert.That(reply.RetryAfter, Is.EqualTo("5"));
        Assert.That(reply.Headers.ConnectionClose, Is.True);
        Assert.That(host.Forwarder.Store.LastId, Is.Zero);
    }

    [TestCase("AppendAsync", "{\"mpid\":}")]
    [TestCase("QuarantineAsync", "{\"mpid\":}")]
    [TestCase("QuarantineAsync", "")]
    public async Task Post_QueueCannotBeWritten_Is503(string operation, string bad)
    {
        await using var host = await ReceivingHost.StartAsync(
            fault: failing => failing == operation ? new DeliveryStoreException("The disk is full.") : null,
            vidoraIsDown: true);
        var body = bad.Length > 0 ? Encoding.UTF8.GetBytes(Batches.One("a") + bad) : Compress("gzip", Encoding.UTF8.GetBytes(Batches.One("a")))[..^6];
        var reply = await host.PostAsync("/mparticle/batches", body, bad.Length > 0 ? null : Encoded("gzip"));
        AssertProblem(reply, HttpStatusCode.ServiceUnavailable);
        Assert.That(reply.RetryAfter, Is.EqualTo("30"));
    }

    [Test]
    public async Task Lesson01_Post_SomethingNobodyThoughtOf_Is500AndSaysNothingOfTheData()
    {
        await using var host = await ReceivingHost.StartAsync(
            fault: failing => failing == "AppendAsync" ? new InvalidOperationException("canary-secret") : null,
            vidoraIsDown: true);
        var reply = await host.PostBatchesAsync(Batches.One("canary-name"));
        AssertProblem(reply, HttpStatusCode.InternalServerError);
        Assert.That(host.Log.Lines, Has.Some.Contains("InvalidOperationException"));
        Assert.That(host.Log.Lines.Append(reply.Body), Has.None.Contains("canary"));
    }

    [Test]
    public async Task Post_SenderHangsUp_NothingIsTakenAndTheNextOneIs()
    {
        await using var host = await ReceivingHost.StartAsync(vidoraIsDown: true);
        using var metrics = new MetricCollector<long>(
            host.Services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>(), "Vidora.Integration.AspNetCore", "vidora.receiving.requests");
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(IPAddress.Loopback, host.Http.BaseAddress!.Port);
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST /mparticle/batches HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\n{Batches.One("a")}"));
        }

        await metrics.WaitForMeasurementsAsync(1, TimeSpan.FromSeconds(60));
        Assert.That(metrics.LastMeasurement!.Tags["vidora.outcome"], Is.EqualTo("aborted"));
        Assert.That(host.Forwarder.Store.LastId, Is.Zero);
        Assert.That((await host.PostBatchesAsync(Batches.One("a"))).Status, Is.EqualTo(HttpStatusCode.Accepted));
    }

    [Test]
    public async Task Metrics_EveryRequest_IsCountedUnderItsOutcome()
    {
        await using var host = await ReceivingHost.StartAsync(vidoraIsDown: true);
        using var metrics = new MetricCollector<long>(
            host.Services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>(), "Vidora.Integration.AspNetCore", "vidora.receiving.requests");
        await host.PostBatchesAsync(Batches.One("a"));
        await host.PostBatchesAsync("oops");
        await host.PostFirehoseAsync("""{"type":"module_registration_request","id":"1"}""");
        await metrics.WaitForMeasurementsAsync(3, TimeSpan.FromSeconds(60));
        Assert.That(
            metrics.GetMeasurementSnapshot().Select(measurement => $"{measurement.Tags["vidora.endpoint"]} {measurement.Tags["vidora.outcome"]}"),
            Is.EqualTo(new[] { "batches accepted", "batches unreadable", "firehose answered" }));
    }

    [Test]
    public async Task Get_IsNotAllowed()
    {
        await using var host = await ReceivingHost.StartAsync(vidoraIsDown: true);
        using var response = await host.Http.GetAsync("/mparticle/batches");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
    }

    [Test]
    public async Task Post_GeneratedBatchesOfEveryKind_NoneFails()
    {
        await using var host = await ReceivingHost.StartAsync();
        var generator = new BatchGenerator(7, BatchProfile.Variety);
        var firehose = new BatchGenerator(8, BatchProfile.Variety, BatchFormat.Firehose);
        var body = new MemoryStream();
        for (var i = 0; i < 500; i++)
        {
            body.Write(generator.Next());
            body.WriteByte((byte)'\n');
            body.Write(firehose.Next());
            body.WriteByte((byte)'\n');
        }

        var reply = await host.PostAsync("/mparticle/batches", body.ToArray());
        Assert.That(reply.Status, Is.EqualTo(HttpStatusCode.Accepted), reply.Body);
        var accepted = (int)reply.Json["accepted_events"]!;
        Assert.That(accepted, Is.GreaterThan(500));
        await host.Vidora.WaitForEventsAsync(accepted, TimeSpan.FromSeconds(60));
    }

    internal static void AssertProblem(ReceivingHost.Reply reply, HttpStatusCode status)
    {
        Assert.That(reply.Status, Is.EqualTo(status), reply.Body);
        Assert.That(reply.MediaType, Is.EqualTo("application/problem+json"));
        Assert.That((int)reply.Json["status"]!, Is.EqualTo((int)status));
        Assert.That((string?)reply.Json["title"], Is.Not.Empty);
        Assert.That((string?)reply.Json["detail"], Is.Not.Empty);
    }

    internal static Action<HttpRequestMessage> Encoded(string encoding) =>
        request => request.Content!.Headers.ContentEncoding.Add(encoding);

    internal static byte[] Compress(string encoding, byte[] content)
    {
        if (encoding == "identity")
        {
            return content;
        }

        using var output = new MemoryStream();
        using (var compression = Open(encoding, output))
        {
            compression.Write(content);
        }

        return output.ToArray();
    }

    private static Stream Open(string encoding, MemoryStream output) => encoding == "br"
        ? new BrotliStream(output, CompressionLevel.Optimal, leaveOpen: true)
        : new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true);

    internal static async Task<string> SendRawAsync(ReceivingHost host, string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, host.Http.BaseAddress!.Port);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)) ?? "";
    }
}
