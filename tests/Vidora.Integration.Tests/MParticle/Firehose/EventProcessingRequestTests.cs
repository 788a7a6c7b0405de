using System.Buffers;
using System.Text;
using Vidora.Integration.MParticle;
using Vidora.Integration.MParticle.Firehose;
using Vidora.Integration.MParticle.Json;
using Vidora.Integration.Tests.Fixtures;

namespace Vidora.Integration.Tests.MParticle.Firehose;

public sealed class EventProcessingRequestTests
{
    /// <summary>Read by each test for itself: a mutation run asks only the tests that read.</summary>
    private static EventProcessingRequest Request => (EventProcessingRequest)FirehoseJson.ReadRequest(
        (ReadOnlyMemory<byte>)Fixture.Read("firehose/event_processing_request.json"));

    private static MParticleBatch Batch => Request.Batch;

    [Test]
    public void Envelope_TypeLast_IsRead()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Request.Id, Is.EqualTo("5e6c3a52-0f0d-4a3a-9a35-3a1f7d2c9b10"));
        });
    }

    [Test]
    public void Account_SettingsOfEveryKind_AreTextOrNull()
    {
        var account = Request.Account!;
        Assert.That(account.Id, Is.EqualTo(90210));
        Assert.That(account.Settings, Is.EquivalentTo(new Dictionary<string, string?>
        {
            ["apiKey"] = "fixture-secret",
            ["useSandbox"] = "True",
            ["limit"] = "250",
            ["unset"] = null,
        }));
    }

    [Test]
    public void ToString_OfAccountAndRequest_HasNoSecret()
    {
        Assert.That(Request.Account!.ToString(), Is.EqualTo("Firehose account 90210"));
        Assert.That(Request.ToString(), Does.Not.Contain("fixture-secret"));
    }

    [Test]
    public void Batch_FieldsOfTheMessage_AreWhereTheModelHasThem()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Batch.Mpid, Is.EqualTo(-9007199254740993L));
            Assert.That(Batch.MessageId, Is.EqualTo(Request.Id));
            Assert.That(Batch.ReceivedTime, Is.EqualTo(DateTimeOffset.FromUnixTimeMilliseconds(1719480000123)));
            Assert.That(Batch.SourceId, Is.EqualTo("a3c9b1de-6c2f-4f5e-8a77-0b1f2f3c4d5e"));
            Assert.That(Batch.SourceChannel, Is.EqualTo("native"));
            Assert.That(Batch.MParticleDeviceId, Is.EqualTo("6f1e9f2b-2c3d-4e5f-8a9b-0c1d2e3f4a5b"));
            Assert.That(Batch.Environment, Is.EqualTo(MParticleEnvironment.Development));
            Assert.That(Batch.IpAddress, Is.EqualTo("192.0.2.7"));
            Assert.That(Batch.SdkVersion, Is.EqualTo("8.1.0"));
            Assert.That(Batch.UserAttributes!["visits"].ToString(), Is.EqualTo("00012"));
            Assert.That(Batch.UserAttributes["colours"].Items, Is.EqualTo(new[] { "red", "blue" }));
            Assert.That(Batch.UserAttributes, Has.Count.EqualTo(3));
            Assert.That(Batch.IntegrationAttributes!["moduleKey"].ToString(), Is.EqualTo("moduleValue"));
        });
    }

    [Test]
    public void Identities_OfUserPartnerAndDevice_AreRead()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Batch.UserIdentities.Select(i => (i.Type, i.Encoding, i.Value)), Is.EqualTo(new[]
            {
                ("customer", "raw", "C-77"),
                ("email", "sha256", "b0a1"),
            }));
            Assert.That(Batch.PartnerIdentities.Select(i => (i.Type, i.Encoding, i.Value)), Is.EqualTo(new[] { ("vidora_id", "raw", "V-1") }));
            Assert.That(Batch.DeviceInfo!.Identities.Select(i => (i.Type, i.Encoding, i.Value)), Is.EqualTo(new[] { ("ios_vendor_id", "raw", "IDFV-1") }));
        });
    }

    [Test]
    public void ConsentState_OfBothLaws_IsRead()
    {
        var gdpr = Batch.ConsentState!.Gdpr["analytics"];
        var ccpa = Batch.ConsentState.Ccpa["data_sale_opt_out"];
        Assert.Multiple(() =>
        {
            Assert.That((gdpr.Consented, gdpr.Document, gdpr.Location, gdpr.HardwareId), Is.EqualTo((true, "v4", "home", "HW-1")));
            Assert.That(gdpr.Timestamp, Is.EqualTo(DateTimeOffset.FromUnixTimeMilliseconds(1719470000000)));
            Assert.That(ccpa.Consented, Is.False);
        });
    }

    [Test]
    public void SystemNotifications_OfBothLaws_AreRead()
    {
        Assert.That(
            Batch.SystemNotifications.Select(n => (n.Type, n.Purpose, n.Old!.Consented, n.Current!.Consented)),
            Is.EqualTo(new (string?, string?, bool?, bool?)[]
            {
                ("gdpr_consent_state", "analytics", false, true),
                ("ccpa_consent_state", "data_sale_opt_out", true, false),
            }));
    }

    [Test]
    public void RuntimeEnvironment_EveryField_IsDeviceAndApplication()
    {
        var device = Batch.DeviceInfo!;
        var application = Batch.ApplicationInfo!;
        Assert.Multiple(() =>
        {
            Assert.That(device.Platform, Is.EqualTo(MParticlePlatform.Ios));
            Assert.That(device.HttpHeaderUserAgent, Is.EqualTo("Acme/4.5"));
            Assert.That(device.BuildIdentifier, Is.EqualTo("21F79"));
            Assert.That((device.Brand, device.Product, device.DeviceName), Is.EqualTo(("iPhone15,2", "iPhone15,2", "Ada's phone")));
            Assert.That((device.Manufacturer, device.Model, device.OsVersion), Is.EqualTo(("Apple", "iPhone 14 Pro", "17.5")));
            Assert.That((device.ScreenHeight, device.ScreenWidth, device.ScreenDpi), Is.EqualTo((2556L, 1179L, 460L)));
            Assert.That((device.Country, device.LocaleLanguage, device.LocaleCountry), Is.EqualTo(("DE", "de", "DE")));
            Assert.That((device.NetworkCountry, device.NetworkCarrier), Is.EqualTo(("DE", "Telekom")));
            Assert.That((device.NetworkCode, device.NetworkMobileCountryCode), Is.EqualTo(("01", "262")));
            Assert.That((device.TimezoneOffset, device.TimezoneName), Is.EqualTo((5.5m, "Europe/Berlin")));
            Assert.That((device.CpuArchitecture, device.RadioAccessTechnology), Is.EqualTo(("arm64", "LTE")));
            Assert.That((device.IsTablet, device.SupportsTelephony, device.HasNfc), Is.EqualTo((false, true, true)));
            Assert.That((device.BluetoothEnabled, device.BluetoothVersion), Is.EqualTo((false, "5.3")));
            Assert.That((device.AndroidSdkLevel, device.IsSandboxed), Is.EqualTo((34L, true)));
            Assert.That((device.PushToken, device.LimitAdTracking, device.IsDst), Is.EqualTo(("PUSH-1", true, true)));
            Assert.That(device.AttAuthorizationStatus, Is.EqualTo("authorized"));
            Assert.That(device.AttTimestamp, Is.EqualTo(DateTimeOffset.FromUnixTimeMilliseconds(1719400000000)));
            Assert.That((application.Name, application.Version, application.Package), Is.EqualTo(("Acme Shop", "4.5", "test.acme.shop")));
            Assert.That(application.InstallReferrer, Is.EqualTo("utm_source=x"));
            Assert.That(application.AppleSearchAdsAttributes!["Version3.1"].Json, Does.Contain("iad-attribution"));
        });
    }

    [Test]
    public void RuntimeEnvironment_NamesOfTheWeb_AreRead()
    {
        var device = Read("""
            {"type":"event_processing_request","mpid":"1","runtime_environment":{"device_manufacturer":"M","device_model":"N","device_country":"C",
            "application_name":"Shop","screen_height":600,"is_debug":false,"type":"mobileweb"}}
            """).Batch;
        Assert.Multiple(() =>
        {
            Assert.That(device.DeviceInfo!.Platform, Is.EqualTo(MParticlePlatform.Web));
            Assert.That((device.DeviceInfo.Manufacturer, device.DeviceInfo.Model, device.DeviceInfo.Country), Is.EqualTo(("M", "N", "C")));
            Assert.That(device.ApplicationInfo!.Name, Is.EqualTo("Shop"));
            Assert.That(device.Environment, Is.EqualTo(MParticleEnvironment.Production));
        });
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
    [TestCase("hologram", "hologram")]
    public void Platform_OfEveryRuntimeEnvironment_HasTheCommonName(string type, string platform)
    {
        var batch = Read($$"""{"type":"event_processing_request","runtime_environment":{"type":"{{type}}"},"source_channel":"native"}""").Batch;
        Assert.That(batch.DeviceInfo!.Platform!.Value.Value, Is.EqualTo(platform));
    }

    [TestCase("""{"source_channel":"partner","runtime_environment":{"type":"unknown"},"type":"event_processing_request"}""", "data_feed")]
    [TestCase("""{"runtime_environment":{"type":"Unknown","screen_height":1},"type":"event_processing_request","source_channel":"Partner"}""", "data_feed")]
    [TestCase("""{"source_channel":"partner","runtime_environment":{"type":"ios"},"type":"event_processing_request"}""", "ios")]
    public void Platform_OfFeedData_IsDataFeed(string json, string platform) =>
        Assert.That(Read(json).Batch.DeviceInfo!.Platform!.Value.Value, Is.EqualTo(platform));

    [TestCase("true", "development")]
    [TestCase("\"True\"", "development")]
    [TestCase("false", "production")]
    [TestCase("null", "production")]
    [TestCase("{}", "production")]
    public void Environment_OfIsDebug_IsTranslated(string isDebug, string environment)
    {
        var batch = Read("""{"type":"event_processing_request","runtime_environment":{"is_debug":IS_DEBUG} }""".Replace("IS_DEBUG", isDebug, StringComparison.Ordinal)).Batch;
        Assert.That(batch.Environment.Value, Is.EqualTo(environment));
    }

    [Test]
    public void RuntimeEnvironment_ComesTwice_LastCounts()
    {
        var batch = Read("""
            {"type":"event_processing_request","mpid":"1","mpid":"2",
            "runtime_environment":{"type":"ios","is_debug":true,"client_ip_address":"192.0.2.1"},"runtime_environment":{"type":"android"}}
            """).Batch;
        Assert.Multiple(() =>
        {
            Assert.That(batch.Mpid, Is.EqualTo(2));
            Assert.That(batch.DeviceInfo!.Platform, Is.EqualTo(MParticlePlatform.Android));
            Assert.That(batch.Environment, Is.EqualTo(MParticleEnvironment.Production));
            Assert.That(batch.IpAddress, Is.Null);
        });
    }

    [TestCase("null")]
    [TestCase("5")]
    [TestCase("[]")]
    public void RuntimeEnvironment_NoObject_IsAbsent(string value)
    {
        var batch = Read($$"""{"type":"event_processing_request","runtime_environment":{{value}},"mpid":"1"}""").Batch;
        Assert.That((batch.DeviceInfo, batch.ApplicationInfo, batch.Mpid), Is.EqualTo(((MParticleDeviceInfo?)null, (MParticleApplicationInfo?)null, 1L)));
    }

    [Test]
    public void Events_OfEveryType_HaveTheModelOfTheirType() => Assert.That(
        Batch.Events.Select(e => (e.GetType().Name, e.EventType.Value)),
        Is.EqualTo(new[]
        {
            ("SessionStartEvent", "session_start"),
            ("SessionEndEvent", "session_end"),
            ("CustomEvent", "custom_event"),
            ("ScreenViewEvent", "screen_view"),
            ("CrashReportEvent", "crash_report"),
            ("ErrorEvent", "error"),
            ("PrivacySettingChangeEvent", "privacy_setting_change"),
            ("UserAttributeChangeEvent", "user_attribute_change"),
            ("UserIdentityChangeEvent", "user_identity_change"),
            ("PushRegistrationEvent", "push_registration"),
            ("PushRegistrationEvent", "push_registration"),
            ("ApplicationStateTransitionEvent", "application_state_transition"),
            ("PushMessageEvent", "push_message"),
            ("PushMessageEvent", "push_message"),
            ("CommerceEvent", "commerce_event"),
            ("CommerceEvent", "commerce_event"),
            ("CommerceEvent", "commerce_event"),
            ("AttributionEvent", "custom_event"),
            ("UnknownMParticleEvent", "hologram_view"),
            ("UnknownMParticleEvent", ""),
            ("UnknownMParticleEvent", ""),
        }));

    [Test]
    public void Events_CommonFields_AreRead()
    {
        var custom = Batch.Events[2];
        Assert.Multiple(() =>
        {
            Assert.That(Batch.Events[0].SourceId, Is.EqualTo("s0"));
            Assert.That(custom.Id, Is.EqualTo("e2"));
            Assert.That(custom.Timestamp, Is.EqualTo(DateTimeOffset.FromUnixTimeMilliseconds(1719479000002)));
            Assert.That(custom.SessionId, Is.EqualTo("4957918240501247982"));
            Assert.That(Batch.Events[1].SessionId, Is.EqualTo("-42"));
            Assert.That((custom.Location!.Latitude, custom.Location.Longitude, custom.Location.Accuracy), Is.EqualTo((52.5, 13.4, 10.0)));
            Assert.That(custom.CustomAttributes!["level"].ToString(), Is.EqualTo("7"));
            Assert.That(custom.CustomFlags!["flag"].ToString(), Is.EqualTo("on"));
        });
    }

    [Test]
    public void Events_SimpleTypes_HaveTheirFields()
    {
        Assert.Multiple(() =>
        {
            Assert.That(((SessionEndEvent)Batch.Events[1]).DurationMilliseconds, Is.EqualTo(61000));
            Assert.That(((CustomEvent)Batch.Events[2]).EventName, Is.EqualTo("Level up"));
            Assert.That(((CustomEvent)Batch.Events[2]).CustomEventType, Is.EqualTo("media"));
            Assert.That(((ScreenViewEvent)Batch.Events[3]).ScreenName, Is.EqualTo("Home"));
            var privacy = (PrivacySettingChangeEvent)Batch.Events[6];
            Assert.That((privacy.Setting, privacy.IsEnabled), Is.EqualTo(("app_data_collection", false)));
            var attribution = (AttributionEvent)Batch.Events[17];
            Assert.That(
                (attribution.Name, attribution.PartnerName, attribution.PublisherName, attribution.CampaignName),
                Is.EqualTo(("install", "Ads", "Pub", "June")));
        });
    }

    [Test]
    public void Error_WithAndWithoutCrash_HasItsText()
    {
        var crash = (CrashReportEvent)Batch.Events[4];
        var error = (ErrorEvent)Batch.Events[5];
        Assert.Multiple(() =>
        {
            Assert.That((crash.Message, crash.StackTrace), Is.EqualTo(("boom", "at X")));
            Assert.That(crash.CustomAttributes!["k"].ToString(), Is.EqualTo("v"));
            Assert.That((error.Message, error.StackTrace, error.IsCrash), Is.EqualTo(("oops", "at Y", false)));
            Assert.That(error.Breadcrumbs, Is.EqualTo(new[] { "c" }));
        });
    }

    [Test]
    public void UserAttributeChange_AddedAndRemoved_AreChanges() => Assert.That(
        ((UserAttributeChangeEvent)Batch.Events[7]).Changes.Select(c => (c.Name, c.OldValue?.ToString(), c.NewValue?.ToString(), c.Deleted)),
        Is.EqualTo(new (string?, string?, string?, bool?)[]
        {
            ("plan", "silver", "gold", false),
            ("age", null, "41", false),
            ("trial", "yes", null, true),
        }));

    [TestCase("\"added\":{\"age\":\"41\"}", null, "41", false)]
    [TestCase("\"removed\":{\"age\":\"41\"}", "41", null, true)]
    [TestCase("\"added\":{\"age\":\"41\"},\"removed\":null", null, "41", false)]
    public void UserAttributeChange_OneSideOnly_IsAChange(string json, string? before, string? now, bool deleted)
    {
        var batch = Read($$"""{"type":"event_processing_request","events":[{"type":"user_attribute_change",{{json}}}]}""").Batch;
        var change = ((UserAttributeChangeEvent)batch.Events[0]).Changes.Single();
        Assert.That((change.Name, change.OldValue?.ToString(), change.NewValue?.ToString(), change.Deleted), Is.EqualTo(("age", before, now, deleted)));
    }

    [TestCase("\"added\":[{\"type\":\"email\",\"value\":\"e\"}]", null, "e")]
    [TestCase("\"removed\":[{\"type\":\"email\",\"value\":\"e\"}]", "e", null)]
    public void UserIdentityChange_OneSideOnly_IsAChange(string json, string? before, string? now)
    {
        var batch = Read($$"""{"type":"event_processing_request","events":[{"type":"user_identity_change",{{json}}}]}""").Batch;
        var change = ((UserIdentityChangeEvent)batch.Events[0]).Changes.Single();
        Assert.That((change.IdentityType, change.Old?.Value, change.New?.Value), Is.EqualTo(("email", before, now)));
    }

    [Test]
    public void UserIdentityChange_AddedAndRemoved_AreChanges() => Assert.That(
        ((UserIdentityChangeEvent)Batch.Events[8]).Changes.Select(c => (c.IdentityType, c.Old?.Value, c.New?.Value)),
        Is.EqualTo(new (string?, string?, string?)[]
        {
            ("email", "old@example.test", "new@example.test"),
            ("other2", "O-2", null),
        }));

    [Test]
    public void PushSubscription_Action_IsRegister()
    {
        var on = (PushRegistrationEvent)Batch.Events[9];
        var off = (PushRegistrationEvent)Batch.Events[10];
        Assert.That((on.Register, on.RegistrationToken), Is.EqualTo((true, "TOKEN-1")));
        Assert.That((off.Register, off.RegistrationToken), Is.EqualTo((false, "TOKEN-2")));
    }

    [TestCase("\"pause\"")]
    [TestCase("true")]
    [TestCase("null")]
    [TestCase("[]")]
    public void PushSubscription_UnknownAction_HasNoRegister(string action)
    {
        var batch = Read($$"""{"type":"event_processing_request","events":[{"type":"push_subscription","action":{{action}}}]}""").Batch;
        Assert.That(((PushRegistrationEvent)batch.Events[0]).Register, Is.Null);
    }

    [Test]
    public void PushMessage_ReceiptAndOpen_AreReceivedAndAction()
    {
        var receipt = (PushMessageEvent)Batch.Events[12];
        var open = (PushMessageEvent)Batch.Events[13];
        Assert.That((receipt.MessageType, receipt.Payload), Is.EqualTo(("received", """{"aps":{}}""")));
        Assert.That((open.MessageType, open.Payload), Is.EqualTo(("action", """{"aps":{"x":1}}""")));
    }

    [TestCase("install", "application_install")]
    [TestCase("upgrade", "application_upgrade")]
    [TestCase("initialize", "application_initialized")]
    [TestCase("exit", "application_exit")]
    [TestCase("background", "application_background")]
    [TestCase("foreground", "application_foreground")]
    public void ApplicationStateTransition_EveryState_HasTheCommonName(string state, string name)
    {
        var batch = Read($$"""
            {"type":"event_processing_request","events":[{"application_state":"{{state}}","type":"application_state_transition"}]}
            """).Batch;
        Assert.That(((ApplicationStateTransitionEvent)batch.Events[0]).TransitionType, Is.EqualTo(name));
    }

    [Test]
    public void ApplicationStateTransition_OtherFields_AreRead()
    {
        var transition = (ApplicationStateTransitionEvent)Batch.Events[11];
        Assert.That(
            (transition.LaunchReferral, transition.ReferralApplication, transition.LaunchParameters, transition.SourcePackage),
            Is.EqualTo(("acme://x", "mail", "p=1", "com.mail")));
    }

    [Test]
    public void ProductAction_FlatOnTheWire_IsAnActionWithProducts()
    {
        var commerce = (CommerceEvent)Batch.Events[14];
        var action = commerce.ProductAction!;
        var product = action.Products[0];
        Assert.Multiple(() =>
        {
            Assert.That(action.Action, Is.EqualTo("remove_from_wishlist"));
            Assert.That((action.TransactionId, action.Affiliation, action.CouponCode), Is.EqualTo(("T-1", "web", "SUMMER")));
            Assert.That((action.TotalAmount, action.TaxAmount, action.ShippingAmount), Is.EqualTo((19.90m, 1.5m, 0m)));
            Assert.That(action.TotalAmount!.Value.Scale, Is.EqualTo(2));
            Assert.That(commerce.CurrencyCode, Is.EqualTo("EUR"));
            Assert.That(commerce.CustomAttributes!["gift"].ToString(), Is.EqualTo("yes"));
            Assert.That(commerce.CustomFlags!["z"].ToString(), Is.EqualTo("1"));
            Assert.That(action.Products, Has.Count.EqualTo(2));
            Assert.That((product.Id, product.Name, product.Brand, product.Category, product.Variant), Is.EqualTo(("P-1", "Mug", "Acme", "Kitchen", "blue")));
            Assert.That((product.Position, product.Price, product.Quantity, product.TotalAmount), Is.EqualTo((2L, 9.95m, 2m, 19.90m)));
            Assert.That(product.CouponCode, Is.EqualTo("MUG"));
            Assert.That(product.CustomAttributes!["glaze"].ToString(), Is.EqualTo("matte"));
            Assert.That(commerce.PromotionAction, Is.Null);
            Assert.That(commerce.ProductImpressions, Is.Empty);
        });
    }

    [Test]
    public void PromotionAction_FlatOnTheWire_IsAnActionWithPromotions()
    {
        var commerce = (CommerceEvent)Batch.Events[15];
        var promotion = commerce.PromotionAction!.Promotions.Single();
        Assert.Multiple(() =>
        {
            Assert.That(commerce.PromotionAction.Action, Is.EqualTo("click"));
            Assert.That((promotion.Id, promotion.Name, promotion.Creative, promotion.Position), Is.EqualTo(("R-1", "Sale", "banner", "top")));
            Assert.That(commerce.ProductAction, Is.Null);
        });
    }

    [Test]
    public void Impression_Lists_AreImpressions()
    {
        var commerce = (CommerceEvent)Batch.Events[16];
        Assert.That(
            commerce.ProductImpressions.Select(i => (i.ListName, i.Products.Count)),
            Is.EqualTo(new[] { ("related", 1), ("top", 0) }));
        Assert.That(commerce.ProductAction, Is.Null);
    }

    [Test]
    public void UnknownEvent_Json_IsKept()
    {
        var unknown = (UnknownMParticleEvent)Batch.Events[18];
        Assert.That(unknown.RawJson, Does.StartWith("{ \"type\": \"hologram_view\"").And.EndsWith("} }"));
        Assert.That(unknown.Timestamp, Is.EqualTo(DateTimeOffset.FromUnixTimeMilliseconds(1719479000018)));
        Assert.That(((UnknownMParticleEvent)Batch.Events[20]).RawJson, Is.EqualTo("17"));
    }

    [TestCase("""{"type":"event_processing_request"}""")]
    [TestCase("""{"type":"event_processing_request","events":[]}""")]
    [TestCase("""{"events":null,"type":"event_processing_request"}""")]
    public void Events_MissingOrEmpty_IsAPing(string json)
    {
        var request = Read(json);
        Assert.That(request.Batch.Events, Is.Empty);
        Assert.That(request.Batch.Mpid, Is.Null);
        Assert.That(request.Account, Is.Null);
    }

    [TestCase("\"custom_event\",\"type\":\"screen_view\"", "screen_view")]
    [TestCase("\"Custom_Event\"", "custom_event")]
    [TestCase("\"custom\\u005fevent\"", "custom_event")]
    [TestCase("null", "")]
    [TestCase("5", "5")]
    public void EventType_OddForms_AreRead(string type, string expected)
    {
        var batch = Read($$"""{"type":"event_processing_request","events":[{"type":{{type}},"name":"n"}]}""").Batch;
        Assert.That(batch.Events[0].EventType.Value, Is.EqualTo(expected));
    }

    [Test]
    public void Detach_MemoryReused_BatchStays()
    {
        var bytes = Fixture.Read("firehose/event_processing_request.json");
        var batch = ((EventProcessingRequest)FirehoseJson.ReadRequest(bytes)).Batch;
        batch.Detach();
        Array.Clear(bytes);
        Assert.That(Dump.Of(batch), Is.EqualTo(Dump.Of(Request.Batch)));
    }

    private static EventProcessingRequest Read(string json) =>
        (EventProcessingRequest)FirehoseJson.ReadRequest((ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(json));
}
