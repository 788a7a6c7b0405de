using Microsoft.Extensions.Time.Testing;

namespace Vidora.Integration.Emulator.Tests;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class FaultScriptTests
{
    private const string Click = """{"user_id":"u1","type":"click"}""";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private VidoraEmulator _emulator = null!;

    [SetUp]
    public async Task Start() => _emulator = await VidoraEmulator.StartAsync(o => o.TimeProvider = _time);

    [TearDown]
    public async Task Stop() => await _emulator.DisposeAsync();

    private async Task<int> StatusOfAsync(string body = Click) => (await _emulator.ValidateAsync(body)).Status;

    [Test]
    public async Task Script_AnswersInOrder_ThenAsUsual()
    {
        _emulator.Script.Add(
            "POST /v1/validate",
            new FaultAnswer { Status = 503, Times = 2 },
            new FaultAnswer { Status = 429, Headers = new Dictionary<string, string> { ["Retry-After"] = "7" }, Body = """{"no":1}""" });

        Assert.That(_emulator.Script.Left, Is.EqualTo(3));
        Assert.That(
            new[] { await StatusOfAsync(), await StatusOfAsync(), await StatusOfAsync(), await StatusOfAsync() },
            Is.EqualTo(new[] { 503, 503, 429, 200 }));
        Assert.That(_emulator.Events, Has.Count.EqualTo(1));
        Assert.That(_emulator.GetState().RequestsByStatus, Is.EqualTo(new Dictionary<int, long> { [503] = 2, [429] = 1, [200] = 1 }));
        Assert.That(_emulator.Script.AssertUsedUp, Throws.Nothing);
    }

    [Test]
    public async Task Script_MoreAnswersThanANumberHolds_GoesOnAnswering()
    {
        var many = Enumerable.Repeat(new FaultAnswer { Status = 503, Times = 1_000_000 }, 3000).ToList();
        _emulator.Script.Add(new FaultRule { Route = "/v1/validate", User = "u1", Answers = many });
        _emulator.Script.Add(new FaultRule { User = "u2", Answers = many });

        Assert.That(await StatusOfAsync(), Is.EqualTo(503));
        Assert.That(_emulator.Script.Left, Is.EqualTo(int.MaxValue));
        Assert.That((await _emulator.GetJsonAsync("/emulator/script")).GetProperty("left").GetInt64(), Is.EqualTo(2L * int.MaxValue));
        Assert.That(_emulator.Script.AssertUsedUp, Throws.InvalidOperationException);
    }

    [Test]
    public async Task Script_HeaderTwice_LastOneCounts()
    {
        var (status, _) = await _emulator.SendAsync(
            HttpMethod.Post, "/emulator/script", """{"answers":[{"status":503,"headers":{"Retry-After":"1","retry-after":"2"}}]}""");

        Assert.That(status, Is.InRange(200, 204));
        Assert.That(_emulator.Script.Left, Is.EqualTo(1));
    }

    [Test]
    public async Task Script_RequestWithHalfASurrogatePair_IsThatOfNobody()
    {
        _emulator.Script.Add(new FaultRule { User = "u2", Answers = [new() { Status = 400 }] });

        Assert.That(await StatusOfAsync("""{"\ud800":1,"type":"click","user_id":"\udc00"}"""), Is.EqualTo(200));
    }

    [Test]
    public async Task Script_ForOneUser_LeavesTheOthersAlone()
    {
        _emulator.Script.Add(new FaultRule { User = "u2", Answers = [new() { Status = 400, Times = 100 }] });

        Assert.That(await StatusOfAsync(), Is.EqualTo(200));
        Assert.That(await StatusOfAsync("""{"type":"click","item":"u2","user_id":"u1"}"""), Is.EqualTo(200));
        Assert.That(await StatusOfAsync("""{"type":"click","user_id":"\u00752"}"""), Is.EqualTo(400));
        var basic = Raw.Basic("feed-key", "feed-secret");
        _emulator.Script.Add(new FaultRule { User = "17", Answers = [new() { Status = 400 }] });
        Assert.That((await _emulator.SendAsync(HttpMethod.Post, "/v2/events", """{"mpid":16}""", basic)).Status, Is.EqualTo(202));
        Assert.That((await _emulator.SendAsync(HttpMethod.Post, "/v2/events", """{"mpid":17}""", basic)).Status, Is.EqualTo(400));
    }

    [Test]
    public async Task Script_FromRequest_CountsTheMatchingOnes()
    {
        _emulator.Script.Add(new FaultRule { Route = "/v1/validate", FromRequest = 3, Answers = [new() { Status = 500 }] });

        await _emulator.SendAsync(HttpMethod.Get, "/v1/api/pipelines?api_key=demo-key");
        Assert.That(
            new[] { await StatusOfAsync(), await StatusOfAsync(), await StatusOfAsync(), await StatusOfAsync() },
            Is.EqualTo(new[] { 200, 200, 500, 200 }));
    }

    [Test]
    public async Task Script_RequestThatAnEarlierRuleAnswers_CountsForTheLaterOnes()
    {
        _emulator.Script.Add("/v1/validate", new FaultAnswer { Status = 503, Times = 2 });
        _emulator.Script.Add(new FaultRule { Route = "/v1/validate", FromRequest = 4, Answers = [new() { Status = 500 }] });

        Assert.That(
            new[] { await StatusOfAsync(), await StatusOfAsync(), await StatusOfAsync(), await StatusOfAsync(), await StatusOfAsync() },
            Is.EqualTo(new[] { 503, 503, 200, 500, 200 }));
        Assert.That(_emulator.Script.Rules.Select(rule => rule.Matched), Is.EqualTo(new[] { 5, 5 }));
    }

    [TestCase("/v2/bulkevents", "/s2s/v2/bulkevents", 503)]
    [TestCase("POST /s2s/v2/bulkevents", "/v2/bulkevents", 503)]
    [TestCase("/s2s/v2/bulkevents", "/s2s/v2/bulkevents", 503)]
    [TestCase("/v2/events", "/s2s/v2/bulkevents", 202)]
    public async Task Script_ForTheFeed_MeansBothOfItsAddresses(string route, string path, int expected)
    {
        _emulator.Script.Add(route, new FaultAnswer { Status = 503 });

        var (status, _) = await _emulator.SendAsync(HttpMethod.Post, path, """[{"mpid":1}]""", Raw.Basic("feed-key", "feed-secret"));

        Assert.That(status, Is.EqualTo(expected));
    }

    [TestCase(true, false, 0)]
    [TestCase(false, false, 0)]
    [TestCase(false, true, 1)]
    public async Task Script_Cut_EndsTheConnectionWithoutAnAnswer(bool beforeBody, bool apply, int kept)
    {
        _emulator.Script.Add("/v1/validate", new FaultAnswer { CutBeforeBody = beforeBody, CutAfterBody = !beforeBody, Apply = apply });

        Assert.That(async () => await StatusOfAsync(), Throws.InstanceOf<HttpRequestException>());

        Assert.That(_emulator.Events, Has.Count.EqualTo(kept));
        Assert.That(_emulator.GetState().RequestsByStatus, Is.EqualTo(new Dictionary<int, long> { [0] = 1 }));
    }

    [Test]
    public async Task Script_ApplyWithStatus_TakesEffectAndAnswersOtherwise()
    {
        _emulator.Script.Add("/v1/validate", new FaultAnswer { Status = 502, Apply = true });

        var (status, body) = await _emulator.ValidateAsync(Click);

        Assert.That((status, body), Is.EqualTo((502, "")));
        Assert.That(_emulator.Events, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Script_Delay_WaitsOnTheEmulatorsClock()
    {
        _emulator.Script.Add("/v1/validate", new FaultAnswer { Delay = TimeSpan.FromMinutes(1) });
        var sending = StatusOfAsync();
        while (_emulator.Script.Left > 0)
        {
            await Task.Yield();
        }

        Assert.That(sending.IsCompleted, Is.False);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!sending.IsCompleted && !limit.IsCancellationRequested)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        Assert.That(await sending, Is.EqualTo(200));
        Assert.That(_emulator.Events, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Script_OverHttp_DoesTheSameAndShowsWhatIsLeft()
    {
        var (status, body) = await _emulator.SendAsync(
            HttpMethod.Post,
            "/emulator/script",
            """{"rules":[{"route":"POST /v1/validate","request":2,"answers":[{"status":503,"headers":{"Retry-After":"1"},"body":{"a":1},"times":2},{"delay_ms":5,"cut":"after_body","apply":true}]}]}""");

        Assert.That(status, Is.EqualTo(200), body);
        Assert.That(await StatusOfAsync(), Is.EqualTo(200));
        Assert.That(await _emulator.ValidateAsync(Click), Is.EqualTo((503, """{"a":1}""")));
        Assert.That((await _emulator.GetJsonAsync("/emulator/script")).GetProperty("left").GetInt32(), Is.EqualTo(2));
        Assert.That(_emulator.Script.AssertUsedUp, Throws.InvalidOperationException.With.Message.Contains("POST /v1/validate: 2 left, 2 requests matched"));
        Assert.That((await _emulator.SendAsync(HttpMethod.Delete, "/emulator/script")).Status, Is.EqualTo(204));
        Assert.That(_emulator.Script.Left, Is.Zero);
    }

    [TestCase("nonsense", "not JSON")]
    [TestCase("""{"answers":[]}""", "at least one answer")]
    [TestCase("""{"answers":[{}]}""", "status, a cut or a delay")]
    [TestCase("""{"answers":[{"status":99}]}""", "200 to 599")]
    [TestCase("""{"answers":[{"status":200,"cut":"after_body"}]}""", "either")]
    [TestCase("""{"answers":[{"cut":"sometimes"}]}""", "before_body")]
    [TestCase("""{"answers":[{"cut":"before_body","apply":true}]}""", "after_body")]
    [TestCase("""{"answers":[{"status":200,"headers":{"a":"b\r\nc: d"}}]}""", "ASCII")]
    [TestCase("""{"answers":[{"status":503,"times":0}]}""", "at least once")]
    [TestCase("""{"answers":[{"status":503,"times":1000001}]}""", "1,000,000 times")]
    [TestCase("""{"answers":[{"statsu":200}]}""", "statsu")]
    [TestCase("""{"path":"/","answers":[{"status":200}]}""", "path")]
    [TestCase("""{"route":"validate","answers":[{"status":200}]}""", "POST /v1/validate")]
    public async Task Script_ThatMakesNoSense_Is400WithTheReason(string script, string text)
    {
        var (status, body) = await _emulator.SendAsync(HttpMethod.Post, "/emulator/script", script);

        Assert.That(status, Is.EqualTo(400));
        Assert.That(body, Does.Contain(text));
        Assert.That(_emulator.Script.Rules, Is.Empty);
    }
}
