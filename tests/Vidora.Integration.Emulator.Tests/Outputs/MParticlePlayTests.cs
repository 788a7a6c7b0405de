using System.Globalization;
using System.Text.Json.Nodes;

namespace Vidora.Integration.Emulator.Tests.Outputs;

public class MParticlePlayTests
{
    private static readonly string[] _platforms = ["android", "ios", "web", "tvos", "roku", "alexa", "smart_tv", "xbox"];

    private static readonly string[] _kinds =
    [
        "application_state_transition", "custom_event", "commerce_event", "push_message", "user_attribute_change", "user_identity_change",
        "screen_view", "session_start", "session_end",
    ];

    private readonly HurriedTime _time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
    private VidoraEmulator _vidora = null!;
    private PlayedHost _host = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _vidora = await VidoraEmulator.StartAsync(options => options.TimeProvider = _time);
        _host = await PlayedHost.StartAsync(_vidora);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _host.DisposeAsync();
        await _vidora.DisposeAsync();
    }

    [TestCase(MParticleOutput.Webhook)]
    [TestCase(MParticleOutput.WebhookBatches)]
    [TestCase(MParticleOutput.Firehose)]
    public async Task Play_HostThatTakesAll_AddsUpWithEveryKindPlatformAndContext(MParticleOutput output)
    {
        var result = await PlayAsync(output, batches: 204);

        Assert.That(result.IsExact, Is.True, result.ToString());
        Assert.That((result.DroppedEvents, result.GivenUpEvents, result.LostEvents), Is.EqualTo((0, 0, 0)));
        Assert.That(result.SentEvents, Is.EqualTo(result.ForwardedEvents + result.LeftOut.Values.Sum()));
        Assert.That(result.LeftOut.Keys, Is.EquivalentTo(new[] { "event_type_not_forwarded", "unknown_event_type" }));
        Assert.That(result.HeldEvents, Is.EqualTo(_vidora.Events.Select(one => one.Event.EventId).Distinct().Count()).And.EqualTo(result.ExpectedEvents));
        var events = _vidora.Events.Select(one => one.Event).ToList();
        Assert.That(events.Select(one => one["event_type"]?.ToString()).ToHashSet(), Is.SupersetOf(_kinds));
        Assert.That(events.Select(one => one.Type), Does.Contain("promotion_view").And.Contain("promotion_click"));
        Assert.That(events.Select(one => one["platform"]?.ToString()).ToHashSet(), Is.SupersetOf(_platforms));
        var names = events.SelectMany(one => one.Names).ToHashSet();
        Assert.That(names, Is.SupersetOf(new[] { "device_model", "user_agent", "consent_gdpr_analytics", "consent_ccpa_data_sale_opt_out", "user_loyalty_tier" }));
    }

    [Test]
    public async Task Play_AsWebhookByDefault_SendsEachEventAlone()
    {
        await PlayAsync(MParticleOutput.Webhook, batches: 48);

        Assert.That(_host.Requests.Select(request => request.Body["events"]!.AsArray().Count), Has.All.EqualTo(1));
        var consents = _host.Requests.Where(request => request.Body["system_notifications"] is JsonArray { Count: > 0 }).ToList();
        Assert.That(consents, Is.Not.Empty);
        Assert.That(consents.Select(request => (string?)request.Body["message_id"]).Distinct().Count(), Is.EqualTo(consents.Count), "each is a separate document");
        Assert.That(_host.Requests.Select(request => request.Authorization), Has.All.Null);
    }

    [Test]
    public async Task Play_SameSeed_SendsTheSameIds()
    {
        async Task<List<string?>> IdsAsync(int seed)
        {
            var before = _host.Requests.Count;
            await PlayAsync(MParticleOutput.WebhookBatches, batches: 24, seed: seed);
            return [.. _host.Requests.Skip(before).SelectMany(request => request.Body["events"]!.AsArray()).Select(item => item!["data"]!["event_id"]?.ToString())];
        }

        var first = await IdsAsync(7);
        Assert.That(await IdsAsync(7), Is.EquivalentTo(first));
        Assert.That((await IdsAsync(8)).Intersect(first), Is.Empty);
    }

    [Test]
    public async Task Play_OddBatches_AreSentTwiceLateAndOutOfOrder()
    {
        var result = await _vidora.MParticle.PlayAsync(new MParticlePlay
        {
            To = _host.Address, Output = MParticleOutput.WebhookBatches, Batches = 48, Users = 12, Rate = 1_000, Connections = 1, Seed = 3,
            Duplicates = 1, Late = 0.5, OutOfOrder = 1,
        });

        Assert.That(result.IsExact, Is.True, result.ToString());
        Assert.That((result.Duplicates, result.OutOfOrder), Is.EqualTo((48, 24)));
        Assert.That(result.Late, Is.InRange(10, 38));
        Assert.That(result.RepeatedEvents, Is.EqualTo(result.ExpectedEvents));
        var batches = _host.Requests.Select(request => request.Body).ToList();
        Assert.That(batches.Select(batch => (string?)batch["batch_id"]?.ToString()).Distinct().Count(), Is.EqualTo(48), "what is sent twice keeps its ids");
        var late = batches.Where(batch => (long)batch["timestamp_unixtime_ms"]! - long.Parse((string)batch["events"]![0]!["data"]!["timestamp_unixtime_ms"]!, CultureInfo.InvariantCulture) > 3_000_000);
        Assert.That(late.Count(), Is.EqualTo(2 * result.Late));
        foreach (var ofUser in batches.GroupBy(batch => batch["mpid"]!.ToString()))
        {
            var received = ofUser.Select(batch => (long)batch["timestamp_unixtime_ms"]!).Distinct().ToList();
            Assert.That(received, Is.Not.Ordered);
        }
    }

    [TestCase(408)]
    [TestCase(429)]
    [TestCase(500)]
    [TestCase(503)]
    [TestCase(0)]
    public async Task Play_AnswerThatAsksForARetry_IsRepeatedWithPausesThatGrow(int status)
    {
        _host.Answer = (number, _) => number <= 4 ? status : null;

        var result = await PlayAsync(MParticleOutput.WebhookBatches, batches: 24, connections: 1);

        Assert.That(result.IsExact, Is.True, result.ToString());
        Assert.That((result.Retries, result.Answers[status]), Is.EqualTo((4, 4)));
        Assert.That(_host.Requests.Take(5).Select(request => request.Body["batch_id"]!.ToString()).Distinct().Count(), Is.EqualTo(1));
        Assert.That(_time.Waits.Where(wait => wait.TotalMilliseconds is >= 500 and < 20_000).Distinct().Take(4), Is.EqualTo(new[] { 500, 1_000, 2_000, 4_000 }.Select(ms => TimeSpan.FromMilliseconds(ms))));
    }

    [Test]
    public async Task Play_AnotherRefusal_IsDroppedAndNotExpected()
    {
        _host.Answer = (number, _) => number is 2 or 3 ? 400 : null;

        var result = await PlayAsync(MParticleOutput.WebhookBatches, batches: 24, connections: 1);

        Assert.That(result.IsExact, Is.True, result.ToString());
        Assert.That((result.Retries, result.Answers[400], result.DroppedEvents > 0), Is.EqualTo((0, 2, true)));
        Assert.That(result.SentEvents, Is.EqualTo(result.AcceptedEvents + result.DroppedEvents));
    }

    [Test]
    public async Task Play_RetriedUntilTheTimeIsOver_IsGivenUp()
    {
        _host.Answer = (_, batch) => 503;

        var result = await _vidora.MParticle.PlayAsync(new MParticlePlay
        {
            To = _host.Address, Output = MParticleOutput.WebhookBatches, Batches = 24, Rate = 1_000, RetryFor = TimeSpan.Zero,
        });

        Assert.That(result.IsExact, Is.True, "given up is accounted for");
        Assert.That((result.GivenUpEvents, result.AcceptedEvents, result.Requests), Is.EqualTo((result.SentEvents, 0, 24)));
    }

    [Test]
    public async Task Play_EventsLostOrUnderAnotherId_AreFound()
    {
        _host.Change = events => [.. events.Skip(1)];
        var lost = await PlayAsync(MParticleOutput.WebhookBatches, batches: 24, wait: TimeSpan.Zero);
        Assert.That((lost.IsExact, lost.LostEvents > 0, lost.UnexpectedEvents), Is.EqualTo((false, true, 0)), lost.ToString());

        _host.Change = events => [.. events, new VidoraEvent(events[0].UserId, events[0].Type) { ["event_id"] = events[0].EventId + "-again" }];
        var again = await PlayAsync(MParticleOutput.WebhookBatches, batches: 24, wait: TimeSpan.Zero);
        Assert.That((again.IsExact, again.LostEvents, again.UnexpectedEvents >= 20), Is.EqualTo((false, 0, true)), again.ToString());
    }

    [Test]
    public async Task Play_AsFirehose_RegistersPingsAndReportsAudiences()
    {
        var result = await _vidora.MParticle.PlayAsync(new MParticlePlay
        {
            To = _host.Address, Output = MParticleOutput.Firehose, Batches = 120, Rate = 10_000, Authorization = "token-1", AccountKey = "key-\"1\"",
        });

        Assert.That(result.IsExact, Is.True, result.ToString());
        Assert.That(result.Messages, Is.EquivalentTo(new Dictionary<string, long>
        {
            ["module_registration_request"] = 1, ["event_processing_request"] = 1, ["audience_subscription_request"] = 2, ["audience_membership_change_request"] = 2,
        }));
        var (registration, others) = (_host.Requests[0], _host.Requests.Skip(1).ToList());
        Assert.That((registration.Authorization, (string?)registration.Body["type"]), Is.EqualTo(((string?)null, "module_registration_request")));
        Assert.That(others.Select(request => request.Authorization), Has.All.EqualTo("Token token-1"));
        Assert.That(others.Select(request => (string?)request.Body["account"]!["account_settings"]!["apiKey"]), Has.All.EqualTo("key-\"1\""));
        Assert.That((_host.Requests[1].Body["events"]!.AsArray().Count, (string?)_host.Requests[2].Body["action"], (string?)_host.Requests[^1].Body["action"]), Is.EqualTo((0, "add", "remove")));
    }

    [Test]
    public async Task Play_Erasures_AskForEachUserAndExpectNothingOfThem()
    {
        var played = _vidora.MParticle.PlayAsync(new MParticlePlay
        {
            To = _host.Address, Output = MParticleOutput.Firehose, Batches = 120, Rate = 10_000, Users = 24, Erasures = 2, WaitForVidora = TimeSpan.FromHours(1),
        });
        await Eventually.IsTrueAsync(() => _host.Requests.Count(IsErasure) == 2);
        Assert.That(played.IsCompleted, Is.False, "their events are still there");
        var mpids = _host.Requests.Where(IsErasure)
            .Select(request => (string)request.Body["extensions"]!["opendsr.mparticle.com"]!["subject_identities"]!["mpid"]!["value"]!).ToList();
        Assert.That(_vidora.Events.Select(one => one.UserId).Distinct().Intersect(mpids).Count(), Is.EqualTo(2));
        var body = $$"""{"request_id":"{{Guid.NewGuid()}}","user_ids":["{{mpids[0]}}","{{mpids[1]}}"]}""";
        await _vidora.SendAsync(HttpMethod.Post, _vidora.Signed(HttpMethod.Post, "/v1/api/erasure_requests", body, _time.GetUtcNow().AddHours(1)), body);

        var result = await played;
        Assert.That(result.IsExact, Is.True, result.ToString());
        Assert.That((result.UnerasedEvents, result.Messages["dsr_processing_request"]), Is.EqualTo((0, 2)));

        static bool IsErasure((string? Authorization, JsonNode Body) request) => (string?)request.Body["type"] == "dsr_processing_request";
    }

    [Test]
    public void Play_HostWithoutFirehose_SaysWhatItAnswered()
    {
        _host.Answer = (_, _) => 404;

        Assert.That(
            async () => await PlayAsync(MParticleOutput.Firehose, batches: 24),
            Throws.InvalidOperationException.With.Message.Contains("answered 404 to Firehose's registration").And.Message.Contains("Set To"));
        Assert.That(_vidora.MParticle.Plays.Single().Error, Does.Contain("answered 404"));
    }

    [TestCase("http://192.0.2.1/", 1, 1, "To is out of range. Use an https address")]
    [TestCase("https://user:secret@host.example/", 1, 1, "To is out of range")]
    [TestCase("http://127.0.0.1/", 0, 1, "Batches is out of range. Use 1 to 1,000,000")]
    [TestCase("http://127.0.0.1/", 1, double.NaN, "Rate is out of range")]
    public void Play_SettingOutOfRange_IsNamed(string to, int batches, double rate, string message) => Assert.That(
        async () => await _vidora.MParticle.PlayAsync(new MParticlePlay { To = new Uri(to), Batches = batches, Rate = rate }),
        Throws.ArgumentException.With.Message.Contains(message).And.Message.Not.Contains("secret"));

    [Test]
    public async Task Play_FromAnotherProcess_ComparesOverHttp()
    {
        var play = new MParticlePlay { To = _host.Address, Batches = 24, Rate = 10_000, Vidora = _vidora.Address };
        var result = await play.RunAsync();
        Assert.That(result.IsExact, Is.True, result.ToString());

        var blind = await new MParticlePlay { To = _host.Address, Batches = 1, Rate = 10_000 }.RunAsync();
        Assert.That((blind.IsCompared, blind.IsExact, blind.LostEvents), Is.EqualTo((false, false, 0)));
        Assert.That(
            async () => await new MParticlePlay { To = _host.Address, Batches = 1, Vidora = _host.Address }.RunAsync(),
            Throws.InvalidOperationException.With.Message.Contains("The emulator's events cannot be read"));
    }

    [Test]
    public async Task Plays_OverHttp_StartShowStopAndRefuse()
    {
        var gate = new TaskCompletionSource();
        _host.Answer = (number, _) =>
        {
            gate.Task.Wait(TimeSpan.FromMinutes(1));
            return null;
        };
        var (status, body) = await _vidora.SendAsync(HttpMethod.Post, "/emulator/plays", $$"""{"to":"{{_host.Address}}","output":"webhook_batches","batches":100000,"authorization":"s3cret","wait_seconds":0}""");
        Assert.That(status, Is.EqualTo(202), body);
        Assert.That(body, Does.Not.Contain("s3cret"));
        Assert.That((await _vidora.SendAsync(HttpMethod.Post, "/emulator/plays", $$"""{"to":"{{_host.Address}}"}""")).Status, Is.EqualTo(409));
        Assert.That(await _vidora.SendAsync(HttpMethod.Post, "/emulator/plays", """{"to":"http://127.0.0.1:1","speed":3}"""), Is.EqualTo((400, """{"error":"\u0022speed\u0022 is unknown. A play has to, output, authorization, account_key, batches, rate, connections, users, duplicates, late, out_of_order, erasures, retry_seconds, wait_seconds, seed."}""")));
        Assert.That((await _vidora.SendAsync(HttpMethod.Post, "/emulator/plays", """{"to":"nowhere"}""")).Status, Is.EqualTo(400));

        Assert.That((await _vidora.SendAsync(HttpMethod.Delete, "/emulator/plays/1")).Status, Is.EqualTo(204));
        gate.SetResult();
        await Eventually.IsTrueAsync(async () => (await _vidora.GetJsonAsync("/emulator/plays/1")).GetProperty("complete").GetBoolean());
        var play = (await _vidora.GetJsonAsync("/emulator/plays")).GetProperty("plays")[0];
        Assert.That(play.GetProperty("batches").GetInt64(), Is.LessThan(100_000));
        Assert.That((play.GetProperty("exact").GetBoolean(), play.GetProperty("error").GetString()), Is.EqualTo((true, (string?)null)), play.ToString());
        Assert.That((await _vidora.SendAsync(HttpMethod.Get, "/emulator/plays/9")).Status, Is.EqualTo(404));
        Assert.That((await _vidora.SendAsync(HttpMethod.Delete, "/emulator/plays/9")).Status, Is.EqualTo(404));
    }

    private Task<MParticlePlayResult> PlayAsync(MParticleOutput output, int batches, int connections = 8, int? seed = null, TimeSpan? wait = null) =>
        _vidora.MParticle.PlayAsync(new MParticlePlay
        {
            To = _host.Address, Output = output, Batches = batches, Rate = 10_000, Connections = connections, Seed = seed,
            WaitForVidora = wait ?? TimeSpan.FromMinutes(1),
        });
}
