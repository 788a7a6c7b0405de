using System.Globalization;
using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace Vidora.Integration.Emulator.Tests;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class FeedTests
{
    private const string Score = "$intelligent_attribute:vidora:sample_pipeline__score";

    private static readonly string _basic = Raw.Basic("feed-key", "feed-secret");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private VidoraEmulator _emulator = null!;

    [SetUp]
    public async Task Start() => _emulator = await VidoraEmulator.StartAsync(o => o.TimeProvider = _time);

    [TearDown]
    public async Task Stop() => await _emulator.DisposeAsync();

    private Task<(int Status, string Body)> PostAsync(string body, string path = "/v2/bulkevents") =>
        _emulator.SendAsync(HttpMethod.Post, path, body, _basic);

    private static string Batch(long mpid, double score, string? id = null) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"environment":"production","mpid":{{mpid}},"user_attributes":{"{{Score}}":{{score}}}{{(id is null ? "" : $",\"source_request_id\":\"{id}\"")}}}""");

    [TestCase("/v2/bulkevents", true)]
    [TestCase("/v2/events", false)]
    [TestCase("/s2s/v2/bulkevents", true)]
    [TestCase("/s2s/v2/events", false)]
    public async Task Post_DocumentedBatch_IsAcceptedAndShown(string path, bool bulk)
    {
        var batch = Batch(-7346244611012968789, 0.171425);

        var (status, body) = await PostAsync(bulk ? $"[{batch}]" : batch, path);

        Assert.That((status, body), Is.EqualTo((202, "")));
        var shown = await _emulator.GetJsonAsync("/emulator/users/-7346244611012968789");
        Assert.That(shown.GetProperty("user_attributes").ToString(), Is.EqualTo("{\"" + Score + "\":0.171425}"));
        Assert.That(_emulator.Users.Single().Attributes[Score].GetDouble(), Is.EqualTo(0.171425));
    }

    [Test]
    public async Task GetUser_AfterChanges_ShowsTheHistoryOldestFirst()
    {
        await PostAsync($"[{Batch(5, 0.1, "r1")}]");
        _time.Advance(TimeSpan.FromDays(1));
        await PostAsync($"[{Batch(5, 0.2, "r2")}]");
        await PostAsync($$$"""[{"mpid":"5","deleted_user_attributes":["{{{Score}}}"],"user_attributes":{"list":["a","b"],"tag":null}}]""");

        var user = await _emulator.GetJsonAsync("/emulator/users/5");

        Assert.That(user.GetProperty("user_attributes").ToString(), Is.EqualTo("""{"list":["a","b"],"tag":null}"""));
        Assert.That(
            user.GetProperty("history").EnumerateArray().Select(change => $"{change.GetProperty("name")} {(change.GetProperty("deleted").GetBoolean() ? "deleted" : change.GetProperty("value").GetRawText())} {change.GetProperty("at")}"),
            Is.EqualTo(new[]
            {
                $"{Score} 0.1 2030-01-01T00:00:00Z", $"{Score} 0.2 2030-01-02T00:00:00Z",
                "list [\"a\",\"b\"] 2030-01-02T00:00:00Z", "tag null 2030-01-02T00:00:00Z", $"{Score} deleted 2030-01-02T00:00:00Z",
            }));
        Assert.That((await _emulator.SendAsync(HttpMethod.Get, "/emulator/users/6")).Status, Is.EqualTo(404));
        Assert.That((await _emulator.SendAsync(HttpMethod.Get, "/emulator/users/nobody")).Status, Is.EqualTo(404));
    }

    [Test]
    public async Task ListUsers_Paged_ShowsEveryUserOnce()
    {
        await PostAsync($"[{string.Join(',', Enumerable.Range(1, 25).Select(mpid => Batch(mpid, 0.5)))}]");

        var mpids = new List<long>();
        string? after = "0";
        while (after is not null)
        {
            var page = await _emulator.GetJsonAsync($"/emulator/users?limit=10&after={after}");
            mpids.AddRange(page.GetProperty("users").EnumerateArray().Select(user => user.GetProperty("mpid").GetInt64()));
            after = page.GetProperty("next").ValueKind == System.Text.Json.JsonValueKind.Null ? null : page.GetProperty("next").GetRawText();
        }

        Assert.That(mpids, Is.EqualTo(Enumerable.Range(1, 25)));
        Assert.That((await _emulator.GetJsonAsync("/emulator/users")).GetProperty("users").GetArrayLength(), Is.EqualTo(25));
    }

    [Test]
    public async Task Post_SameSourceRequestId_IsAcceptedAndAppliedOnceWithin30Days()
    {
        await PostAsync($"[{Batch(5, 0.1, "same")}]");
        Assert.That((await PostAsync($"[{Batch(5, 0.2, "same")}]")).Status, Is.EqualTo(202));
        Assert.That(_emulator.Users.Find(5)!.Attributes[Score].GetDouble(), Is.EqualTo(0.1));
        Assert.That(_emulator.GetState().FeedDuplicates, Is.EqualTo(1));

        _time.Advance(TimeSpan.FromDays(31));
        await PostAsync($"[{Batch(5, 0.3, "same")}]");

        Assert.That(_emulator.Users.Find(5)!.Attributes[Score].GetDouble(), Is.EqualTo(0.3));
    }

    [Test]
    public async Task Post_Development_IsKeptApart()
    {
        await PostAsync("""[{"environment":"Development","mpid":5,"user_attributes":{"a":"b"}}]""");

        Assert.That(_emulator.Users, Is.Empty);
        Assert.That(_emulator.Users.FindInDevelopment(5)!.Attributes["a"].GetString(), Is.EqualTo("b"));
        Assert.That((await _emulator.GetJsonAsync("/emulator/users/5?environment=development")).GetProperty("mpid").GetInt64(), Is.EqualTo(5));
    }

    [Test]
    public async Task Post_WithoutOrWithWrongCredentials_Is401Or403()
    {
        async Task<int> StatusOf(string? authorization) =>
            (await _emulator.SendAsync(HttpMethod.Post, "/v2/events", Batch(1, 0.5), authorization)).Status;

        Assert.That(await StatusOf(null), Is.EqualTo(401));
        Assert.That(await StatusOf("Bearer x"), Is.EqualTo(401));
        Assert.That(await StatusOf(Raw.Basic("feed-key", "other")), Is.EqualTo(403));
        Assert.That(await StatusOf(_basic), Is.EqualTo(202));
    }

    private static IEnumerable<TestCaseData> Refused()
    {
        static string With(string attributes) => $$"""[{"mpid":1,"user_attributes":{{attributes}}}]""";
        static string Many(int count, string one) => string.Join(',', Enumerable.Repeat(one, count));

        yield return new TestCaseData("{", 400, "not JSON").SetArgDisplayNames("truncated");
        yield return new TestCaseData("{}", 400, "array").SetArgDisplayNames("not an array");
        yield return new TestCaseData("[7]", 400, "object").SetArgDisplayNames("not an object");
        yield return new TestCaseData("""[{"user_attributes":{}}]""", 400, "mpid").SetArgDisplayNames("no mpid");
        yield return new TestCaseData("""[{"mpid":0}]""", 400, "mpid").SetArgDisplayNames("mpid 0");
        yield return new TestCaseData("""[{"mpid":1.5}]""", 400, "mpid").SetArgDisplayNames("mpid with a fraction");
        yield return new TestCaseData("""[{"mpid":1,"environment":"test"}]""", 400, "environment").SetArgDisplayNames("environment");
        yield return new TestCaseData("""[{"mpid":1},{"mpid":"x"}]""", 400, "[1]: ").SetArgDisplayNames("second batch");
        yield return new TestCaseData($"[{Many(101, """{"mpid":1}""")}]", 400, "101 batches").SetArgDisplayNames("101 batches");
        yield return new TestCaseData(With($"{{{string.Join(',', Enumerable.Range(0, 101).Select(i => $"\"a{i}\":1"))}}}"), 400, "101 user attributes").SetArgDisplayNames("101 attributes");
        yield return new TestCaseData(With($"{{\"{new string('n', 257)}\":1}}"), 400, "257 characters").SetArgDisplayNames("long name");
        yield return new TestCaseData(With($"{{\"a\":\"{new string('v', 4097)}\"}}"), 400, "4096 characters").SetArgDisplayNames("long value");
        yield return new TestCaseData(With($"{{\"a\":[{Many(1001, "\"x\"")}]}}"), 400, "1001 entries").SetArgDisplayNames("long list");
        yield return new TestCaseData(With($"{{\"a\":[\"{new string('v', 513)}\"]}}"), 400, "512 characters").SetArgDisplayNames("long entry");
        yield return new TestCaseData(With("""{"a":{}}"""), 400, "object").SetArgDisplayNames("object value");
        yield return new TestCaseData(With("""{"a":"\ud800"}"""), 400, "surrogate").SetArgDisplayNames("lone surrogate");
        yield return new TestCaseData($$"""[{"mpid":1,"x":"{{new string('v', 128 * 1024)}}"}]""", 413, "batch").SetArgDisplayNames("large batch");
        yield return new TestCaseData($"[{Many(3, $$"""{"mpid":1,"x":"{{new string('v', 100_000)}}"}""")}]", 413, "request").SetArgDisplayNames("large request");
    }

    private static IEnumerable<TestCaseData> Met()
    {
        static string With(string attributes) => $$"""[{"mpid":1,"user_attributes":{{attributes}}}]""";
        static string Many(int count, string one) => string.Join(',', Enumerable.Repeat(one, count));
        static string Padded(string before, int bytes, string after) => before + new string('v', bytes - before.Length - after.Length) + after;

        yield return new TestCaseData($"[{Many(100, """{"mpid":1}""")}]").SetArgDisplayNames("100 batches");
        yield return new TestCaseData(With($"{{{string.Join(',', Enumerable.Range(0, 100).Select(i => $"\"a{i}\":1"))}}}")).SetArgDisplayNames("100 attributes");
        yield return new TestCaseData(With($"{{\"{new string('n', 256)}\":1}}")).SetArgDisplayNames("longest name");
        yield return new TestCaseData(With($"{{\"a\":\"{new string('v', 4096)}\"}}")).SetArgDisplayNames("longest value");
        yield return new TestCaseData(With($"{{\"a\":[{Many(1000, "\"x\"")}]}}")).SetArgDisplayNames("longest list");
        yield return new TestCaseData(With($"{{\"a\":[\"{new string('v', 512)}\"]}}")).SetArgDisplayNames("longest entry");
        yield return new TestCaseData($"[{Padded("{\"mpid\":1,\"x\":\"", 128 * 1024, "\"}")}]").SetArgDisplayNames("largest batch");
        var half = Padded("{\"mpid\":1,\"x\":\"", 127 * 1024, "\"}");
        yield return new TestCaseData($"[{half},{half},{Padded("{\"mpid\":1,\"x\":\"", (256 * 1024) - (2 * half.Length) - 4, "\"}")}]").SetArgDisplayNames("largest request");
    }

    [TestCaseSource(nameof(Met))]
    public async Task Post_LimitMetExactly_IsTaken(string body) => Assert.That((await PostAsync(body)).Status, Is.EqualTo(202));

    [TestCaseSource(nameof(Refused))]
    public async Task Post_OverALimit_IsRefusedAndNothingApplied(string body, int expected, string text)
    {
        var (status, answer) = await PostAsync(body);

        Assert.That(status, Is.EqualTo(expected), answer);
        Assert.That(answer, Does.StartWith("""{"errors":[{"code":""").And.Contain(text));
        Assert.That(_emulator.Users, Is.Empty);
    }

    private static IEnumerable<TestCaseData> Allowed()
    {
        static string With(string attributes) => $$"""[{"mpid":1,"user_attributes":{{attributes}}}]""";
        static string Many(int count, string one) => string.Join(',', Enumerable.Repeat(one, count));
        static string Padded(string before, int length, string after) => before + new string('v', length - before.Length - after.Length) + after;

        yield return new TestCaseData($"[{Many(100, """{"mpid":1}""")}]").SetArgDisplayNames("100 batches");
        yield return new TestCaseData(With($"{{{string.Join(',', Enumerable.Range(0, 100).Select(i => $"\"a{i}\":1"))}}}")).SetArgDisplayNames("100 attributes");
        yield return new TestCaseData(With($"{{\"{new string('n', 256)}\":1}}")).SetArgDisplayNames("long name");
        yield return new TestCaseData(With($"{{\"a\":\"{new string('v', 4096)}\"}}")).SetArgDisplayNames("long value");
        yield return new TestCaseData(With($"{{\"a\":[{Many(1000, "\"x\"")}]}}")).SetArgDisplayNames("long list");
        yield return new TestCaseData(With($"{{\"a\":[\"{new string('v', 512)}\"]}}")).SetArgDisplayNames("long entry");
        yield return new TestCaseData($"[{Padded("{\"mpid\":1,\"x\":\"", 128 * 1024, "\"}")}]").SetArgDisplayNames("large batch");
        yield return new TestCaseData($"[{Padded("{\"mpid\":1,\"x\":\"", 128 * 1024, "\"}")},{Padded("{\"mpid\":1,\"x\":\"", (128 * 1024) - 3, "\"}")}]").SetArgDisplayNames("large request");
    }

    [TestCaseSource(nameof(Allowed))]
    public async Task Post_AtALimit_IsApplied(string body)
    {
        var (status, answer) = await PostAsync(body);

        Assert.That((status, answer), Is.EqualTo((202, "")));
        Assert.That(_emulator.Users, Has.Exactly(1).Items);
    }

    [Test]
    public async Task Post_FasterThanTheLimits_Is429WithBothHeaders()
    {
        var body = $"[{string.Join(',', Enumerable.Range(1, 100).Select(mpid => Batch(mpid, 0.5)))}]";

        async Task<(int Status, string Limit, string Retry)> SendAsync()
        {
            using var http = new HttpClient();
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_emulator.Address, "/v2/bulkevents"));
            request.Headers.TryAddWithoutValidation("Authorization", _basic);
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            using var response = await http.SendAsync(request);
            return (
                (int)response.StatusCode,
                response.Headers.TryGetValues("X-mp-rate-limit-exceeded", out var limit) ? limit.Single() : "",
                response.Headers.TryGetValues("Retry-After", out var retry) ? retry.Single() : "");
        }

        Assert.That((await SendAsync()).Status, Is.EqualTo(202));
        Assert.That((await SendAsync()).Status, Is.EqualTo(202));
        Assert.That(await SendAsync(), Is.EqualTo((429, "\"acceleration\"", "1")));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That((await SendAsync()).Status, Is.EqualTo(202));
        Assert.That((await SendAsync()).Status, Is.EqualTo(202));
        Assert.That(await SendAsync(), Is.EqualTo((429, "\"feed\"", "1")));
    }

    [Test]
    public async Task Post_PacedAtTheLimitAfterARamp_IsNeverRefusedAndNearsAHundredPercent()
    {
        using var http = new HttpClient();
        var body = $"[{string.Join(',', Enumerable.Range(1, 27).Select(mpid => Batch(mpid, 0.5)))}]";
        var used = 0;
        for (var tenth = 0; tenth < 200; tenth++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_emulator.Address, "/v2/bulkevents"));
            request.Headers.TryAddWithoutValidation("Authorization", _basic);
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            if ((tenth < 20 && tenth % 3 != 0) || (tenth < 40 && tenth % 3 == 2))
            {
                _time.Advance(TimeSpan.FromMilliseconds(100));
                continue;
            }

            using var response = await http.SendAsync(request);
            Assert.That((int)response.StatusCode, Is.EqualTo(202), $"at {tenth}");
            used = int.Parse(response.Headers.GetValues("X-mp-rate-limit-percentage-used").Single(), CultureInfo.InvariantCulture);
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.That(used, Is.InRange(90, 100));
    }

    [Test]
    public async Task Post_LimitLifted_TakesAnything()
    {
        await using var open = await VidoraEmulator.StartAsync(o => (o.FeedBatchesPerSecond, o.TimeProvider) = (null, _time));
        var body = $"[{string.Join(',', Enumerable.Range(1, 100).Select(mpid => Batch(mpid, 0.5)))}]";

        for (var i = 0; i < 20; i++)
        {
            Assert.That((await open.SendAsync(HttpMethod.Post, "/v2/bulkevents", body, _basic)).Status, Is.EqualTo(202));
        }
    }

    [Test]
    public async Task Post_MoreUsersThanAreKept_LetsTheOldestGo()
    {
        await using var small = await VidoraEmulator.StartAsync(o => (o.MaxUsers, o.FeedBatchesPerSecond) = (10, null));
        for (var i = 0; i < 30; i++)
        {
            await small.SendAsync(HttpMethod.Post, "/v2/bulkevents", $"[{string.Join(',', Enumerable.Range(1 + (i * 100), 100).Select(mpid => Batch(mpid, 0.5)))}]", _basic);
        }

        Assert.That(small.Users.Select(user => user.Mpid), Is.EqualTo(Enumerable.Range(2991, 10)));
        Assert.That(small.Users.Find(1), Is.Null);
    }
}
