using System.Net.Sockets;
using System.Text;

namespace Vidora.Integration.Emulator.Tests;

public class ValidateTests
{
    private const string Click = """{"user_id":"u1","type":"click","timestamp":1893456000,"event_id":"e1"}""";

    private VidoraEmulator _emulator = null!;

    [SetUp]
    public async Task Start() => _emulator = await VidoraEmulator.StartAsync();

    [TearDown]
    public async Task Stop() => await _emulator.DisposeAsync();

    [Test]
    public async Task Validate_WithoutKeys_TakesTheDemoKeyAndNoSignature()
    {
        var (status, body) = await _emulator.SendAsync(HttpMethod.Post, "/v1/validate?api_key=demo-key", $$"""{"data":[{{Click}}]}""");

        Assert.That(status, Is.EqualTo(200));
        Assert.That(body, Is.EqualTo("""{"received":1,"valid":1,"invalid":0}"""));
    }

    [Test]
    public async Task Validate_WithSecret_WantsEverySignatureRight()
    {
        await using var signed = await VidoraEmulator.StartAsync(o => (o.ApiKey, o.ApiSecret) = ("k", "s"));
        var body = $$"""{"data":[{{Click}}]}""";

        var unsigned = await signed.SendAsync(HttpMethod.Post, "/v1/validate?api_key=k", body);
        var right = await signed.SendAsync(HttpMethod.Post, signed.Signed(HttpMethod.Post, "/v1/validate", body), body);
        var otherBody = await signed.SendAsync(HttpMethod.Post, signed.Signed(HttpMethod.Post, "/v1/validate", body), body + " ");

        Assert.That((unsigned.Status, right.Status, otherBody.Status), Is.EqualTo((403, 200, 403)));
        Assert.That(signed.Events, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Validate_HalfASurrogatePairInANameOrAText_IsTakenAsItIs()
    {
        var (status, body) = await _emulator.SendAsync(
            HttpMethod.Post, "/v1/validate?api_key=demo-key", """{"\udc00xx":1,"data":[{"\ud800":1,"user_id":"u1","type":"x","a":"\ud800"}]}""");

        Assert.That((status, body), Is.EqualTo((200, """{"received":1,"valid":1,"invalid":0}""")));
    }

    [TestCase("\"soon\"")]
    [TestCase("1.5")]
    public async Task Validate_TimestampTwice_LastOneCountsForPagesAndPipelines(string first)
    {
        await _emulator.ValidateAsync($$"""{"user_id":"u1","type":"x","timestamp":{{first}},"timestamp":1893456000}""");
        await Shoppers.SendAsync(_emulator);

        var page = await _emulator.SendAsync(HttpMethod.Get, "/");
        var run = await Shoppers.RunAsync(_emulator, Shoppers.Points());

        Assert.That(page.Status, Is.EqualTo(200));
        Assert.That(run.Status, Is.EqualTo(VidoraPipelineStatus.Complete));
    }

    [Test]
    public async Task Validate_MixedEvents_KeepsThemApartWithReasons()
    {
        var (status, body) = await _emulator.ValidateAsync(
            Click,
            """{"type":"click"}""",
            """{"user_id":"u2"}""",
            """{"user_id":"u2","type":"x","timestamp":1.5}""",
            """{"user_id":"u2","type":"x","a":{"b":1}}""",
            "7");

        Assert.That((status, body), Is.EqualTo((200, """{"received":6,"valid":1,"invalid":5}""")));
        Assert.That(_emulator.Events.Select(e => e.ToString()), Is.EqualTo(new[] { Click }));
        Assert.That(_emulator.Events.Invalid.Select(e => e.Problems.Except(["no_event_id"]).Single()), Is.EqualTo(new[]
        {
            "missing_user_id", "missing_type", "timestamp_not_integer", "nested_value", "not_an_object",
        }));
        var state = await _emulator.GetJsonAsync("/emulator/state");
        Assert.That(state.GetProperty("invalid").GetInt64(), Is.EqualTo(5));
        Assert.That(state.GetProperty("by_type").ToString(), Is.EqualTo("""{"click":1}"""));
        Assert.That(state.GetProperty("by_reason").GetProperty("missing_user_id").GetInt64(), Is.EqualTo(1));
        Assert.That(state.GetProperty("requests_by_route").GetProperty("POST /v1/validate").GetInt64(), Is.EqualTo(1));
    }

    [TestCase("")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("""{"data":{}}""")]
    [TestCase("""{"data":[{"user_id":"u","type":"t"}]""")]
    [TestCase("""{"data":[{"user_id":"u","type":"t"}]}x""")]
    [TestCase("""{"data":[],"data":[]}""")]
    public async Task Validate_BodyOfAnotherShape_Is400AndKeepsNothing(string body)
    {
        var (status, answer) = await _emulator.SendAsync(HttpMethod.Post, "/v1/validate?api_key=demo-key", body);

        Assert.That(status, Is.EqualTo(400));
        Assert.That(answer, Does.StartWith("{\"error\":\""));
        Assert.That(_emulator.GetState().Received, Is.Zero);
    }

    [Test]
    public async Task Events_PagedWithAfterAndNext_AreAllThereOnceAndByteForByte()
    {
        var sent = Enumerable.Range(0, 25)
            .Select(i => $$"""{ "user_id" : "u{{i % 2}}", "type":"t{{i % 3}}",  "n":{{i}}, "text":"é\u00e9\/" }""").ToArray();
        await _emulator.ValidateAsync(sent);

        var received = new List<string>();
        string? after = "0";
        while (after is not null)
        {
            var page = await _emulator.GetJsonAsync($"/emulator/events?after={after}&limit=7");
            received.AddRange(page.GetProperty("events").EnumerateArray().Select(e => e.GetRawText()));
            after = page.GetProperty("next").ValueKind == System.Text.Json.JsonValueKind.Null ? null : page.GetProperty("next").GetRawText();
        }

        Assert.That(received, Is.EqualTo(sent));
        var filtered = await _emulator.GetJsonAsync("/emulator/events?user_id=u1&type=t2");
        Assert.That(filtered.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("n").GetInt32()), Is.EqualTo(new[] { 5, 11, 17, 23 }));
        Assert.That((await _emulator.GetJsonAsync("/emulator/events?user_id=nobody")).GetProperty("events").GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task Events_FilteredByEscapedText_MatchTheTextAndNotItsSpelling()
    {
        await _emulator.ValidateAsync("""{"user_id":"\u00fc1","type":"caf\u00e9"}""", """{"user_id":"ü1","type":"café"}""");

        Assert.That(_emulator.Events.OfUser("ü1").OfType("café"), Has.Count.EqualTo(2));
        Assert.That(_emulator.GetState().ByType, Is.EqualTo(new Dictionary<string, long> { ["café"] = 2 }));
    }

    [Test]
    public async Task DeleteState_AfterEvents_ForgetsEverything()
    {
        await _emulator.ValidateAsync(Click);

        Assert.That((await _emulator.SendAsync(HttpMethod.Delete, "/emulator/state")).Status, Is.EqualTo(204));

        Assert.That(_emulator.Events, Is.Empty);
        Assert.That(_emulator.GetState().Received, Is.Zero);
        Assert.That(_emulator.GetState().Requests, Is.Zero);
        await _emulator.ValidateAsync(Click);
        Assert.That(_emulator.Events.Single().Problems, Is.Empty);
    }

    [Test]
    public async Task Validate_MoreThanMaxEvents_LetsOldOnesGoAndCountsAll()
    {
        await using var small = await VidoraEmulator.StartAsync(o => o.MaxEvents = 10);
        for (var request = 0; request < 10; request++)
        {
            await small.ValidateAsync([.. Enumerable.Range(0, 1000).Select(i => $$"""{"user_id":"u{{i}}","type":"t","n":{{(request * 1000) + i}}}""")]);
        }

        Assert.That(small.Events.Select(e => e.Event["n"]!.Value.GetInt64()), Is.EqualTo(Enumerable.Range(9990, 10)));
        Assert.That(small.Events.OfUser("u995"), Has.Count.EqualTo(1));
        Assert.That(small.Events.OfUser("u1"), Is.Empty);
        Assert.That(small.GetState().Valid, Is.EqualTo(10_000));
    }

    [Test]
    public async Task Validate_CountOnly_CountsAllAndLooksAtTheFirstAndEveryThousandth()
    {
        await using var sink = await VidoraEmulator.StartAsync(o => o.CountOnly = true);
        var events = Enumerable.Range(0, 2001).Select(i => $$"""{"user_id":"u","type":"t{{i}}","text":"\"}{[]\\","list":[{}]}""").ToArray();
        events[1000] = """{"type":"no user"}""";

        var (status, body) = await sink.ValidateAsync(events);

        Assert.That((status, body), Is.EqualTo((200, """{"received":2001,"valid":1998,"invalid":3}""")));
        Assert.That(sink.GetState().Kept, Is.Zero);
        Assert.That((await sink.ValidateAsync("{")).Status, Is.EqualTo(400));
    }

    [Test]
    public async Task Validate_BodyOverTheLimit_Is413()
    {
        await using var small = await VidoraEmulator.StartAsync(o => o.MaxRequestBytes = 1024);

        var (status, body) = await small.ValidateAsync($$"""{"user_id":"u","type":"t","text":"{{new string('x', 2000)}}"}""");

        Assert.That((status, body), Is.EqualTo((413, """{"error":"The body is too large."}""")));
        Assert.That(small.GetState().RequestsByStatus, Is.EqualTo(new Dictionary<int, long> { [413] = 1 }));
    }

    [Test]
    public async Task Validate_InvalidUtf8OverABareSocket_Is400()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_emulator.Address.Host, _emulator.Address.Port);
        var stream = client.GetStream();
        byte[] body = [.. "{\"data\":[{\"user_id\":\"u\",\"type\":\""u8, 0xC3, 0x28, .. "\"}]}"u8];
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /v1/validate?api_key=demo-key HTTP/1.1\r\nHost: {_emulator.Address.Authority}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"));
        await stream.WriteAsync(body);

        var answer = await new StreamReader(stream).ReadToEndAsync();

        Assert.That(answer, Does.StartWith("HTTP/1.1 400").And.Contain("not UTF-8"));
    }

    [Test]
    public async Task WaitForEvents_EventsComingLater_CompletesWithThem()
    {
        var waiting = _emulator.WaitForEventsAsync(2);
        await _emulator.ValidateAsync(Click);
        Assert.That(waiting.IsCompleted, Is.False);
        await _emulator.ValidateAsync(Click);

        await waiting;

        Assert.That(_emulator.Events.Last().Problems, Is.EqualTo(new[] { "duplicate_event_id" }));
        Assert.That(async () => await _emulator.WaitForEventsAsync(3, TimeSpan.FromMilliseconds(20)), Throws.TypeOf<TimeoutException>().With.Message.Contains("2 were accepted"));
    }
}
