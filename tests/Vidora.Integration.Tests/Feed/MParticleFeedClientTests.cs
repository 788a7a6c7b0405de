using Vidora.Integration.MParticle;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using RichardSzalay.MockHttp;

namespace Vidora.Integration.Tests.Feed;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class MParticleFeedClientTests : IDisposable
{
    private readonly ExampleFeed _feed = new();

    public void Dispose() => _feed.Dispose();

    [Test]
    public async Task WriteAsync_User_IsTheDocumentedBatch()
    {
        _feed.Answering(HttpStatusCode.Accepted);
        var result = await _feed.CreateClient().WriteAsync([ExampleFeed.User(-7346244611012968789, "run-1")]);
        var (request, body) = _feed.Sent.Single();
        Assert.That(body, Is.EqualTo(
            """[{"environment":"production","mpid":-7346244611012968789,"source_request_id":"run-1","user_attributes":{"$intelligent_attribute:vidora:sample_pipeline__score":0.81,"$intelligent_attribute:vidora:sample_pipeline__percentile":0.93}}]"""));
        Assert.That(request.Method, Is.EqualTo(HttpMethod.Post));
        Assert.That(request.RequestUri!.AbsoluteUri, Is.EqualTo("https://inbound.mparticle.com/s2s/v2/bulkevents"));
        Assert.That(request.Content!.Headers.ContentType!.ToString(), Is.EqualTo("application/json"));
        Assert.That(request.Headers.Authorization, Is.EqualTo(new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{ExampleFeed.Key}:{ExampleFeed.Secret}")))));
        Assert.That(result.AllAccepted, Is.True);
        Assert.That((result.Count, result.Bytes), Is.EqualTo((1, (long)Encoding.UTF8.GetByteCount(body))));
    }

    [Test]
    public async Task WriteAsync_OtherHostAndEnvironment_AreUsed()
    {
        _feed.Answering(HttpStatusCode.Accepted);
        _feed.Options.Environment = MParticleEnvironment.Development;
        _feed.Options.Host = MParticleFeedHost.CustomEu1;
        var result = await _feed.CreateClient().WriteAsync([new UserPrediction(long.MaxValue, ExampleFeed.Score, 0.5)]);
        Assert.That(result.AllAccepted, Is.True);
        Assert.That(_feed.Sent.Single().Request.RequestUri!.AbsoluteUri, Is.EqualTo("https://s2s.eu1.mparticle.com/v2/bulkevents"));
        Assert.That(_feed.Sent.Single().Body, Is.EqualTo(
            """[{"environment":"development","mpid":9223372036854775807,"user_attributes":{"$intelligent_attribute:vidora:sample_pipeline__score":0.5}}]"""));
    }

    [Test]
    public async Task WriteAsync_NameInAnyScript_IsEscapedOnceAndReadBack()
    {
        _feed.Answering(HttpStatusCode.Accepted);
        var column = new PredictionColumn("Покупка 購入");
        await _feed.CreateClient().WriteAsync([new UserPrediction(1, column, 1)]);
        var attributes = JsonNode.Parse(_feed.Sent.Single().Body)![0]!["user_attributes"]!.AsObject();
        Assert.That(attributes.Single().Key, Is.EqualTo(column.Attribute.ToString()));
    }

    [TestCase(0, new int[0])]
    [TestCase(100, new[] { 100 })]
    [TestCase(101, new[] { 100, 1 })]
    [TestCase(250, new[] { 100, 100, 50 })]
    public async Task WriteAsync_ManyUsers_AreSplitByCountInOrder(int count, int[] expected)
    {
        _feed.Answering(HttpStatusCode.Accepted);
        var results = await WriteAllAsync(ExampleFeed.Users(count));
        Assert.That(_feed.Sent.Select(sent => JsonNode.Parse(sent.Body)!.AsArray().Count), Is.EqualTo(expected));
        Assert.That(_feed.SentBatches().Select(batch => batch.GetProperty("mpid").GetInt64()), Is.EqualTo(Enumerable.Range(1, count)));
        Assert.That(results.Select(result => result.Count), Is.EqualTo(expected));
    }

    [Test]
    public async Task WriteAsync_LargeUsers_AreSplitByBytes()
    {
        _feed.Answering(HttpStatusCode.Accepted);
        var results = await WriteAllAsync([.. Enumerable.Range(1, 10).Select(i => Large(i, 50_000))]);
        Assert.That(results.Sum(result => result.Count), Is.EqualTo(10));
        Assert.That(_feed.Sent.Select(sent => Encoding.UTF8.GetByteCount(sent.Body)), Is.All.LessThanOrEqualTo(256_000).And.All.GreaterThan(100_000));
        Assert.That(_feed.SentBatches().Select(batch => batch.GetProperty("mpid").GetInt64()), Is.EqualTo(Enumerable.Range(1, 10)));
        Assert.That(_feed.Sent, Has.Count.EqualTo(results.Count).And.Count.EqualTo(2));
    }

    [Test]
    public async Task WriteAsync_UserOverALimit_IsNotSentAndTheOthersAre()
    {
        _feed.Answering(HttpStatusCode.Accepted);
        var tooMany = Enumerable.Range(0, 101).Select(i => new PredictionColumn("P", $"Column {i}")).ToArray();
        var results = await WriteAllAsync(
            [ExampleFeed.User(1), Large(2, 130_000), ExampleFeed.User(3), new UserPrediction(4, tooMany, new PredictionNumber[101]), ExampleFeed.User(5)]);
        Assert.That(results.Select(result => result.Outcome.ToString()), Is.EqualTo(new[]
        {
            "Accepted (http_202)", "Rejected (batch_too_large)", "Accepted (http_202)", "Rejected (too_many_attributes)", "Accepted (http_202)",
        }));
        Assert.That((results[1].Outcome.HttpStatus, results[1].Bytes), Is.EqualTo(((int?)null, 0L)));
        Assert.That(_feed.SentBatches().Select(batch => batch.GetProperty("mpid").GetInt64()), Is.EqualTo(new[] { 1, 3, 5 }));
    }

    [Test]
    public async Task Measure_Users_SaysWhatWriteWouldSend()
    {
        _feed.Answering(HttpStatusCode.Accepted);
        var client = _feed.CreateClient();
        var users = ExampleFeed.Users(230);
        var size = client.Measure(users);
        Assert.That(_feed.Sent, Is.Empty);
        var results = await WriteAllAsync(users);
        Assert.That(size, Is.EqualTo((results.Count, results.Sum(result => result.Bytes))));
    }

    [TestCase(200, SendStatus.AccountFault)]
    [TestCase(202, SendStatus.Accepted)]
    [TestCase(302, SendStatus.AccountFault)]
    [TestCase(400, SendStatus.Rejected)]
    [TestCase(401, SendStatus.AccountFault)]
    [TestCase(402, SendStatus.AccountFault)]
    [TestCase(403, SendStatus.AccountFault)]
    [TestCase(404, SendStatus.AccountFault)]
    [TestCase(405, SendStatus.AccountFault)]
    [TestCase(408, SendStatus.Retry)]
    [TestCase(413, SendStatus.Rejected)]
    [TestCase(422, SendStatus.Rejected)]
    [TestCase(425, SendStatus.Retry)]
    [TestCase(429, SendStatus.Retry)]
    [TestCase(500, SendStatus.Retry)]
    [TestCase(503, SendStatus.Retry)]
    [TestCase(599, SendStatus.Retry)]
    [TestCase(600, SendStatus.Retry)]
    [TestCase(999, SendStatus.Retry)]
    public async Task WriteAsync_Answer_HasItsMeaning(int status, SendStatus expected)
    {
        _feed.Answering((HttpStatusCode)status);
        var result = await _feed.CreateClient().WriteAsync(ExampleFeed.Users(2));
        Assert.That((result.Count, result.Outcome.Status), Is.EqualTo((2, expected)));
        Assert.That(result.Outcome.Reason, Is.EqualTo($"http_{status}"));
        Assert.That(_feed.Sent, Has.Count.EqualTo(1));
    }

    [TestCase("Retry-After", "17", 17)]
    [TestCase("RetryAfter", "17", 17)]
    [TestCase("Retry-After", "0.5", 0.5)]
    [TestCase("Retry-After", "-3", null)]
    [TestCase("Retry-After", "soon", null)]
    [TestCase("Retry-After", "", null)]
    [TestCase("Retry-After", "99999999999999999999", 86400)]
    [TestCase("Retry-After", "Sat, 01 Aug 2026 12:01:30 GMT", 90)]
    [TestCase("RetryAfter", "Sat, 01 Aug 2026 12:01:30 GMT", 90)]
    [TestCase("Retry-After", "Sat, 01 Aug 2026 11:00:00 GMT", 0)]
    public async Task WriteAsync_RetryAfter_IsReadInBothFormsAndSpellings(string header, string value, double? seconds)
    {
        _feed.Answering(HttpStatusCode.TooManyRequests, "", (header, value));
        var outcome = (await _feed.CreateClient().WriteAsync(ExampleFeed.Users(1))).Outcome;
        Assert.That(outcome.RetryAfter?.TotalSeconds, Is.EqualTo(seconds));
    }

    [TestCase("\"org\"", "org")]
    [TestCase("“acceleration”", "acceleration")]
    [TestCase("feed", "feed")]
    [TestCase("\"System\"", "system")]
    [TestCase("someone@example.test", "other")]
    public async Task WriteAsync_ExceededLimit_IsReadWithoutQuotes(string value, string expected)
    {
        _feed.Answering(HttpStatusCode.TooManyRequests, "", ("X-mp-rate-limit-exceeded", value));
        Assert.That((await _feed.CreateClient().WriteAsync(ExampleFeed.Users(1))).Outcome.ExceededLimit, Is.EqualTo(expected));
    }

    [TestCase("40", 40)]
    [TestCase("92.5%", 92)]
    [TestCase("much", null)]
    public async Task WriteAsync_PercentageUsed_IsReadFromAnAcceptedAnswer(string value, int? expected)
    {
        _feed.Answering(HttpStatusCode.Accepted, "", ("X-mp-rate-limit-percentage-used", value));
        Assert.That((await _feed.CreateClient().WriteAsync(ExampleFeed.Users(1))).Outcome.RateLimitPercentageUsed, Is.EqualTo(expected));
    }

    [TestCase("""{"errors":[{"code":"BAD_REQUEST","message":"mpid is wrong"}]}""", "mpid is wrong")]
    [TestCase("""{"errors":[{"code":"BAD_REQUEST"},{"message":"second"}]}""", "BAD_REQUEST; second")]
    [TestCase("{\"errors\":[{\"message\":\"two\\nlines\\u001b[31m\"}]}", "two lines [31m")]
    [TestCase("""{"errors":[]}""", null)]
    [TestCase("""{"errors":"no list"}""", null)]
    [TestCase("""{"errors":[17]}""", null)]
    [TestCase("<html>", null)]
    [TestCase("", null)]
    public async Task WriteAsync_ErrorBody_GivesItsMessage(string body, string? expected)
    {
        _feed.Answering(HttpStatusCode.BadRequest, body);
        Assert.That((await _feed.CreateClient().WriteAsync(ExampleFeed.Users(1))).Outcome.Message, Is.EqualTo(expected));
    }

    [Test]
    public async Task WriteAsync_EndlessErrorBody_IsCut()
    {
        _feed.Answering(HttpStatusCode.BadRequest, $$"""{"errors":[{"message":"{{new string('x', 10_000)}}"}]}""");
        Assert.That((await _feed.CreateClient().WriteAsync(ExampleFeed.Users(1))).Outcome.Message, Has.Length.EqualTo(500));
    }

    [Test]
    public async Task WriteAsync_NetworkFailure_IsTransient()
    {
        _feed.Http.When("*").Throw(new HttpRequestException("https://inbound.mparticle.com broke"));
        Assert.That((await _feed.CreateClient().WriteAsync(ExampleFeed.Users(1))).Outcome.ToString(), Is.EqualTo("Retry (network_failure)"));
    }

    [Test]
    public async Task WriteAsync_FailureNobodyKnows_IsTransient()
    {
        _feed.Http.When("*").Throw(new NotSupportedException());
        Assert.That((await _feed.CreateClient().WriteAsync(ExampleFeed.Users(1))).Outcome.ToString(), Is.EqualTo("Retry (unexpected_failure)"));
    }

    [Test]
    public async Task WriteAsync_NoAnswerInTime_IsTransient()
    {
        _feed.Http.When("*").Respond(async request =>
        {
            _feed.Time.Advance(_feed.Options.RequestTimeout);
            await Task.Yield();
            throw new TaskCanceledException();
        });
        Assert.That((await _feed.CreateClient().WriteAsync(ExampleFeed.Users(1))).Outcome.ToString(), Is.EqualTo("Retry (timeout)"));
    }

    [Test]
    public void WriteAsync_Cancelled_Throws()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.That(() => _feed.CreateClient().WriteAsync(ExampleFeed.Users(1), cancelled.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void WriteAsync_NullUser_Throws() =>
        Assert.That(() => _feed.CreateClient().WriteAsync([ExampleFeed.User(1), null!]), Throws.ArgumentException);

    [Test]
    public void Identity_OtherKeyHostOrEnvironment_IsAnother()
    {
        var first = _feed.CreateClient().Identity;
        Assert.That(_feed.CreateClient().Identity, Is.EqualTo(first).And.Length.EqualTo(16));
        _feed.Options.Secret = "other";
        Assert.That(_feed.CreateClient().Identity, Is.EqualTo(first));
        _feed.Options.Environment = MParticleEnvironment.Development;
        var development = _feed.CreateClient().Identity;
        _feed.Options.Host = MParticleFeedHost.Custom;
        var custom = _feed.CreateClient().Identity;
        _feed.Options.Key = "other";
        Assert.That(new[] { first, development, custom, _feed.CreateClient().Identity }, Is.Unique);
    }

    [Test]
    public void Constructor_WrongOptions_SaysWhichWithoutSecrets()
    {
        using var http = new HttpClient();
        var options = new MParticleFeedOptions { Key = "key:with-colon", Secret = "secret\n", RequestTimeout = TimeSpan.Zero, Environment = new("staging") };
        var failure = Assert.Throws<OptionsValidationException>(() => _ = new MParticleFeedClient(http, options))!;
        Assert.That(failure.Failures.Count(), Is.EqualTo(4));
        Assert.That(failure.Message, Does.Contain(".Key").And.Contain(".Secret").And.Contain("staging").And.Contain(".RequestTimeout"));
        Assert.That(failure.Message, Does.Not.Contain("with-colon").And.Not.Contain("secret\n"));
        Assert.That(Assert.Throws<OptionsValidationException>(() => _ = new MParticleFeedClient(http, new MParticleFeedOptions()))!.Failures.Count(), Is.EqualTo(2));
    }

    private async Task<List<SendResult<UserPrediction>>> WriteAllAsync(IReadOnlyList<UserPrediction> users)
    {
        var client = _feed.CreateClient();
        var results = new List<SendResult<UserPrediction>>();
        for (var rest = users; rest.Count > 0; rest = results[^1].Rest)
        {
            results.Add(await client.WriteAsync(rest));
        }

        return results;
    }

    private static UserPrediction Large(long mpid, int bytes)
    {
        var values = new List<PredictionNumber>();
        var columns = new List<PredictionColumn>();
        for (var left = bytes; left > 0; left -= 4000)
        {
            columns.Add(new PredictionColumn("P", $"Column {columns.Count}"));
            Assert.That(PredictionNumber.TryParse("0." + new string('1', Math.Min(left, 4000)), out var value), Is.True);
            values.Add(value);
        }

        return new UserPrediction(mpid, columns, values);
    }
}
