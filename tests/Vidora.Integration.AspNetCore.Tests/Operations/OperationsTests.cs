using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Vidora.Integration.AspNetCore.Operations;
using Vidora.Integration.Emulator;

namespace Vidora.Integration.AspNetCore.Tests.Operations;

/// <summary>An operator's day on a running host: see, correct, send again, delete, erase. Nothing needs a stop.</summary>
public sealed class OperationsTests
{
    private const string Erasure =
        """{"type":"dsr_processing_request","id":"11111111-1111-1111-1111-111111111111","timestamp_ms":1,"firehose_version":"3.2.0","subject_request_id":"11111111-1111-1111-1111-111111111112","subject_request_type":"erasure","subject_identities":{"email":{"encoding":"raw","value":"jane@mail.example"}}}""";

    [Test]
    public async Task Operator_DeadLetters_AreSeenSentAgainAndPurged()
    {
        await using var host = await StartAsync();
        host.Vidora.Script.Add("POST /v1/validate", new FaultAnswer { Status = 400, Times = 2 });
        await host.PostBatchesAsync(Batches.One("first"));
        await Eventually.IsTrueAsync(async () => Total(await StatusAsync(host)) == 1);
        await host.PostBatchesAsync(Batches.One("second", "7"));
        await Eventually.IsTrueAsync(async () => Total(await StatusAsync(host)) == 2);

        var letters = (await GetAsync(host, "/vidora/dead?reason=http_400"))["dead_letters"]!.AsArray();
        Assert.That(letters.Select(letter => (string?)letter!["type"]), Is.EqualTo(new[] { "first", "second" }));
        Assert.That((string?)letters[0]!["event"]!["user_id"], Is.EqualTo(Batches.Mpid));
        var redriven = await PostAsync(host, $"/vidora/dead/redrive?id={letters[0]!["id"]}");
        Assert.That((long?)redriven["changed"], Is.EqualTo(1));
        await host.Vidora.WaitForEventsAsync(1);
        Assert.That((long?)(await PostAsync(host, "/vidora/dead/purge?reason=http_400"))["changed"], Is.EqualTo(1));

        // in = Σ outcomes
        await Eventually.IsTrueAsync(async () => (long?)(await StatusAsync(host))["events"] == 0);
        var status = await StatusAsync(host);
        Assert.That(Total(status), Is.Zero);
        Assert.That(status["outcomes"]!.AsArray().Single(outcome => (string?)outcome!["status"] == "Accepted")!["count"]!.GetValue<long>(), Is.EqualTo(1));

        static long Total(JsonNode status) => (long)status["dead_letters"]!;
    }

    [Test]
    public async Task Operator_Quarantine_IsShownMaskedReleasedAndPurged()
    {
        await using var host = await StartAsync();
        await host.PostBatchesAsync("""{"environment":"production","user_identities":{"email":"jane@mail.example"},"events":[{"event_type":"custom_event","data":{"event_name":"a"}}]}""");
        await host.Forwarder.QuarantineAsync(Encoding.UTF8.GetBytes(Batches.One("corrected")), Delivery.QuarantineReason.Unreadable);

        var items = (await GetAsync(host, "/vidora/quarantine"))["quarantine"]!.AsArray();
        Assert.That(items.Select(item => (string?)item!["reason"]), Is.EqualTo(new[] { "missing_mpid", "unreadable" }));
        Assert.That((string?)items[0]!["masked"], Is.EqualTo(
            """{"environment":"production","user_identities":{"email":"text"},"events":[{"event_type":"custom_event","data":{"event_name":"text"}}]}"""));
        var released = await PostAsync(host, "/vidora/quarantine/release?all=true");
        Assert.That(((long?)released["released"], (long?)released["remaining"]), Is.EqualTo(((long?)1, (long?)1)), "the other has no MPID still");
        await host.Vidora.WaitForEventsAsync(1);
        Assert.That((long?)(await PostAsync(host, $"/vidora/quarantine/purge?id={items[0]!["id"]}"))["purged"], Is.EqualTo(1));
        Assert.That((long?)(await StatusAsync(host))["quarantine_items"], Is.Zero);
    }

    [Test]
    public async Task Operator_Answers_AreReadableByAPerson()
    {
        await using var host = await StartAsync();
        await host.PostBatchesAsync("""{"mpid":"x1","environment":"production","events":[{"event_type":"custom_event","data":{"event_name":"a"}}]}""");

        using var request = new HttpRequestMessage(HttpMethod.Get, "/vidora/quarantine") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", "operator") } };
        using var response = await host.Http.SendAsync(request);

        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("\"reason\":\"invalid_mpid\"").And.Contain("""{\"mpid\":\"text\",""").And.Not.Contain("\\u00"));
        Assert.That(response.Headers.GetValues("X-Content-Type-Options"), Is.EqualTo(new[] { "nosniff" }));
    }

    [Test]
    public async Task Operator_Erasures_HaveAReceiptAndPersonsRequestsAreClosed()
    {
        await using var host = await StartAsync();
        host.Forwarder.Pause();
        await host.PostBatchesAsync(Batches.One("a", "1000"));
        await host.PostFirehoseAsync(Erasure);
        var receipt = await PostAsync(host, "/vidora/erasures?user=1000");
        Assert.That((long?)receipt["purged_here"]!["queue"], Is.EqualTo(1));
        Assert.That((string?)receipt["remains_elsewhere"], Does.StartWith("Vidora has not answered yet."));
        host.Forwarder.Resume();
        await Eventually.IsTrueAsync(async () => (await GetAsync(host, $"/vidora/erasures/{receipt["request"]}"))["vidora_answered_at"] is not null);
        Assert.That(host.Vidora.DeletedUsers, Is.EqualTo(new[] { "1000" }));

        var list = await GetAsync(host, "/vidora/erasures");
        Assert.That(list["erasures"]!.AsArray(), Has.Count.EqualTo(1));
        var held = list["held"]!.AsArray().Single()!;
        Assert.That((string?)held["reason"], Is.EqualTo("erasure_without_mpid"));
        Assert.That((string?)held["content"], Does.Contain("jane@mail.example"));
        Assert.That((long?)(await PostAsync(host, $"/vidora/held/close?id={held["id"]}"))["closed"], Is.EqualTo(1));
        Assert.That((long?)(await StatusAsync(host))["held_requests"], Is.Zero);
    }

    [Test]
    public async Task Operator_PauseFlushResume_MovesNothingUntilResumed()
    {
        await using var host = await StartAsync();
        await PostAsync(host, "/vidora/pause");
        await host.PostBatchesAsync(Batches.One("a"));
        var flushed = await PostAsync(host, "/vidora/flush?seconds=0");
        Assert.That(((bool?)flushed["finished"], (long?)flushed["remaining"]), Is.EqualTo(((bool?)false, (long?)1)));
        Assert.That((bool?)(await StatusAsync(host))["held"], Is.True);
        await PostAsync(host, "/vidora/resume");
        Assert.That((bool?)(await PostAsync(host, "/vidora/flush?seconds=60"))["finished"], Is.True);
        Assert.That(host.Vidora.Events, Has.Count.EqualTo(1));
    }

    [TestCase("GET", "/vidora")]
    [TestCase("GET", "/vidora/style.css")]
    [TestCase("GET", "/vidora/status")]
    [TestCase("GET", "/vidora/dead")]
    [TestCase("POST", "/vidora/dead/redrive?all=true")]
    [TestCase("POST", "/vidora/dead/purge?all=true")]
    [TestCase("GET", "/vidora/quarantine")]
    [TestCase("POST", "/vidora/quarantine/release?all=true")]
    [TestCase("POST", "/vidora/quarantine/purge?all=true")]
    [TestCase("GET", "/vidora/erasures")]
    [TestCase("POST", "/vidora/erasures?user=1")]
    [TestCase("POST", "/vidora/held/close?id=1")]
    [TestCase("POST", "/vidora/pause")]
    [TestCase("POST", "/vidora/resume")]
    [TestCase("POST", "/vidora/flush?seconds=0")]
    public async Task EveryRoute_NeedsTheCredentialAndNoOtherPage(string method, string path)
    {
        await using var host = await StartAsync();
        foreach (var header in new[] { null, "Bearer wrong", "Bearer ", "Token operator", Basic("operator", "wrong"), Basic("operator", ""), "Basic !" })
        {
            Assert.That((await SendAsync(header)).StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized), header);
        }

        Assert.That((await SendAsync(Basic("any", "operator"), request => request.Headers.Add("Origin", "http://evil.example"))).StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((await SendAsync(Basic("any", "operator"), request => request.Headers.Add("Sec-Fetch-Site", "cross-site"))).StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await host.Forwarder.Store.GetErasuresAsync(), Is.Empty);
        Assert.That((await host.Forwarder.GetStatusAsync()).IsHeld, Is.False);
        Assert.That((int)(await SendAsync(Basic("any", "operator"))).StatusCode, Is.EqualTo(200));

        async Task<HttpResponseMessage> SendAsync(string? authorization, Action<HttpRequestMessage>? change = null)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            request.Headers.TryAddWithoutValidation("Authorization", authorization is null ? [] : [authorization]);
            change?.Invoke(request);
            return await host.Http.SendAsync(request);
        }
    }

    [TestCase("/vidora/dead/purge")]
    [TestCase("/vidora/dead/purge?id=x")]
    [TestCase("/vidora/dead/purge?id=1&reason=http_400")]
    [TestCase("/vidora/quarantine/purge")]
    [TestCase("/vidora/quarantine/release")]
    [TestCase("/vidora/erasures")]
    [TestCase("/vidora/erasures?user=jane")]
    [TestCase("/vidora/held/close")]
    [TestCase("/vidora/flush?seconds=301")]
    public async Task Order_ThatIsNotClear_Is400AndChangesNothing(string path)
    {
        await using var host = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", "operator") } };
        using var response = await host.Http.SendAsync(request);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/problem+json"));
    }

    [Test]
    public async Task Page_ShowsEverythingEscaped_AndItsFormsWork()
    {
        await using var host = await StartAsync();
        host.Vidora.Script.Add("POST /v1/validate", new FaultAnswer { Status = 400, Times = 1 });
        await host.PostBatchesAsync(Batches.One("<script>alert(1)</script>"));
        await host.PostBatchesAsync("""{"<b>&":"<i>","events":[""");
        await Eventually.IsTrueAsync(async () => (long?)(await StatusAsync(host))["dead_letters"] == 1);

        var watch = Stopwatch.StartNew();
        var (page, headers) = await PageAsync(host);
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(2)), "a loaded machine is slower than the bar of 100 ms");
        Assert.That(Encoding.UTF8.GetByteCount(page), Is.LessThan(60_000));
        Assert.That(page, Does.Contain("http_400").And.Contain("Re-drive").And.Contain("Quarantine").And.Contain("Forget this user"));
        Assert.That(page, Does.Not.Contain("<b>").And.Not.Contain("<i>").And.Not.Contain("<script"));
        Assert.That(headers.GetValues("Content-Security-Policy").Single(), Does.StartWith("default-src 'none'"));

        using var form = new FormUrlEncodedContent([new("page", "true"), new("path", "/dead/redrive"), new("account", ""), new("reason", "http_400")]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/vidora/dead/redrive") { Content = form };
        request.Headers.TryAddWithoutValidation("Authorization", Basic("me", "operator"));
        request.Headers.Add("Origin", host.Http.BaseAddress!.GetLeftPart(UriPartial.Authority));
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = host.Http.BaseAddress };
        using var response = await client.SendAsync(request);
        Assert.That((response.StatusCode, response.Headers.Location!.ToString()), Is.EqualTo((HttpStatusCode.SeeOther, "/vidora?done=1%20dead%20letters%20changed.")));
        await host.Vidora.WaitForEventsAsync(1);
    }

    [Test]
    public async Task Page_WithFullTables_StaysSmall()
    {
        await using var host = await StartAsync();
        host.Forwarder.Pause();
        var store = host.Forwarder.Store;
        for (var i = 0; i < 20; i++)
        {
            var number = i.ToString(CultureInfo.InvariantCulture);
            await host.Forwarder.AcceptAsync([.. Enumerable.Range(0, 500).Select(_ => new VidoraEvent(number, "purchase"))]);
            await host.Forwarder.QuarantineAsync(Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat("{\"name\":\"value\"}", 500))}"), Delivery.QuarantineReason.Unreadable);
            await host.Forwarder.ForgetAsync(["-" + number + "1"]);
            await store.AddDeadLettersAsync([new VidoraEvent(number, "purchase")], [new SendOutcome(SendStatus.Dead, "http_4" + number)]);
        }

        var (page, _) = await PageAsync(host);
        Assert.That(Encoding.UTF8.GetByteCount(page), Is.LessThan(60_000));
        Assert.That(page, Does.Contain("10,000 events to be sent"));
    }

    [Test]
    public async Task History_OfMoreThanHalfAnHour_KeepsTheLast()
    {
        await using var host = await StartAsync();
        using var history = new OperationsHistory(host.Forwarder, TimeProvider.System);
        for (var i = 0; i < OperationsHistory.MaxPoints + 3; i++)
        {
            await history.RecordAsync();
        }

        Assert.That(history.Points, Has.Count.EqualTo(OperationsHistory.MaxPoints));
    }

    [TestCase("{\"type\":\"x\",\"a\":[1,\"b\",true,null,{}]}", "{\"type\":\"x\",\"a\":[\"number\",\"text\",\"true or false\",null,{}]}")]
    [TestCase("{\"jane@mail.example\":1}", "{\"…\":\"number\"}")]
    [TestCase("{\"a\":\"secr", "{\"a\": …")]
    [TestCase("oops jane", " (no JSON from here)")]
    [TestCase("", "")]
    public void Mask_ShowsStructureOnly(string content, string expected) =>
        Assert.That(MaskedContent.Of(Encoding.UTF8.GetBytes(content)), Is.EqualTo(expected));

    [Test]
    public async Task MapVidoraOperations_WithoutCredential_FailsAtStart()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRouting().AddVidora(options => options.ApiKey = "key").AddForwarding(options => options.QueueFile = ":memory:");
        await using var app = builder.Build();
        Assert.That(() => app.MapVidoraOperations("/vidora", _ => { }), Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("Credentials"));
        Assert.That(() => app.MapVidoraOperations("/vidora", options => options.Credentials.Add(" ")), Throws.InstanceOf<OptionsValidationException>());
    }

    private static Task<ReceivingHost> StartAsync() => ReceivingHost.StartAsync(
        account: options => options.MaxEventsPerRequest = 1,
        map: app => app.MapVidoraOperations("/vidora", options => options.Credentials.Add("operator")));

    private static string Basic(string user, string password) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));

    private static async Task<(string Page, HttpResponseHeaders Headers)> PageAsync(ReceivingHost host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/vidora");
        request.Headers.TryAddWithoutValidation("Authorization", Basic("me", "operator"));
        using var response = await host.Http.SendAsync(request);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        return (await response.Content.ReadAsStringAsync(), response.Headers);
    }

    private static async Task<JsonNode> StatusAsync(ReceivingHost host) => (await GetAsync(host, "/vidora/status"))["accounts"]![0]!;

    private static Task<JsonNode> GetAsync(ReceivingHost host, string path) => SendAsync(host, HttpMethod.Get, path);

    private static Task<JsonNode> PostAsync(ReceivingHost host, string path) => SendAsync(host, HttpMethod.Post, path);

    private static async Task<JsonNode> SendAsync(ReceivingHost host, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", "operator") } };
        using var response = await host.Http.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), string.Create(CultureInfo.InvariantCulture, $"{path}: {body}"));
        return JsonNode.Parse(body)!;
    }
}
