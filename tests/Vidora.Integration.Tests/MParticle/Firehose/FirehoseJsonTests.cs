using System.Text;
using Vidora.Integration.MParticle;
using Vidora.Integration.MParticle.Firehose;
using Vidora.Integration.MParticle.Json;
using Vidora.Integration.Tests.Fixtures;

namespace Vidora.Integration.Tests.MParticle.Firehose;

public sealed class FirehoseJsonTests
{
    [TestCase("module_registration_request", typeof(ModuleRegistrationRequest))]
    [TestCase("event_processing_request", typeof(EventProcessingRequest))]
    [TestCase("audience_subscription_request", typeof(AudienceSubscriptionRequest))]
    [TestCase("audience_membership_change_request", typeof(AudienceMembershipChangeRequest))]
    [TestCase("dsr_processing_request", typeof(DsrProcessingRequest))]
    [TestCase("Event_Processing_Request", typeof(EventProcessingRequest))]
    public void ReadRequest_EveryType_IsTheModelOfItsType(string type, Type model)
    {
        var first = Read($$""" {"type":"{{type}}","id":"i","timestamp_ms":"1719480000123","firehose_version":"3.2.0","account":{"account_id":"5"} }""");
        var last = Read($$"""{"id":"i","timestamp_ms":1719480000123,"firehose_version":"3.2.0","account":{"account_id":5},"type":"{{type}}"}""");
        Assert.Multiple(() =>
        {
            Assert.That(first, Is.TypeOf(model));
            Assert.That(Dump.Of(last), Is.EqualTo(Dump.Of(first)));
            Assert.That(first.Id, Is.EqualTo("i"));
            Assert.That(first.Account!.Id, Is.EqualTo(5));
        });
    }

    [Test]
    public void ReadRequest_NoEnvelope_IsTolerated()
    {
        var request = Read("""{"type":"module_registration_request"}""");
        Assert.That((request.Id, request.Account), Is.EqualTo(((string?)null, (FirehoseAccount?)null)));
    }

    [Test]
    public void ReadRequest_DuplicateNames_LastCounts()
    {
        var request = Read("""{"type":"dsr_processing_request","id":"a","id":"b","type":"audience_subscription_request"}""");
        Assert.That(request.Id, Is.EqualTo("b"));
        Assert.That(request, Is.TypeOf<AudienceSubscriptionRequest>());
    }

    [Test]
    public void ReadRequest_EscapedNames_AreRead()
    {
        var request = Read("""{"\u0074ype":"event_processing\u005frequest","\u006dpid":"7","runtime_environment":{"is\u005fdebug":true}}""");
        var batch = ((EventProcessingRequest)request).Batch;
        Assert.That((batch.Mpid, batch.Environment.Value), Is.EqualTo((7L, "development")));
    }

    [TestCase("""{"type":"hologram_request","secret":"s3cret"}""", "not known")]
    [TestCase("""{"type":"event_processing_response"}""", "not known")]
    [TestCase("""{"mpid":"1","events":[]}""", "no \"type\"")]
    [TestCase("""{"type":null}""", "no \"type\"")]
    [TestCase("""{"type":{"a":1}}""", "no \"type\"")]
    [TestCase("""{}""", "no \"type\"")]
    [TestCase("""{"type":"event_processing_request","events":"s3cret"}""", "\"events\" is not a list")]
    [TestCase("""{"type":"event_processing_request","events":[{"name":"s3cret""", "not valid JSON at byte")]
    [TestCase("""{"type":"event_processing_request"} {"type":"x"}""", "not valid JSON at byte 36")]
    [TestCase("""[{"type":"event_processing_request"}]""", "not an object")]
    [TestCase("", "not valid JSON")]
    [TestCase("   ", "not valid JSON")]
    public void ReadRequest_NoMessage_SaysWhyWithoutContent(string json, string why)
    {
        var error = Assert.Throws<MParticleFormatException>(() => Read(json))!;
        Assert.That(error.Message, Does.Contain(why).And.Not.Contain("s3cret").And.Not.Contain("hologram"));
    }

    [Test]
    public void ReadRequest_OverALimit_SaysWhich()
    {
        var limits = new MParticleReadLimits { MaxDepth = 4, MaxDocumentBytes = 100 };
        var deep = Encoding.UTF8.GetBytes("""{"type":"event_processing_request","x":[[[[1]]]]}""");
        var large = Encoding.UTF8.GetBytes("""{"type":"event_processing_request","x":"PAD"}""".Replace("PAD", new string('x', 100), StringComparison.Ordinal));
        Assert.That(() => FirehoseJson.ReadRequest((ReadOnlyMemory<byte>)deep, limits), Throws.TypeOf<MParticleFormatException>().With.Message.Contains("MaxDepth"));
        Assert.That(() => FirehoseJson.ReadRequest((ReadOnlyMemory<byte>)large, limits), Throws.TypeOf<MParticleFormatException>().With.Message.Contains("MaxDocumentBytes"));
    }

    [TestCase("""{"type":"event_processing_request"}""", true)]
    [TestCase("""  {"mpid":"1","events":[{"type":"custom_event"}],"type":"event_processing_request"}""", true)]
    [TestCase("""{"type":"hologram_request"}""", true)]
    [TestCase("""{"t\u0079pe":"dsr_processing\u005frequest"}""", true)]
    [TestCase("""{"type":"dsr_processing_req\u0075est"}""", true)]
    [TestCase("""{"type":"event_processing_response"}""", false)]
    [TestCase("""{"type":"_requests"}""", false)]
    [TestCase("""{"type":5,"x":"a_request"}""", false)]
    [TestCase("""{"events":[{"type":"event_processing_request"}],"user_attributes":{"type":"event_processing_request"}}""", false)]
    [TestCase("""{"x":"type","y":"event_processing_request"}""", false)]
    [TestCase("""{"mpid":"1"}""", false)]
    [TestCase("""["type","event_processing_request"]""", false)]
    [TestCase("""{"a":[}],"type":"event_processing_request"}""", false)]
    [TestCase("""{"type":"event_processing_request""", false)]
    [TestCase("""{"type":""", false)]
    [TestCase("""{"type" "event_processing_request"}""", false)]
    [TestCase("\"event_processing_request\"", false)]
    [TestCase("", false)]
    [TestCase("{", false)]
    public void IsMessage_ByTopLevelType_IsTold(string json, bool expected) =>
        Assert.That(FirehoseJson.IsMessage(Encoding.UTF8.GetBytes(json)), Is.EqualTo(expected));

    [Test]
    public void IsMessage_BytesThatAreNoText_IsFalse()
    {
        Assert.That(FirehoseJson.IsMessage([0xFF, 0xFE, (byte)'{', .. "_request\""u8]), Is.False);
        Assert.That(FirehoseJson.IsMessage([.. "{\""u8, 0xC0, .. "\\u00\":1,\"type\":\"x_request\"}"u8]), Is.False);
    }

    [Test]
    public void ReadRequest_EverySharedMessage_IsRead()
    {
        var types = new Dictionary<string, int>();
        foreach (var file in Directory.GetFiles(Fixture.Shared("payloads/firehose"), "*Request*.json")
            .Append(Fixture.Shared("payloads/firehose/docs_module_registration_request.json"))
            .Append(Fixture.Shared("payloads/firehose/docs_verification_membership_change.json"))
            .Append(Fixture.Shared("payloads/firehose/test_dsr_request_iso_time.json"))
            .Append(Fixture.Shared("payloads/dsr/firehose_request_iso_time.json"))
            .Append(Fixture.Shared("payloads/dsr/firehose_v3.2.0_DsrProcessingRequest.json")))
        {
            var bytes = File.ReadAllBytes(file);
            Assert.That(FirehoseJson.IsMessage(bytes), Is.True, file);
            var request = FirehoseJson.ReadRequest((ReadOnlyMemory<byte>)bytes);
            Assert.That(Dump.Of(request), Is.Not.Empty);
            types[request.GetType().Name] = types.GetValueOrDefault(request.GetType().Name) + 1;
        }

        Assert.That(types.Keys, Has.Count.EqualTo(5));
    }

    [Test]
    public void ReadRequest_SharedEventMessage_HasItsValues()
    {
        var bytes = File.ReadAllBytes(Fixture.Shared("payloads/firehose/v3.2.0_EventProcessingRequest_android.json"));
        var request = (EventProcessingRequest)FirehoseJson.ReadRequest((ReadOnlyMemory<byte>)bytes);
        Assert.Multiple(() =>
        {
            Assert.That(request.Account!.Id, Is.EqualTo(123456));
            Assert.That(request.Batch.Mpid, Is.EqualTo(12345));
            Assert.That(request.Batch.DeviceInfo!.Platform, Is.EqualTo(MParticlePlatform.Android));
            Assert.That(request.Batch.ApplicationInfo!.Package, Is.EqualTo("com.mparticle.TravelApp"));
            Assert.That(request.Batch.UserIdentities, Has.Count.EqualTo(5));
            Assert.That(((CommerceEvent)request.Batch.Events[1]).ProductAction!.TotalAmount, Is.EqualTo(11m));
            Assert.That(request.Batch.ConsentState!.Gdpr["consentPurpose"].Consented, Is.True);
            Assert.That(request.Batch.SystemNotifications, Has.Count.EqualTo(2));
        });
    }

    private static FirehoseRequest Read(string json) => FirehoseJson.ReadRequest((ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(json));
}
