using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Vidora.Integration.Client;

namespace Vidora.Integration.Tests.Client;

public sealed partial class VidoraClientCallTests
{
    private const string Authentication = $"api_key={ExampleAccount.Key}&expires=2030-01-01T00%3A00&signature=";

    [Test]
    public async Task GetPipelinesAsync_Answer_IsReadTolerantly()
    {
        const string Answer = """
            [
              {"id":"vnscuql2","name":"Churn","type":"Classification","active":true,"recurring":false,"status":"complete",
               "created_at":"2020-04-05T00:00:00","last_trained_at":"2020-04-06T12:30:00Z","last_prediction_at":"2020-04-07T02:00:00+02:00",
               "owner":{"id":7},"tags":[1,2]},
              {"id":17,"name":null,"type":"Look Alike","active":"true","recurring":"maybe","status":"sleeping","created_at":"yesterday"},
              {"id":"bare"}
            ]
            """;
        using var account = new ExampleAccount().Answering(HttpStatusCode.OK, Answer);

        var pipelines = await account.CreateClient().GetPipelinesAsync();

        Assert.That(pipelines, Has.Count.EqualTo(3));
        Assert.That((pipelines[0].Id, pipelines[0].Name, pipelines[0].IsActive, pipelines[0].IsRecurring), Is.EqualTo(("vnscuql2", "Churn", (bool?)true, (bool?)false)));
        Assert.That(pipelines[0].Type, Is.EqualTo(VidoraPipelineType.Classification));
        Assert.That(pipelines[0].Status, Is.EqualTo(VidoraPipelineStatus.Complete));
        Assert.That(pipelines[0].CreatedAt, Is.EqualTo(new DateTimeOffset(2020, 4, 5, 0, 0, 0, TimeSpan.Zero)));
        Assert.That(pipelines[0].LastTrainedAt, Is.EqualTo(new DateTimeOffset(2020, 4, 6, 12, 30, 0, TimeSpan.Zero)));
        Assert.That(pipelines[0].LastPredictionAt, Is.EqualTo(new DateTimeOffset(2020, 4, 7, 0, 0, 0, TimeSpan.Zero)));
        Assert.That(pipelines[0].LastPredictionAt!.Value.Offset, Is.EqualTo(TimeSpan.Zero));
        Assert.That((pipelines[1].Id, pipelines[1].Name, pipelines[1].IsActive, pipelines[1].IsRecurring), Is.EqualTo(("17", (string?)null, (bool?)true, (bool?)null)));
        Assert.That(pipelines[1].Type, Is.EqualTo(VidoraPipelineType.LookAlike));
        Assert.That(pipelines[1].Status.ToString(), Is.EqualTo("sleeping"));
        Assert.That(pipelines[1].CreatedAt, Is.Null);
        Assert.That(pipelines[2].Type.ToString(), Is.Empty);
    }

    [TestCase(null, null, "/v1/api/pipelines?", "iOnyIUNikbxaubzz8/78YlT4KZBs8UbZFkWnBWqKXWo")]
    [TestCase(true, true, "/v1/api/pipelines?active=true&recurring=true&", "jzAK884rQRloUqiJ3AQRgYf/fSORAk2D5C9P+tv+RlA")]
    public async Task GetPipelinesAsync_Filters_AreInTheSignedQuery(bool? recurring, bool? active, string start, string signature)
    {
        using var account = new ExampleAccount().Answering(HttpStatusCode.OK, "[]");

        await account.CreateClient().GetPipelinesAsync(recurring, active);

        Assert.That(account.Sent.Single().Method, Is.EqualTo("GET"));
        Assert.That(account.Sent.Single().PathAndQuery, Is.EqualTo($"{start}{Authentication}{Uri.EscapeDataString(signature)}"));
        Assert.That(account.Sent.Single().Body, Is.Null);
    }

    [Test]
    public async Task GetPipelinesAsync_OneFilter_IsTheOnlyOne()
    {
        using var account = new ExampleAccount(secret: null).Answering(HttpStatusCode.OK, "[]");

        await account.CreateClient().GetPipelinesAsync(active: false);

        Assert.That(account.Sent.Single().PathAndQuery, Is.EqualTo($"/v1/api/pipelines?active=false&api_key={ExampleAccount.Key}"));
    }

    [Test]
    public async Task GetPredictionsAsync_FirstGeneration_IsReadAsPipelineAndScore()
    {
        using var account = new ExampleAccount().Answering(HttpStatusCode.OK, """[{"vnscuql2":0.81},{"pzy0xdbw":"0.68"},{"none":null},{"deep":{"score":0.5,"percentile":0.9}}]""");

        var predictions = await account.CreateClient().GetPredictionsAsync("u1");

        Assert.That(
            predictions.Select(prediction => (prediction.PipelineId, prediction.Score, prediction.Percentile)),
            Is.EqualTo(new[] { ("vnscuql2", 0.81, (double?)null), ("pzy0xdbw", 0.68, null), ("deep", 0.5, 0.9) }));
        Assert.That(account.Sent.Single().PathAndQuery, Does.StartWith("/v1/objects/u1/predictions?"));
    }

    [TestCase("ü 1", "/v1/objects/%C3%BC%201/predictions?")]
    [TestCase("a/b?c#d", "/v1/objects/a%2Fb%3Fc%23d/predictions?")]
    [TestCase("a+b&c=d", "/v1/objects/a%2Bb%26c%3Dd/predictions?")]
    [TestCase("a%2Fb", "/v1/objects/a%252Fb/predictions?")]
    [TestCase("\\..\\x", "/v1/objects/%5C..%5Cx/predictions?")]
    [TestCase("\u200E1", "/v1/objects/%E2%80%8E1/predictions?")]
    public async Task GetPredictionsAsync_IdWithSpecialCharacters_IsPercentEncodedInThePath(string id, string start)
    {
        using var account = new ExampleAccount().Answering(HttpStatusCode.OK, "[]");

        await account.CreateClient().GetPredictionsAsync(id);

        Assert.That(account.Sent.Single().PathAndQuery, Does.StartWith(start));
    }

    [Test]
    public async Task GetPredictionsAsync_IdOutsideAscii_IsSignedBeforePercentEncoding()
    {
        using var account = new ExampleAccount().Answering(HttpStatusCode.OK, "[]");

        await account.CreateClient().GetPredictionsAsync("ü 1");

        var expected = VidoraSigner.Sign(
            ExampleAccount.Secret,
            "GET",
            "/v1/objects/ü 1/predictions",
            [new("api_key", ExampleAccount.Key), new("expires", "2030-01-01T00:00")],
            []);
        Assert.That(account.Sent.Single().PathAndQuery, Does.EndWith($"&signature={Uri.EscapeDataString(expected)}"));
    }

    [TestCase("""{"score":0.81,"percentile":0.93}""", 0.81, 0.93)]
    [TestCase("""[{"score":0.81,"percentile":0.93}]""", 0.81, 0.93)]
    [TestCase("""{"score":"0.81","model":{"version":3}}""", 0.81, null)]
    [TestCase("""{"score":-12.5,"percentile":null}""", -12.5, null)]
    [TestCase("0.81", 0.81, null)]
    public async Task GetPredictionAsync_LatestGeneration_IsReadTolerantly(string answer, double score, double? percentile)
    {
        using var account = new ExampleAccount().Answering(HttpStatusCode.OK, answer);

        var prediction = await account.CreateClient().GetPredictionAsync("u 1", "vnscuql2");

        Assert.That((prediction!.PipelineId, prediction.Score, prediction.Percentile), Is.EqualTo(("vnscuql2", score, percentile)));
        Assert.That(account.Sent.Single().PathAndQuery, Does.StartWith("/v1/items/u%201/pipelines/vnscuql2/predictions?"));
    }

    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("null")]
    [TestCase("""{"score":null,"percentile":0.4}""")]
    public async Task GetPredictionAsync_AnswerWithoutScore_IsNull(string answer)
    {
        using var account = new ExampleAccount().Answering(HttpStatusCode.OK, answer);

        Assert.That(await account.CreateClient().GetPredictionAsync("u1", "p"), Is.Null);
    }

    [TestCase("not json")]
    [TestCase("[[[[[")]
    [TestCase("<html>maintenance</html>")]
    public void GetPredictionsAsync_AnswerOfAnotherService_IsASetupFault(string answer)
    {
        using var account = new ExampleAccount().Answering(HttpStatusCode.OK, answer);

        Assert.That(
            () => account.CreateClient().GetPredictionsAsync("u1"),
            Throws.TypeOf<VidoraApiException>().With.Property("IsAccountFault").True.And.Message.Contains("Check BaseAddress"));
    }

    [TestCase("")]
    [TestCase("{}")]
    [TestCase("[1]")]
    [TestCase("""[{"p":true}]""")]
    [TestCase("""[{"p":1e999}]""")]
    [TestCase("""[{"p":"NaN"}]""")]
    [TestCase("""[{"\ud800":0.5}]""")]
    public void GetPredictionsAsync_AnswerThatIsNone_Throws(string answer)
    {
        using var account = new ExampleAccount().Answering(HttpStatusCode.OK, answer);

        var exception = Assert.ThrowsAsync<VidoraApiException>(() => account.CreateClient().GetPredictionsAsync("u1"))!;

        Assert.That((exception.StatusCode, exception.IsTransient, exception.IsAccountFault), Is.EqualTo(((int?)200, false, false)));
        Assert.That(exception.Message, Is.EqualTo("Vidora get_predictions: the answer is not what the API documents."));
        Assert.That(exception.InnerException, Is.Null);
    }

    [Test]
    public void GetPipelinesAsync_PipelineWithoutId_Throws()
    {
        using var account = new ExampleAccount().Answering(HttpStatusCode.OK, """[{"name":"Churn"}]""");

        Assert.That(() => account.CreateClient().GetPipelinesAsync(), Throws.TypeOf<VidoraApiException>());
    }

    [Test]
    public void GetPredictionsAsync_AnswerOverTheLimit_ThrowsInsteadOfReadingOn()
    {
        using var account = new ExampleAccount().Answering(HttpStatusCode.OK, $"[{new string(' ', 2 * 1024 * 1024)}]");

        Assert.That(() => account.CreateClient().GetPredictionsAsync("u1"), Throws.TypeOf<VidoraApiException>().With.Message.Contains("1048576"));
    }

    [Test]
    public async Task GetPredictionsAsync_AnswerOfExactlyTheLimit_IsRead()
    {
        using var account = new ExampleAccount().Answering(HttpStatusCode.OK, $"[{new string(' ', 1024 * 1024 - 2)}]");

        Assert.That(await account.CreateClient().GetPredictionsAsync("u1"), Is.Empty);
    }

    [Test]
    public async Task GetPredictionsAsync_AnswerWithAByteOrderMark_IsRead()
    {
        using var account = new ExampleAccount().Answering(HttpStatusCode.OK, "\uFEFF[{\"vnscuql2\":0.81}]");

        Assert.That((await account.CreateClient().GetPredictionsAsync("u1")).Single().Score, Is.EqualTo(0.81));
    }

    [Test]
    public void Calls_EachOfThem_IsNamedInItsFailure()
    {
        using var account = new ExampleAccount().Answering(HttpStatusCode.InternalServerError);
        var client = account.CreateClient();
        (string Name, Func<Task> Call)[] calls =
        [
            ("get_pipelines", () => client.GetPipelinesAsync()),
            ("get_predictions", () => client.GetPredictionsAsync("u")),
            ("get_prediction", () => client.GetPredictionAsync("u", "p")),
            ("request_erasure", () => client.RequestErasureAsync(["u"])),
            ("get_erasure_status", () => client.GetErasureStatusAsync("r")),
            ("add_deleted_users", () => client.AddDeletedUsersAsync(["u"])),
            ("get_deleted_users", () => client.GetDeletedUsersAsync()),
        ];

        foreach (var (name, call) in calls)
        {
            Assert.That(
                async () => await call(),
                Throws.TypeOf<VidoraApiException>().With.Message.EqualTo($"Vidora {name} failed: http_500. The same call may succeed later."));
        }
    }

    [TestCase(404)]
    [TestCase(410)]
    public void Calls_DataAboutOneThatIsNotThere_IsNoFaultOfTheAccount(int status)
    {
        using var account = new ExampleAccount().Answering((HttpStatusCode)status);
        var client = account.CreateClient();

        Assert.That(() => client.GetPredictionAsync("u", "p"), Throws.TypeOf<VidoraApiException>().With.Property("IsAccountFault").False);
        Assert.That(() => client.GetErasureStatusAsync("r"), Throws.TypeOf<VidoraApiException>().With.Property("IsAccountFault").False);
        Assert.That(() => client.GetPipelinesAsync(), Throws.TypeOf<VidoraApiException>().With.Property("IsAccountFault").True);
    }

    [TestCase("", "empty")]
    [TestCase(".", "An address cannot hold")]
    [TestCase("..", "An address cannot hold")]
    public void Calls_IdThatNoAddressCanHold_ThrowBeforeSending(string id, string message)
    {
        using var account = new ExampleAccount().Answering(HttpStatusCode.OK, "[]");
        var client = account.CreateClient();

        Assert.That(() => client.GetPredictionsAsync(id), Throws.ArgumentException.With.Property("ParamName").EqualTo("objectId").And.Message.Contains(message));
        Assert.That(() => client.GetPredictionAsync(id, "p"), Throws.ArgumentException.With.Property("ParamName").EqualTo("entityId"));
        Assert.That(() => client.GetPredictionAsync("u", id), Throws.ArgumentException.With.Property("ParamName").EqualTo("pipelineId"));
        Assert.That(() => client.GetErasureStatusAsync(id), Throws.ArgumentException.With.Property("ParamName").EqualTo("requestId"));
        Assert.That(account.Sent, Is.Empty);
    }

    [Test]
    public async Task RequestErasureAsync_Users_ArePostedWithTheRequestIdAndSigned()
    {
        var requestId = Guid.Parse("6f2c1a9e-2c41-4e0e-9c63-0b1f6f3a5d11");
        using var account = new ExampleAccount().Answering(HttpStatusCode.OK, $"\"{requestId}\"");

        var answered = await account.CreateClient().RequestErasureAsync(["a", "ü\"b"], requestId);

        var sent = account.Sent.Single();
        var expected = VidoraSigner.Sign(
            ExampleAccount.Secret,
            "POST",
            "/v1/api/erasure_requests",
            [new("api_key", ExampleAccount.Key), new("expires", "2030-01-01T00:00")],
            [System.Text.Encoding.UTF8.GetBytes(sent.Body!)]);
        Assert.That(answered, Is.EqualTo(requestId.ToString()));
        Assert.That(sent.Method, Is.EqualTo("POST"));
        Assert.That(sent.Body, Is.EqualTo($$"""{"request_id":"{{requestId}}","user_ids":["a","ü\"b"]}"""));
        Assert.That(sent.ContentType, Is.EqualTo("application/json"));
        Assert.That(sent.PathAndQuery, Is.EqualTo($"/v1/api/erasure_requests?{Authentication}{Uri.EscapeDataString(expected)}"));
    }

    [Test]
    public async Task RequestErasureAsync_WithoutRequestId_MakesAVersion4One()
    {
        using var account = new ExampleAccount();
        account.Answering(_ => new HttpResponseMessage
        {
            Content = new StringContent($"\"{JsonDocument.Parse(account.Sent.Single().Body!).RootElement.GetProperty("request_id").GetString()!.ToUpperInvariant()}\""),
        });

        var answered = await account.CreateClient().RequestErasureAsync(["a"]);

        Assert.That(answered, Does.Match(Version4()));
        Assert.That(JsonDocument.Parse(account.Sent.Single().Body!).RootElement.GetProperty("request_id").GetString(), Is.EqualTo(answered));
    }

    [TestCase("")]
    [TestCase("{}")]
    [TestCase("""{"accepted":true}""")]
    [TestCase("\"6f2c1a9e-2c41-4e0e-9c63-0b1f6f3a5d12\"")]
    [TestCase("""{"request_id":null}""")]
    [TestCase("<html>maintenance</html>")]
    public void RequestErasureAsync_AnswerWithoutTheIdThatWasSent_IsAFailedCall(string answer)
    {
        using var account = new ExampleAccount().Answering(HttpStatusCode.OK, answer);

        Assert.That(
            () => account.CreateClient().RequestErasureAsync(["a"], Guid.Parse("6f2c1a9e-2c41-4e0e-9c63-0b1f6f3a5d11")),
            Throws.TypeOf<VidoraApiException>().With.Property("StatusCode").EqualTo(200));
    }

    [TestCase("\"completed\"", "completed")]
    [TestCase("""{"request_id":"x","status":"pending"}""", "pending")]
    [TestCase("""{"request_status":"in_progress"}""", "in_progress")]
    [TestCase("{}", "")]
    public async Task GetErasureStatusAsync_Answer_IsReadTolerantly(string answer, string expected)
    {
        using var account = new ExampleAccount().Answering(HttpStatusCode.OK, answer);

        var status = await account.CreateClient().GetErasureStatusAsync("6f2c1a9e");

        Assert.That(status, Is.EqualTo(expected));
        Assert.That(account.Sent.Single().PathAndQuery, Does.StartWith("/v1/api/erasure_requests/6f2c1a9e?"));
    }

    [Test]
    public async Task AddDeletedUsersAsync_Users_ArePostedAndTheAddedOnesReturned()
    {
        using var account = new ExampleAccount().Answering(HttpStatusCode.OK, """["a",9223372036854775807]""");

        var added = await account.CreateClient().AddDeletedUsersAsync(["a", "9223372036854775807"]);

        Assert.That(added, Is.EqualTo(new[] { "a", "9223372036854775807" }));
        Assert.That(account.Sent.Single().Method, Is.EqualTo("POST"));
        Assert.That(account.Sent.Single().Body, Is.EqualTo("""{"user_ids":["a","9223372036854775807"]}"""));
        Assert.That(account.Sent.Single().PathAndQuery, Does.StartWith("/v1/api/deleted_users?"));
    }

    [Test]
    public async Task GetDeletedUsersAsync_LongList_IsRead()
    {
        var ids = Enumerable.Range(0, 120_000).Select(i => $"\"user-{i:D12}\"");
        using var account = new ExampleAccount().Answering(HttpStatusCode.OK, $"[{string.Join(',', ids)}]");

        var users = await account.CreateClient().GetDeletedUsersAsync();

        Assert.That(users, Has.Count.EqualTo(120_000));
        Assert.That(account.Sent.Single().Method, Is.EqualTo("GET"));
        Assert.That(account.Sent.Single().PathAndQuery, Does.StartWith("/v1/api/deleted_users?"));
    }

    [Test]
    public void PrivacyCalls_WithoutSecret_FailBeforeAnythingIsSent()
    {
        using var account = new ExampleAccount(secret: null).Answering(HttpStatusCode.OK, "[]");
        var client = account.CreateClient();
        Func<Task>[] calls =
        [
            () => client.RequestErasureAsync(["a"]),
            () => client.GetErasureStatusAsync("x"),
            () => client.AddDeletedUsersAsync(["a"]),
            () => client.GetDeletedUsersAsync(),
        ];

        foreach (var call in calls)
        {
            Assert.That(
                async () => await call(),
                Throws.TypeOf<VidoraApiException>().With.Property("IsAccountFault").True.And.Message.Contains("Nothing was sent. Set options.ApiSecret"));
        }

        Assert.That(account.Sent, Is.Empty);
    }

    [Test]
    public void PrivacyCalls_WithoutUsers_ThrowBeforeAnythingIsSent()
    {
        using var account = new ExampleAccount().Answering(HttpStatusCode.OK, "[]");
        var client = account.CreateClient();

        Assert.That(() => client.RequestErasureAsync(null!), Throws.ArgumentNullException);
        Assert.That(() => client.RequestErasureAsync([]), Throws.ArgumentException.With.Message.Contains("at least one user id"));
        Assert.That(() => client.RequestErasureAsync(["a", ""]), Throws.ArgumentException);
        Assert.That(() => client.AddDeletedUsersAsync([]), Throws.ArgumentException);
        Assert.That(account.Sent, Is.Empty);
    }

    [TestCase(400, false, false)]
    [TestCase(401, false, true)]
    [TestCase(403, false, true)]
    [TestCase(404, false, false)]
    [TestCase(408, true, false)]
    [TestCase(413, false, false)]
    [TestCase(429, true, false)]
    [TestCase(500, true, false)]
    [TestCase(503, true, false)]
    [TestCase(302, false, true)]
    public void Calls_StatusThatIsNoSuccess_ThrowWithItsMeaning(int status, bool isTransient, bool isAccountFault)
    {
        using var account = new ExampleAccount().Answering((HttpStatusCode)status, "the body of the answer", "7");

        var exception = Assert.ThrowsAsync<VidoraApiException>(() => account.CreateClient().GetPredictionsAsync("some-user"))!;

        Assert.That((exception.StatusCode, exception.IsTransient, exception.IsAccountFault), Is.EqualTo(((int?)status, isTransient, isAccountFault)));
        Assert.That(exception.RetryAfter, Is.EqualTo(TimeSpan.FromSeconds(7)));
        Assert.That(exception.ToString(), Does.Contain($"http_{status}"));
        foreach (var secret in new[] { ExampleAccount.Key, ExampleAccount.Secret, "signature", "vidora.com", "some-user", "the body" })
        {
            Assert.That(exception.ToString(), Does.Not.Contain(secret));
        }

        Assert.That(account.Sent, Has.Count.EqualTo(1));
    }

    [Test]
    public void Calls_InvalidSignatureInsideASuccess_ThrowASetupFault()
    {
        using var account = new ExampleAccount().Answering(HttpStatusCode.OK, """{"error":"Invalid signature"}""");

        var exception = Assert.ThrowsAsync<VidoraApiException>(() => account.CreateClient().GetPipelinesAsync())!;

        Assert.That((exception.IsAccountFault, exception.StatusCode), Is.EqualTo((true, (int?)200)));
    }

    [Test]
    public void Calls_FailureWhoseTextHoldsTheAddress_ThrowWithoutIt()
    {
        using var account = new ExampleAccount().Failing(new HttpRequestException($"cannot reach https://api-us.vidora.com/?api_key={ExampleAccount.Key}"));

        var exception = Assert.ThrowsAsync<VidoraApiException>(() => account.CreateClient().GetPipelinesAsync())!;

        Assert.That((exception.IsTransient, exception.StatusCode), Is.EqualTo((true, (int?)null)));
        Assert.That(exception.ToString(), Does.Not.Contain(ExampleAccount.Key).And.Not.Contain("api-us"));
    }

    [Test]
    public void Calls_Cancelled_ThrowTheCancellation()
    {
        using var account = new ExampleAccount().Answering(HttpStatusCode.OK, "[]");

        Assert.That(() => account.CreateClient().GetPipelinesAsync(cancellationToken: new CancellationToken(true)), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void Constructor_WithoutKey_ThrowsSayingWhatToSet()
    {
        using var http = new HttpClient();

        Assert.That(
            () => new VidoraClient(http, new VidoraOptions()),
            Throws.TypeOf<OptionsValidationException>().With.Message.Contains("ApiKey").And.Message.Contains("Set "));
        Assert.That(() => new VidoraClient(null!, new VidoraOptions { ApiKey = "k" }), Throws.ArgumentNullException);
        Assert.That(() => new VidoraClient(http, null!), Throws.ArgumentNullException);
    }

    [Test]
    public async Task Double_OverriddenCall_NeedsNoAccount()
    {
        var client = new Double();

        Assert.That(await client.GetDeletedUsersAsync(), Is.EqualTo(new[] { "a" }));
        Assert.That(() => client.GetPipelinesAsync(), Throws.TypeOf<NotSupportedException>().With.Message.Contains("Override the method"));
        Assert.That(() => client.SendEventsAsync(ExampleAccount.Events(1)), Throws.TypeOf<NotSupportedException>());
        Assert.That(() => client.AddDeletedUsersAsync(["a"]), Throws.TypeOf<NotSupportedException>());
    }

    [Test]
    public void Calls_AllOfThem_CanBeCancelledAndReplaced()
    {
        var calls = typeof(VidoraClient).GetMethods().Where(method => method.Name.EndsWith("Async", StringComparison.Ordinal)).ToList();

        Assert.That(calls, Has.Count.EqualTo(8));
        Assert.That(calls, Has.All.Property("IsVirtual").True);
        Assert.That(calls.Select(call => call.GetParameters()[^1].ParameterType), Has.All.EqualTo(typeof(CancellationToken)));
    }

    [GeneratedRegex("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")]
    private static partial Regex Version4();

    private sealed class Double : VidoraClient
    {
        public override Task<IReadOnlyList<string>> GetDeletedUsersAsync(CancellationToken cancellationToken = default) =>
            Task.FromResult<IReadOnlyList<string>>(["a"]);
    }
}
