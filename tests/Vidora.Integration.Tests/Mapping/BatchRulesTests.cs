using static Vidora.Integration.Tests.Mapping.Wire;

namespace Vidora.Integration.Tests.Mapping;

/// <summary>Which batches are forwarded.</summary>
public sealed class BatchRulesTests
{
    private static readonly string[] _noMpid = ["", "\"mpid\":null,", "\"mpid\":\"\",", "\"mpid\":0,", "\"mpid\":\"0\",", "\"mpid\":\" \",", "\"mpid\":-0.0,"];

    [TestCaseSource(nameof(_noMpid))]
    public void Map_NoMpid_IsRefused(string mpid)
    {
        var screen = Event("screen_view");

        MappedBatch.Of($$"""{{{mpid}}"events":[{{screen}},{{screen}}]}""").IsRefused(MappingIssueCode.MissingMpid, null, 2);
    }

    [TestCaseSource(nameof(_noMpid))]
    public void Map_MessageWithoutMpid_IsRefused(string mpid)
    {
        var screen = MessageEvent("screen_view");

        MappedBatch.Of($$"""{{{mpid}}"type":"event_processing_request","events":[{{screen}},{{screen}},{{screen}}]}""")
            .IsRefused(MappingIssueCode.MissingMpid, null, 3);
    }

    [TestCase("12.5")]
    [TestCase("9223372036854775808")]
    [TestCase("\"18446744073709551615\"")]
    [TestCase("-7.636538281262557e18")]
    [TestCase("\"-7.636538281262557e+18\"")]
    [TestCase("\"0x1f\"")]
    [TestCase("\"null\"")]
    [TestCase("\"6b29fc40-ca47-1067-b31d-00dd010662da\"")]
    [TestCase("{}")]
    [TestCase("true")]
    public void Map_MpidThatIsNoWholeNumber_IsRefusedAndNotCalledMissing(string mpid)
    {
        MappedBatch.Of($$"""{"mpid":{{mpid}},"events":[{{Event("screen_view")}}]}""").IsRefused(MappingIssueCode.InvalidMpid, null, 1);
        MappedBatch.Of($$"""{"mpid":{{mpid}},"type":"event_processing_request","events":[{{MessageEvent("screen_view")}}]}""").IsRefused(MappingIssueCode.InvalidMpid, null, 1);
    }

    [TestCase("\" 123 \"")]
    [TestCase("\"+123\"")]
    [TestCase("\"00123\"")]
    [TestCase("123.0")]
    [TestCase("\"123.0\"")]
    [TestCase("1.23e2")]
    public void Map_MpidInAnotherForm_IsTheWholeNumber(string mpid) =>
        Assert.That(MappedBatch.Of($$"""{"mpid":{{mpid}},"events":[{{Event("screen_view")}}]}""")["user_id"], Is.EqualTo("123"));

    [TestCase("-9223372036854775808")]
    [TestCase("9223372036854775807")]
    [TestCase("-7636538281262557123")]
    [TestCase("9007199254740993")]
    [TestCase("1")]
    public void Map_Mpid_IsExactDecimalText(string mpid)
    {
        var screen = Event("screen_view");
        var messageScreen = MessageEvent("screen_view");

        Assert.That(MappedBatch.Of($$"""{"mpid":{{mpid}},"events":[{{screen}}]}""")["user_id"], Is.EqualTo(mpid));
        Assert.That(MappedBatch.Of($$"""{"mpid":"{{mpid}}","events":[{{screen}}]}""")["user_id"], Is.EqualTo(mpid));
        Assert.That(MappedBatch.Of($$"""{"type":"event_processing_request","mpid":"{{mpid}}","events":[{{messageScreen}}]}""")["user_id"], Is.EqualTo(mpid));
    }

    [Test]
    public void Map_MpidTwice_TakesTheLast()
    {
        var screen = MessageEvent("screen_view");

        Assert.That(MappedBatch.Of($$"""{"mpid":"5","type":"event_processing_request","mpid":"6","events":[{{screen}}]}""")["user_id"], Is.EqualTo("6"));
    }

    [Test]
    public void Map_SeveralReasons_GivesTheFirstOfMpidEnvironmentPlatform()
    {
        var options = new VidoraMappingOptions { Platforms = ["ios"] };
        var screen = Event("screen_view");

        MappedBatch.Of($$"""{"environment":"development","device_info":{"platform":"web"},"events":[{{screen}}]}""", options)
            .IsRefused(MappingIssueCode.MissingMpid, null, 1);
        MappedBatch.Of($$"""{"mpid":1,"environment":"development","device_info":{"platform":"web"},"events":[{{screen}}]}""", options)
            .IsRefused(MappingIssueCode.EnvironmentNotForwarded, null, 1);
        MappedBatch.Of($$"""{"mpid":1,"environment":"production","device_info":{"platform":"web"},"events":[{{screen}}]}""", options)
            .IsRefused(MappingIssueCode.PlatformNotForwarded, null, 1);
    }

    [TestCase("\"environment\":\"production\"")]
    [TestCase("\"environment\":\"Production\"")]
    [TestCase("\"environment\":\"PRODUCTION\"")]
    [TestCase("\"environment\":null")]
    [TestCase("\"environment\":\"\"")]
    [TestCase("")]
    public void Map_Production_IsForwardedWithoutSayingSo(string environment)
    {
        MappedBatch.Of(Batch(Event("screen_view"), environment)).YieldsOnly(Expected("screen_view", "screen_view"));
    }

    [TestCase("development")]
    [TestCase("Development")]
    [TestCase("unknown")]
    [TestCase("staging")]
    public void Map_OtherEnvironment_IsRefused(string environment)
    {
        MappedBatch.Of(Batch(Event("screen_view"), $"\"environment\":\"{environment}\"")).IsRefused(MappingIssueCode.EnvironmentNotForwarded, null, 1);
    }

    [TestCase("true", ExpectedResult = false)]
    [TestCase("\"True\"", ExpectedResult = false)]
    [TestCase("false", ExpectedResult = true)]
    [TestCase("null", ExpectedResult = true)]
    public bool Map_MessageOfADebugApp_IsDevelopment(string isDebug)
    {
        var mapped = MappedBatch.Of(Message(MessageEvent("screen_view"), $$"""  "runtime_environment":{"type":"ios","is_debug":{{isDebug}}} """));
        if (mapped.Events.Count == 0)
        {
            mapped.IsRefused(MappingIssueCode.EnvironmentNotForwarded, null, 1);
        }

        return mapped.Events.Count == 1;
    }

    [Test]
    public void Map_MoreThanProductionForwarded_SaysWhich()
    {
        var options = new VidoraMappingOptions { Environments = ["Production", "DEVELOPMENT"] };

        Assert.That(MappedBatch.Of(Batch(Event("screen_view"), "\"environment\":\"Development\""), options)["environment"], Is.EqualTo("development"));
        Assert.That(MappedBatch.Of(Batch(Event("screen_view"), "\"environment\":\"production\""), options)["environment"], Is.EqualTo("production"));
        Assert.That(MappedBatch.Of(Batch(Event("screen_view")), options)["environment"], Is.EqualTo("production"));
        var debug = Message(MessageEvent("screen_view"), """ "runtime_environment":{"type":"ios","is_debug":true} """);
        Assert.That(MappedBatch.Of(debug, options)["environment"], Is.EqualTo("development"));
    }

    [Test]
    public void Map_OnlyDevelopmentForwarded_RefusesProduction()
    {
        var options = new VidoraMappingOptions { Environments = ["development"] };

        MappedBatch.Of(Batch(Event("screen_view")), options).IsRefused(MappingIssueCode.EnvironmentNotForwarded, null, 1);
        Assert.That(MappedBatch.Of(Batch(Event("screen_view"), "\"environment\":\"development\""), options).Events, Has.Count.EqualTo(1));
    }

    [TestCase("Android", "android")]
    [TestCase("iOS", "ios")]
    [TestCase("web", "web")]
    [TestCase("tvOS", "tvos")]
    [TestCase("roku", "roku")]
    [TestCase("alexa", "alexa")]
    [TestCase("smart_tv", "smart_tv")]
    [TestCase("xbox", "xbox")]
    [TestCase("fire_tv", "fire_tv")]
    [TestCase("out_of_band", "data_feed")]
    [TestCase("desktop", "desktop")]
    [TestCase("unknown", "unknown")]
    [TestCase("", "unknown")]
    [TestCase("VisionOS", "VisionOS")]
    public void Map_Platform_IsInOurWords(string wire, string expected)
    {
        Assert.That(MappedBatch.Of(Batch(Event("screen_view"), $$"""  "device_info":{"platform":"{{wire}}"} """))["platform"], Is.EqualTo(expected));
    }

    [TestCase("android", "android")]
    [TestCase("ios", "ios")]
    [TestCase("tvos", "tvos")]
    [TestCase("mobileweb", "web")]
    [TestCase("roku", "roku")]
    [TestCase("xbox", "xbox")]
    [TestCase("firetv", "fire_tv")]
    [TestCase("alexa", "alexa")]
    [TestCase("smarttv", "smart_tv")]
    [TestCase("unknown", "unknown")]
    [TestCase("watchos", "watchos")]
    public void Map_MessagePlatform_IsInOurWords(string wire, string expected)
    {
        Assert.That(
            MappedBatch.Of(Message(MessageEvent("screen_view"), $$"""  "source_channel":"native","runtime_environment":{"type":"{{wire}}"} """))["platform"],
            Is.EqualTo(expected));
    }

    [Test]
    public void Map_MessageOfAFeed_IsOfPlatformDataFeed()
    {
        Assert.That(
            MappedBatch.Of(Message(MessageEvent("screen_view"), """ "runtime_environment":{"type":"unknown"},"source_channel":"partner" """))["platform"],
            Is.EqualTo("data_feed"));
        Assert.That(
            MappedBatch.Of(Message(MessageEvent("screen_view"), """ "source_channel":"partner","runtime_environment":{"type":"android"} """))["platform"],
            Is.EqualTo("android"));
    }

    [Test]
    public void Map_PlatformLeftOut_RefusesAllItsEvents()
    {
        var options = new VidoraMappingOptions { Platforms = ["ios", "data_feed"] };
        var events = Event("screen_view") + "," + Event("opt_out") + "," + Event("what");

        MappedBatch.Of(Batch(events, """ "device_info":{"platform":"roku"} """), options).IsRefused(MappingIssueCode.PlatformNotForwarded, null, 3);
        MappedBatch.Of(Batch(events), options).IsRefused(MappingIssueCode.PlatformNotForwarded, null, 3);
        Assert.That(MappedBatch.Of(Batch(events, """ "device_info":{"platform":"iOS"} """), options).Events, Has.Count.EqualTo(1));
        Assert.That(MappedBatch.Of(Batch(events, """ "device_info":{"platform":"out_of_band"} """), options).Events, Has.Count.EqualTo(1));
    }

    [Test]
    public void Map_NewPlatform_GoesWithUnknown()
    {
        const string Platform = """ "device_info":{"platform":"toaster"} """;

        MappedBatch.Of(Batch(Event("screen_view"), Platform), new VidoraMappingOptions { Platforms = ["web"] })
            .IsRefused(MappingIssueCode.PlatformNotForwarded, null, 1);
        Assert.That(MappedBatch.Of(Batch(Event("screen_view"), Platform), new VidoraMappingOptions { Platforms = ["unknown"] })["platform"], Is.EqualTo("toaster"));
    }

    [TestCase(946_684_800_000L)]
    [TestCase(4_102_444_800_000L)]
    public void Map_AnyAge_IsForwarded(long milliseconds)
    {
        var json = $$"""{"mpid":42,"events":[{"event_type":"session_start","data":{"timestamp_unixtime_ms":{{milliseconds}} } }]}""";

        Assert.That(MappedBatch.Of(json)["timestamp"], Is.EqualTo((milliseconds / 1000).ToString(System.Globalization.CultureInfo.InvariantCulture)));
        Assert.That(MappedBatch.Of(json).Issues, Is.Empty);
    }

    [TestCase("{\"mpid\":42,\"events\":[]}")]
    [TestCase("{\"mpid\":42,\"events\":null}")]
    [TestCase("{\"mpid\":42}")]
    [TestCase("{\"mpid\":42,\"user_attributes\":{\"\":1,\"a\":\"\\ud800\"},\"device_info\":{\"screen_height\":\"tall\"},\"system_notifications\":[]}")]
    [TestCase("{\"mpid\":0,\"events\":[]}")]
    [TestCase("{\"environment\":\"development\",\"mpid\":42,\"events\":[]}")]
    [TestCase("{}")]
    [TestCase("{\"type\":\"event_processing_request\",\"id\":\"ping\",\"events\":[]}")]
    [TestCase("{\"type\":\"event_processing_request\",\"id\":\"ping\"}")]
    public void Map_NoEvents_YieldsNothingWithoutAnIssue(string json)
    {
        MappedBatch.Of(json).YieldsOnly();
    }

    [Test]
    public void Map_OnlyAChangeOfConsent_IsForwarded()
    {
        const string Change = """ "system_notifications":[{"type":"gdpr_change","data":{"purpose":"ads","current":{"consented":true,"timestamp_unixtime_ms":1700000000000}}}] """;

        MappedBatch.Of(Batch("", Change)).YieldsOnly(
            """{"user_id":"42","type":"gdpr_consent_change","timestamp":1700000000,"timestamp_ms":1700000000000,"event_type":"gdpr_consent_change","platform":"unknown","purpose":"ads","consented":true}""");
    }
}
