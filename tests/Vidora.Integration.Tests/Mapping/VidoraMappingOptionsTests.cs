using static Vidora.Integration.Tests.Mapping.Wire;

namespace Vidora.Integration.Tests.Mapping;

public sealed class VidoraMappingOptionsTests
{
    [Test]
    public void Defaults_AreThoseOfTheRules()
    {
        var options = new VidoraMappingOptions();

        Assert.That(options.ExcludePersonalData, Is.False);
        Assert.That(options.Environments, Is.EqualTo(new[] { "production" }));
        Assert.That(options.Platforms, Is.EquivalentTo(new[] { "android", "ios", "web", "tvos", "roku", "alexa", "smart_tv", "xbox", "fire_tv", "data_feed", "desktop", "unknown" }));
        Assert.That(options.EventTypes, Is.EquivalentTo(new[]
        {
            "custom_event", "screen_view", "commerce_event", "application_state_transition", "session_start", "session_end", "push_message",
            "push_registration", "user_attribute_change", "user_identity_change", "crash_report", "uninstall", "gdpr_consent_change", "ccpa_consent_change",
        }));
    }

    [TestCase("windows_phone")]
    [TestCase("")]
    [TestCase(" web")]
    [TestCase("firetv")]
    public void Constructor_UnknownPlatform_SaysWhichThereAre(string word)
    {
        var thrown = Assert.Throws<ArgumentException>(() => _ = new MParticleEventMapper(new VidoraMappingOptions { Platforms = ["web", word] }));

        Assert.That(thrown!.Message, Does.Contain("Platforms").And.Contain($"\"{word}\"").And.Contain("smart_tv").And.Contain("fire_tv"));
    }

    [TestCase("purchase")]
    [TestCase("opt_out")]
    [TestCase("profile")]
    [TestCase("error")]
    [TestCase("promotion_action")]
    public void Constructor_UnknownEventType_SaysWhichThereAre(string word)
    {
        var thrown = Assert.Throws<ArgumentException>(() => _ = new MParticleEventMapper(new VidoraMappingOptions { EventTypes = [word] }));

        Assert.That(thrown!.Message, Does.Contain("EventTypes").And.Contain($"\"{word}\"").And.Contain("custom_event").And.Contain("gdpr_consent_change"));
    }

    [Test]
    public void Constructor_ReadsTheOptionsOnce()
    {
        var platforms = new List<string> { "ios" };
        var options = new VidoraMappingOptions { Platforms = platforms };
        var mapper = new MParticleEventMapper(options);
        platforms.Add("web");
        options.Environments = ["development"];
        options.EventTypes = ["uninstall"];
        options.ExcludePersonalData = true;
        var batch = MappedBatch.Read(System.Text.Encoding.UTF8.GetBytes(Batch(Event("screen_view"), """ "device_info":{"platform":"ios","http_header_user_agent":"UA"} """)));

        Assert.That(mapper.Map(batch).Events.Single()["user_agent"]!.Value.GetText(), Is.EqualTo("UA"));
        var web = MappedBatch.Read(System.Text.Encoding.UTF8.GetBytes(Batch(Event("screen_view"), """ "device_info":{"platform":"web"} """)));
        Assert.That(mapper.Map(web).Events, Is.Empty);
    }

    [Test]
    public void Words_AreComparedIgnoringCase()
    {
        var options = new VidoraMappingOptions { Platforms = ["IOS", "Smart_TV"], EventTypes = ["Screen_View"], Environments = ["PRODUCTION"] };

        Assert.That(MappedBatch.Of(Batch(Event("screen_view"), """ "device_info":{"platform":"smarttv"} """), options).Events, Has.Count.EqualTo(1));
    }

    [Test]
    public void Nothing_ForwardsNothing()
    {
        MappedBatch.Of(Batch(Event("screen_view")), new VidoraMappingOptions { Environments = [] }).IsRefused(MappingIssueCode.EnvironmentNotForwarded, null, 1);
        MappedBatch.Of(Batch(Event("screen_view")), new VidoraMappingOptions { Platforms = [] }).IsRefused(MappingIssueCode.PlatformNotForwarded, null, 1);
        MappedBatch.Of(Batch(Event("screen_view")), new VidoraMappingOptions { EventTypes = [] }).IsRefused(MappingIssueCode.EventTypeNotForwarded, 0, 1);
    }

    [Test]
    public void Map_Null_Throws()
    {
        var mapper = new MParticleEventMapper();

        Assert.That(() => mapper.Map(null!), Throws.ArgumentNullException);
        Assert.That(() => mapper.Map(new(), null!), Throws.ArgumentNullException);
    }
}
