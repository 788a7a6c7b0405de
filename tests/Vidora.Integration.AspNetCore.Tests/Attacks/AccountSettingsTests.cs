using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Vidora.Integration.Delivery;
using Vidora.Integration.Emulator;

namespace Vidora.Integration.AspNetCore.Tests.Attacks;

/// <summary>
/// A sender smuggles keys through <c>account_settings</c> of a Firehose message, to send events under another account, to
/// another host, or to fill this one with accounts. A message can only name an account that is registered here, by its exact key and
/// secret; what it brings otherwise goes nowhere, leaves nothing behind and is told to nobody.
/// </summary>
public sealed class AccountSettingsTests
{
    [Test]
    public async Task AccountSettings_ByDefault_AreNotEvenLookedAt()
    {
        await using var host = await ReceivingHost.StartAsync();
        await host.PostFirehoseAsync(Batches.Firehose("seen", """{"apiKey":"somebody-else","baseAddress":"http://evil.example"}"""));
        await host.Vidora.WaitForEventsAsync(1);
        Assert.That(host.Vidora.Events.Single().Type, Is.EqualTo("seen"));
    }

    [Test]
    public async Task AccountSettings_FromSettings_ChooseAmongTheAccountsOfTheHost()
    {
        await using var europe = await StartEuropeAsync();
        await using var asia = await VidoraEmulator.StartAsync(options => options.ApiKey = "key-asia");
        await using var host = await StartWithAccountsAsync(europe, asia);
        Assert.That((await host.PostFirehoseAsync(Batches.Firehose("to-europe", Settings("key-europe", "secret-europe")))).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await host.PostFirehoseAsync(Batches.Firehose("to-asia", Settings("key-asia", "anything")))).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await host.PostFirehoseAsync(Batches.Firehose("to-host", Settings(host.Vidora.ApiKey, host.Vidora.ApiSecret)))).Status, Is.EqualTo(HttpStatusCode.OK));
        await Task.WhenAll(europe.WaitForEventsAsync(1), asia.WaitForEventsAsync(1), host.Vidora.WaitForEventsAsync(1));
        Assert.That(
            new[] { europe, asia, host.Vidora }.Select(vidora => vidora.Events.Single().Type),
            Is.EqualTo(new[] { "to-europe", "to-asia", "to-host" }));
    }

    [TestCase("key-unknown", "secret-europe")]
    [TestCase("key-europe", "secret-wrong")]
    [TestCase("key-europe", null)]
    [TestCase("KEY-EUROPE", "secret-europe")]
    [TestCase("", "")]
    [TestCase(null, null)]
    public async Task AccountSettings_OfNoAccountHere_Is503AndGoNowhere(string? key, string? secret)
    {
        await using var europe = await StartEuropeAsync();
        await using var asia = await VidoraEmulator.StartAsync(options => options.ApiKey = "key-asia");
        await using var host = await StartWithAccountsAsync(europe, asia);
        var reply = await host.PostFirehoseAsync(Batches.Firehose("lost", Settings(key, secret)));
        Assert.That((reply.Status, reply.RetryAfter), Is.EqualTo((HttpStatusCode.ServiceUnavailable, "60")));
        foreach (var name in new[] { "europe", "asia" })
        {
            Assert.That(host.Services.GetRequiredKeyedService<VidoraForwarder>(name).Store.LastId, Is.Zero);
        }

        Assert.That(host.Forwarder.Store.LastId, Is.Zero);
        Assert.That(host.Log.Lines, Has.Some.Contains("90210"));
        Assert.That(host.Log.Lines, Has.None.Contains("key-").And.None.Contains("secret-"));
    }

    [Test]
    public async Task Erasure_FromSettings_OfOneAccountOrWithoutOneOfAll()
    {
        await using var europe = await StartEuropeAsync();
        await using var asia = await VidoraEmulator.StartAsync(options => options.ApiKey = "key-asia");
        await using var host = await StartWithAccountsAsync(europe, asia);
        async Task<bool[]> ForgottenAsync(string mpid) =>
        [
            .. await Task.WhenAll(new[] { "europe", "asia" }.Select(async name =>
                (await host.Services.GetRequiredKeyedService<VidoraForwarder>(name).Store.GetForgottenAsync([mpid])).Count == 1)),
        ];

        var named = Erasure("1")[..^1] + ",\"account\":{\"account_id\":1,\"account_settings\":" + Settings("key-asia", null) + "}}";
        Assert.That((await host.PostFirehoseAsync(named)).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await host.PostFirehoseAsync(Erasure("2"))).Status, Is.EqualTo(HttpStatusCode.OK));
        var unknown = named.Replace("key-asia", "key-unknown", StringComparison.Ordinal).Replace("\"mpid\":\"1\"", "\"mpid\":\"3\"", StringComparison.Ordinal);
        Assert.That((await host.PostFirehoseAsync(unknown)).Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(await ForgottenAsync("1"), Is.EqualTo(new[] { false, true }));
        Assert.That(await ForgottenAsync("2"), Is.EqualTo(new[] { true, true }));
        Assert.That(await ForgottenAsync("3"), Is.EqualTo(new[] { false, false }));
    }

    private static readonly TestCaseData[] _smuggled =
    [
        Case("""{"apiKey":"key-asia\r\nX-Api-Key: key-europe"}""", null),
        Case("""{"apiKey":"key-asia&api_key=key-europe"}""", null),
        Case("""{"apiKey":"key-asia%26api_key%3Dkey-europe"}""", null),
        Case("""{"apiKey":"key-asia key-europe"}""", null),
        Case("""{"apiKey":"key-asia\u0000"}""", null),
        Case("""{"apiKey":"\uff4bey-asia"}""", null),
        Case("""{"apiKey":"key-asi\u0430"}""", null),
        Case("""{"apiKey":"key-asia\u200b"}""", null),
        Case("""{"apiKey":"key-\ud800asia"}""", null),
        Case("""{"apiKey":{"apiKey":"key-asia"}}""", null),
        Case("""{"apiKey":["key-asia"]}""", null),
        Case("""{"apiKey":true}""", null),
        Case("""{"apiSecret":"secret-europe"}""", null),
        Case("""{"apikey":"key-asia"}""", null),
        Case("""{"settings":{"apiKey":"key-asia"}}""", null),
        Case("\"key-asia\"", null),
        Case("[\"apiKey\",\"key-asia\"]", null),
        Case("null", null),
        Case("""{"apiKey":"key-unknown","apiKey":"key-asia"}""", "asia"),
        Case("""{"apiKey":"key-asia","apiKey":"key-unknown"}""", null),
        Case("""{"apiKey":"key-asia","APIKEY":"key-europe","apiSecret":"secret-europe"}""", "asia"),
        Case("""{"api\u004bey":"key-europe","apiSecret":"secret-europe","apiKey":"key-asia"}""", "asia"),
        Case("""{"apiKey":"key-asia","baseAddress":"http://evil.example","account":"europe","name":"../../europe"}""", "asia"),
        Case("{\"apiKey\":\"key-asia" + new string('x', 1_000_000) + "\"}", null).SetArgDisplayNames("a key of a megabyte"),
        Case("{" + string.Concat(Enumerable.Range(0, 50_000).Select(i => $"\"k{i}\":\"v\",")) + "\"apiKey\":\"key-asia\"}", "asia").SetArgDisplayNames("fifty thousand settings"),
    ];

    [TestCaseSource(nameof(_smuggled))]
    public async Task AccountSettings_Smuggled_NameAnAccountExactlyOrNone(string settings, string? account)
    {
        await using var host = await StartWithAccountsAsync();

        var reply = await host.PostFirehoseAsync(Batches.Firehose("smuggled", settings));

        Assert.That(reply.Status, Is.EqualTo(account is null ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK), reply.Body);
        Assert.That(Taken(host), Is.EqualTo(account is null ? Array.Empty<string>() : [account]));
        Assert.That(host.Log.Lines.Append(reply.Body).Append(reply.Headers.ToString()), Has.None.Contains("key-").And.None.Contains("secret-"));
    }

    [Test]
    public async Task AccountSettings_TwoAccountsInOneMessage_LastOneCountsWhole()
    {
        await using var host = await StartWithAccountsAsync();
        var asia = "\"account\":{\"account_id\":1,\"account_settings\":" + Settings("key-asia", null) + "},";
        var europe = "\"account\":{\"account_id\":2,\"account_settings\":" + Settings("key-europe", null) + "},";
        var message = Batches.Firehose("twice");
        var rest = message[..1] + message[(message.IndexOf("\"mpid\"", StringComparison.Ordinal))..];
        const string Type = "\"type\":\"event_processing_request\",";

        // Europe's secret is not given: the key of one and the secret of the other do not make an account.
        Assert.That((await host.PostFirehoseAsync(rest.Insert(1, Type + asia + europe))).Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That((await host.PostFirehoseAsync(rest.Insert(1, Type + europe + asia))).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(Taken(host), Is.EqualTo(new[] { "asia" }));
    }

    [Test]
    public async Task AccountSettings_HundredsOfKeys_MakeNoAccountFileOrSeries()
    {
        using var folder = new TemporaryFolder();
        await using var host = await StartWithAccountsAsync(Path.Combine(folder.Path, "queue.db"));
        using var metrics = new MetricCollector<long>(
            host.Services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>(), "Vidora.Integration.AspNetCore", "vidora.receiving.requests");
        var files = Directory.GetFiles(folder.Path).Order().ToList();

        for (var i = 0; i < 300; i++)
        {
            Assert.That((await host.PostFirehoseAsync(Batches.Firehose("many", Settings($"key-{i}", null)))).Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        }

        Assert.That(Directory.GetFiles(folder.Path).Order(), Is.EqualTo(files));
        Assert.That(host.Services.GetKeyedServices<VidoraForwarder>(KeyedService.AnyKey).Count(), Is.EqualTo(2));
        Assert.That(
            metrics.GetMeasurementSnapshot().Select(measured => string.Join(',', measured.Tags.Values.Order())).Distinct(),
            Is.EqualTo(new[] { "firehose,unknown_account" }));
        Assert.That(host.Log.Lines.Count(line => line.Contains("90210", StringComparison.Ordinal)), Is.EqualTo(1), "the log hears of it once");
        Assert.That((await host.Forwarder.GetStatusAsync()).Sentence, Does.Not.Contain("key-"));
        Assert.That(await host.QuarantineAsync(), Is.Empty);
    }

    [Test]
    public async Task AccountSettings_AtTheWebhook_AreNeverLookedAt()
    {
        await using var host = await StartWithAccountsAsync();

        var reply = await host.PostBatchesAsync(Batches.Firehose("webhook", Settings("key-asia", null)));

        Assert.That(reply.Status, Is.EqualTo(HttpStatusCode.Accepted));
        Assert.That(Taken(host), Is.EqualTo(new[] { "" }), "the webhook has an account and an authorization of its own");
    }

    private static TestCaseData Case(string settings, string? account) => new(settings, account);

    /// <summary>The accounts that have taken something.</summary>
    private static IEnumerable<string> Taken(ReceivingHost host) => new[]
    {
        host.Forwarder,
        host.Services.GetRequiredKeyedService<VidoraForwarder>("europe"),
        host.Services.GetRequiredKeyedService<VidoraForwarder>("asia"),
    }.Where(forwarder => forwarder.Store.LastId > 0).Select(forwarder => forwarder.Account);

    private static Task<ReceivingHost> StartWithAccountsAsync(string? queueFile = null) => ReceivingHost.StartAsync(
        options => options.FirehoseAccountKey = FirehoseAccountKey.FromSettings,
        vidoraIsDown: true,
        queueFile: queueFile,
        build: builder =>
        {
            Add(builder, "europe", new Uri("http://127.0.0.1:1"), "key-europe", "secret-europe");
            Add(builder, "asia", new Uri("http://127.0.0.1:1"), "key-asia", secret: null);
        });

    private static Task<VidoraEmulator> StartEuropeAsync() => VidoraEmulator.StartAsync(options =>
    {
        options.ApiKey = "key-europe";
        options.ApiSecret = "secret-europe";
    });

    private static Task<ReceivingHost> StartWithAccountsAsync(VidoraEmulator europe, VidoraEmulator asia) => ReceivingHost.StartAsync(
        options => options.FirehoseAccountKey = FirehoseAccountKey.FromSettings,
        build: builder =>
        {
            Add(builder, "europe", europe.Address, europe.ApiKey, europe.ApiSecret);
            Add(builder, "asia", asia.Address, asia.ApiKey, secret: null);
        });

    private static void Add(WebApplicationBuilder builder, string name, Uri address, string key, string? secret) => builder.Services
        .AddVidora(name, options => (options.BaseAddress, options.ApiKey, options.ApiSecret) = (address, key, secret))
        .AddForwarding(options => (options.QueueFile, options.StopTimeout) = (":memory:", TimeSpan.FromSeconds(1)));

    private static string Settings(string? key, string? secret) =>
        new JsonObject { ["apiKey"] = key, ["apiSecret"] = secret }.ToJsonString();

    private static string Erasure(string mpid) =>
        $$$"""
        {"type":"dsr_processing_request","id":"417977b5-1df0-4f3e-908a-dc5a4953f11c","subject_request_type":"erasure","api_version":"3.0",
        "extensions":{"opendsr.mparticle.com":{"mpid":"{{{mpid}}}"}} }
        """;
}
