using System.Text;
using System.Net;
using System.Text.Json.Nodes;
using Vidora.Integration.Delivery;

namespace Vidora.Integration.AspNetCore.Tests;

/// <summary><c>POST …/firehose</c> on a real socket: every message, and the statuses as mParticle reads them.</summary>
public sealed class FirehoseTests
{
    private const string Id = "417977b5-1df0-4f3e-908a-dc5a4953f11c";
    private const string Registration = $$"""{"type":"module_registration_request","id":"{{Id}}","timestamp_ms":1446250094767}""";

    [Test]
    public async Task Events_AreForwardedAndAnsweredWith200()
    {
        await using var host = await ReceivingHost.StartAsync();
        var reply = await host.PostFirehoseAsync(Batches.Firehose("seen"));
        AssertAnswer(reply, "event_processing_response", "EventProcessingResponse", Id);
        await host.Vidora.WaitForEventsAsync(1);
        var received = host.Vidora.Events.Single().Event;
        Assert.That((received.UserId, received.Type, received.EventId), Is.EqualTo((Batches.Mpid, "seen", "5e6c3a52-0f0d-4a3a-9a35-3a1f7d2c9b10")));
    }

    [TestCase("""{"type":"event_processing_request","id":"417977b5-1df0-4f3e-908a-dc5a4953f11c"}""")]
    [TestCase("""{"type":"event_processing_request","id":"417977b5-1df0-4f3e-908a-dc5a4953f11c","events":[]}""")]
    [TestCase("""{"id":"417977b5-1df0-4f3e-908a-dc5a4953f11c","events":null,"type":"event_processing_request"}""")]
    public async Task Events_NoneAtAll_IsAPingAndLeavesNothing(string message)
    {
        await using var host = await ReceivingHost.StartAsync(vidoraIsDown: true);
        AssertAnswer(await host.PostFirehoseAsync(message), "event_processing_response", "EventProcessingResponse", Id);
        Assert.That(await host.QuarantineAsync(), Is.Empty);
    }

    [Test]
    public async Task Events_NoneButAChangeOfConsent_IsForwarded()
    {
        await using var host = await ReceivingHost.StartAsync();
        var reply = await host.PostFirehoseAsync(
            $$$"""{"type":"event_processing_request","id":"{{{Id}}}","timestamp_ms":1719480000123,"mpid":"1","system_notifications":[{"type":"gdpr_consent_state","purpose":"ads","new_gdpr_consent_state":{"consented":true,"timestamp_unixtime_ms":1719480000123}}]}""");
        Assert.That(reply.Status, Is.EqualTo(HttpStatusCode.OK));
        await host.Vidora.WaitForEventsAsync(1);
        Assert.That(host.Vidora.Events.Single().Type, Is.EqualTo("gdpr_consent_change"));
    }

    [TestCase("\"id\":\"\"")]
    [TestCase("\"id\":\"no GUID\"")]
    [TestCase("\"mpid\":\"1\"")]
    public async Task Answer_RequestWithoutAGuid_GetsANewOne(string member)
    {
        await using var host = await ReceivingHost.StartAsync(vidoraIsDown: true);
        var reply = await host.PostFirehoseAsync("{\"type\":\"event_processing_request\"," + member + "}");
        Assert.That(Guid.TryParse((string?)reply.Json["id"], out var given) && given != Guid.Empty, Is.True, reply.Body);
    }

    [Test]
    public async Task Registration_Unconfigured_AsksForWhatIsForwardedAndNothingElse()
    {
        await using var host = await ReceivingHost.StartAsync(vidoraIsDown: true);
        var reply = await host.PostFirehoseAsync(Registration);
        AssertAnswer(reply, "module_registration_response", "ModuleRegistrationResponse", Id);
        var written = reply.Json;
        ((JsonObject)written).Remove("timestamp_ms");
        var expected = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Fixtures", "firehose", "registration.json")));
        Assert.That(JsonNode.DeepEquals(written, expected), Is.True, written.ToJsonString());
    }

    [Test]
    public async Task Registration_FollowsTheMapping()
    {
        await using var host = await ReceivingHost.StartAsync(
            account: options =>
            {
                options.Mapping.ExcludePersonalData = true;
                options.Mapping.EventTypes = ["commerce_event", "user_identity_change", "crash_report", "ccpa_consent_change", "uninstall"];
                options.Mapping.Platforms = ["web", "data_feed", "desktop", "unknown"];
            },
            endpoints: options =>
            {
                options.FirehoseName = "Acme";
                options.FirehoseDescription = "Events for Vidora";
                options.FirehoseDomain = "acme.example";
                options.FirehoseAccountKey = FirehoseAccountKey.FromSettings;
            },
            vidoraIsDown: true);
        var written = (await host.PostFirehoseAsync(Registration)).Json;
        var events = written["event_processing_registration"]!;
        Assert.That(Words(events["supported_event_types"]), Is.EqualTo(new[] { "product_action", "promotion_action", "impression", "error" }));
        Assert.That(Words(events["supported_runtime_environments"]), Is.EqualTo(new[] { "mobileweb", "unknown" }));
        Assert.That(Words(events["supported_system_notification_types"]), Is.EqualTo(new[] { "ccpa_consent_state" }));
        Assert.That((bool?)events["account_settings"]![0]!["required"], Is.True);
        Assert.That((bool?)written["permissions"]!["allow_access_http_user_agent"], Is.Not.True);
        Assert.That(
            ((string?)written["name"], (string?)written["description"], (string?)written["dsr_processing_registration"]!["domain"]),
            Is.EqualTo(("Acme", "Events for Vidora", "acme.example")));

        static IEnumerable<string> Words(JsonNode? list) => list!.AsArray().Select(word => (string)word!);
    }

    [TestCase("audience_subscription_request", "audience_subscription_response", "AudienceSubscriptionResponse")]
    [TestCase("audience_membership_change_request", "audience_membership_change_response", "AudienceMembershipChangeResponse")]
    public async Task Audiences_AreAnsweredAndNothingIsDone(string request, string response, string schema)
    {
        await using var host = await ReceivingHost.StartAsync(vidoraIsDown: true);
        var reply = await host.PostFirehoseAsync(
            $$"""{"type":"{{request}}","id":"{{Id}}","audience_id":7,"action":"add","user_profiles":[{"mpid":"1","audiences":[{"audience_id":7,"action":"add"}]}]}""");
        AssertAnswer(reply, response, schema, Id);
        Assert.That(host.Forwarder.Store.LastId, Is.Zero);
        Assert.That(await host.QuarantineAsync(), Is.Empty);
    }

    [Test]
    public async Task Erasure_IsDurableBeforeTheAnswerAndReachesVidora()
    {
        await using var host = await ReceivingHost.StartAsync();
        var reply = await host.PostFirehoseAsync(Erasure(Batches.Mpid));
        AssertAnswer(reply, "dsr_processing_response", "DsrProcessingResponse", Id);
        var receipt = (await host.Forwarder.Store.GetErasuresAsync()).Single();
        Assert.That(receipt.UserIds, Is.EqualTo(new[] { Batches.Mpid }));
        Assert.That(receipt.RequestId, Is.EqualTo(Guid.Parse("1e2c8cf4-f985-4398-b482-a520860d3bf6")));
        await host.PostFirehoseAsync(Batches.Firehose("afterwards"));
        Assert.That(host.Forwarder.Store.LastId, Is.Zero, "the user is forgotten");
        await Eventually.IsTrueAsync(() => host.Vidora.DeletedUsers.Contains(Batches.Mpid));
    }

    [Test]
    public async Task Erasure_SentAgain_IsOneRequest()
    {
        await using var host = await ReceivingHost.StartAsync(vidoraIsDown: true);
        await host.PostFirehoseAsync(Erasure("1"));
        await host.PostFirehoseAsync(Erasure("1"));
        Assert.That(await host.Forwarder.Store.GetErasuresAsync(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Erasure_SameIdForSomebodyElse_IsNotPassedOver()
    {
        await using var host = await ReceivingHost.StartAsync(vidoraIsDown: true);
        await host.PostFirehoseAsync(Erasure("1"));
        await host.PostFirehoseAsync(Erasure("2"));
        Assert.That(await host.Forwarder.Store.GetForgottenAsync(["1", "2"]), Is.EquivalentTo(new[] { "1", "2" }));
    }

    [Test]
    public async Task Erasure_WithoutMpid_IsKeptAndLogged()
    {
        await using var host = await ReceivingHost.StartAsync(vidoraIsDown: true);
        var reply = await host.PostFirehoseAsync(Erasure(null));
        AssertAnswer(reply, "dsr_processing_response", "DsrProcessingResponse", Id);
        await host.PostFirehoseAsync(Erasure(null));
        var held = (await host.Forwarder.Store.GetHeldRequestsAsync()).Single();
        Assert.That(held.Reason, Is.EqualTo(HeldReason.ErasureWithoutMpid));
        Assert.That(held.RequestId.ToString(), Does.StartWith("1e2c8cf4-"));
        Assert.That(Encoding.UTF8.GetString(held.Content.Span), Does.Contain("jane@mail.example"));
        Assert.That(await host.QuarantineAsync(), Is.Empty);
        Assert.That(host.Log.Lines, Has.Some.Contains("a data subject request (ErasureWithoutMpid) waits for a person"));
        var status = await host.Forwarder.GetStatusAsync();
        Assert.That(status.Sentence, Does.StartWith("1 request of a person waits for you, the oldest for 0 s of 30 days"));
        Assert.That(await host.Forwarder.Store.CloseHeldRequestAsync(held.Id));
        Assert.That((await host.Forwarder.GetStatusAsync()).Store.HeldRequests, Is.Zero);
        Assert.That(host.Log.Lines, Has.None.Contains("jane"));
    }

    [TestCase("\"portability\"")]
    [TestCase("null")]
    public async Task DataSubjectRequest_NotForErasure_ErasesNothing(string type)
    {
        await using var host = await ReceivingHost.StartAsync(vidoraIsDown: true);
        var reply = await host.PostFirehoseAsync(Erasure("1").Replace("\"erasure\"", type, StringComparison.Ordinal));
        Assert.That(reply.Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await host.Forwarder.Store.GetErasuresAsync(), Is.Empty);
        Assert.That((await host.Forwarder.Store.GetHeldRequestsAsync()).Single().Reason, Is.EqualTo(HeldReason.NotAnErasure));
    }

    [TestCase("oops")]
    [TestCase("""{"type":"alias_request","id":"1","account":{"account_settings":{"apiKey":"5ec7e7"}}}""")]
    [TestCase("""{"type":"event_processing_request","events":[}""")]
    [TestCase("[]")]
    public async Task Unreadable_Is400AndInTheQuarantineWithoutKeys(string message)
    {
        await using var host = await ReceivingHost.StartAsync(vidoraIsDown: true);
        var reply = await host.PostFirehoseAsync(message);
        Assert.That((reply.Status, reply.MediaType), Is.EqualTo((HttpStatusCode.BadRequest, "application/problem+json")), reply.Body);
        Assert.That((int)reply.Json["errors"]![0]!["document"]!, Is.EqualTo(1));
        Assert.That(await host.QuarantineAsync(), Has.Count.EqualTo(1).And.None.Contains("5ec7e7"));
    }

    [Test]
    public async Task Events_WithoutMpid_AreInTheQuarantineWithoutKeys()
    {
        await using var host = await ReceivingHost.StartAsync(vidoraIsDown: true);
        var reply = await host.PostFirehoseAsync(Batches.Firehose("nobody", """{"apiKey":"5ec7e7"}""", mpid: "0"));
        Assert.That(reply.Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await host.QuarantineAsync(), Is.EqualTo(new[]
        {
            Batches.Firehose("nobody", mpid: "0").Replace("\"account_settings\":{}", "\"account_settings\":null", StringComparison.Ordinal),
        }));
    }

    [TestCase("Token right", HttpStatusCode.OK)]
    [TestCase("token  right ", HttpStatusCode.OK)]
    [TestCase("Token next", HttpStatusCode.OK)]
    [TestCase("right", HttpStatusCode.Unauthorized)]
    [TestCase("Bearer right", HttpStatusCode.Unauthorized)]
    [TestCase("Tokenright", HttpStatusCode.Unauthorized)]
    [TestCase("Token wrong", HttpStatusCode.Unauthorized)]
    [TestCase("Token", HttpStatusCode.Unauthorized)]
    [TestCase(null, HttpStatusCode.Unauthorized)]
    public async Task Authorization_IsAToken(string? value, HttpStatusCode expected)
    {
        await using var host = await ReceivingHost.StartAsync(
            options =>
            {
                options.FirehoseTokens.Add("right");
                options.FirehoseTokens.Add("next");
            },
            vidoraIsDown: true);
        void Authorize(HttpRequestMessage request)
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation("Authorization", value);
            }
        }

        var isAllowed = expected is HttpStatusCode.OK;
        Assert.That((await host.PostFirehoseAsync(Batches.Firehose("a"), Authorize)).Status, Is.EqualTo(expected));
        Assert.That((await host.PostFirehoseAsync(Erasure("1"), Authorize)).Status, Is.EqualTo(expected));
        Assert.That((await host.PostFirehoseAsync("oops", Authorize)).Status, Is.EqualTo(isAllowed ? HttpStatusCode.BadRequest : expected));
        Assert.That((await host.PostFirehoseAsync(Registration, Authorize)).Status, Is.EqualTo(HttpStatusCode.OK), "registration needs none");
        Assert.That(host.Forwarder.Store.LastId, Is.EqualTo(isAllowed ? 1 : 0));
        Assert.That(await host.Forwarder.Store.GetErasuresAsync(), Has.Count.EqualTo(isAllowed ? 1 : 0));
        Assert.That(await host.QuarantineAsync(), Has.Count.EqualTo(isAllowed ? 1 : 0), "strangers fill nothing");
    }

    [Test]
    public async Task Authorization_WrongAndLarge_Is401WithoutReadingItAll()
    {
        await using var host = await ReceivingHost.StartAsync(options => options.FirehoseTokens.Add("right"), vidoraIsDown: true);
        var reply = await host.PostFirehoseAsync(Registration.PadRight(100_000));
        Assert.That(reply.Status, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task Events_QueueFull_Is503()
    {
        await using var host = await ReceivingHost.StartAsync(forwarding: options => options.Limits.MaxEvents = 1, vidoraIsDown: true);
        await host.PostFirehoseAsync(Batches.Firehose("a"));
        var reply = await host.PostFirehoseAsync(Batches.Firehose("b"));
        Assert.That((reply.Status, reply.RetryAfter), Is.EqualTo((HttpStatusCode.ServiceUnavailable, "30")));
    }

    [Test]
    public async Task HostIsStopping_EventsAndErasuresAre503()
    {
        await using var host = await ReceivingHost.StartAsync(vidoraIsDown: true);
        host.BeginStopping();
        Assert.That((await host.PostFirehoseAsync(Batches.Firehose("a"))).Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That((await host.PostFirehoseAsync(Erasure("1"))).Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That((host.Forwarder.Store.LastId, (await host.Forwarder.Store.GetErasuresAsync()).Count), Is.EqualTo((0, 0)));
    }

    [TestCase("AppendAsync")]
    [TestCase("ForgetAsync")]
    [TestCase("QuarantineAsync")]
    [TestCase("HoldAsync")]
    public async Task QueueCannotBeWritten_Is503(string operation)
    {
        await using var host = await ReceivingHost.StartAsync(
            fault: failing => failing == operation ? new DeliveryStoreException("The disk is full.") : null,
            vidoraIsDown: true);
        var message = operation switch
        {
            "AppendAsync" => Batches.Firehose("a"),
            "ForgetAsync" => Erasure("1"),
            "HoldAsync" => Erasure(null),
            _ => Batches.Firehose("a", mpid: "0"),
        };
        Assert.That((await host.PostFirehoseAsync(message)).Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        if (operation == "QuarantineAsync")
        {
            Assert.That((await host.PostFirehoseAsync("oops")).Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        }
    }

    [TestCaseSource(typeof(SharedSamples), nameof(SharedSamples.FirehoseRequests))]
    public async Task SharedSample_IsAnsweredInItsOwnWords(string file, string message)
    {
        await using var host = await ReceivingHost.StartAsync(vidoraIsDown: true);
        var type = (string)JsonNode.Parse(message)!["type"]!;
        var response = type.Replace("_request", "_response", StringComparison.Ordinal);
        var schema = string.Concat(response.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        AssertAnswer(await host.PostFirehoseAsync(message), response, schema, null);
    }

    private static string Erasure(string? mpid) =>
        $$$"""
        {"type":"dsr_processing_request","id":"{{{Id}}}","subject_request_id":"1e2c8cf4-f985-4398-b482-a520860d3bf6","subject_request_type":"erasure",
        "subject_identities":{"email":{"encoding":"raw","value":"jane@mail.example"}},"api_version":"3.0","regulation":"gdpr",
        "extensions":{"opendsr.mparticle.com":{{{(mpid is null ? "{}" : $$"""{"mpid":"{{mpid}}"}""")}}} } }
        """;

    private static void AssertAnswer(ReceivingHost.Reply reply, string type, string schema, string? id)
    {
        Assert.That((reply.Status, reply.MediaType), Is.EqualTo((HttpStatusCode.OK, "application/json")), reply.Body);
        Assert.That((string?)reply.Json["type"], Is.EqualTo(type));
        if (id is not null)
        {
            Assert.That((string?)reply.Json["id"], Is.EqualTo(id));
        }

        SharedSamples.AssertFits(reply.Json, schema);
    }
}
