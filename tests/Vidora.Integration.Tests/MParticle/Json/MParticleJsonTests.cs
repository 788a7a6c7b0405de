using System.Text;
using Vidora.Integration.MParticle;
using Vidora.Integration.Tests.Fixtures;

namespace Vidora.Integration.Tests.MParticle.Json;

public sealed class MParticleJsonTests
{
    private static MParticleBatch Batch => MParticleJson.ReadBatch((ReadOnlyMemory<byte>)Fixture.Read("events-api/every_event.json"));

    [Test]
    public void Batch_EveryField_IsRead() => Assert.Multiple(() =>
    {
        Assert.That(Batch.Mpid, Is.EqualTo(long.MinValue));
        Assert.That(Batch.Environment, Is.EqualTo(MParticleEnvironment.Production));
        Assert.That(Batch.SchemaVersion, Is.EqualTo(2));
        Assert.That(Batch.SdkVersion, Is.EqualTo("2.14.1"));
        Assert.That(Batch.SourceRequestId, Is.EqualTo("req-1"));
        Assert.That(Batch.BatchId, Is.EqualTo(long.MaxValue));
        Assert.That(Batch.MessageId, Is.EqualTo("d7e5c1c0-5b3e-4a64-8b3f-5a2f1c3d4e5f"));
        Assert.That(Batch.MessageType, Is.EqualTo("events"));
        Assert.That(Batch.ReceivedTime, Is.EqualTo(DateTimeOffset.FromUnixTimeMilliseconds(1719480000123)));
        Assert.That(Batch.UniqueId, Is.EqualTo("unique-1"));
        Assert.That(Batch.IpAddress, Is.EqualTo("2001:db8::7"));
        Assert.That(Batch.MParticleDeviceId, Is.EqualTo("0c9fae4e-2a63-4f4e-a2f1-9d7c3a1b5e60"));
        Assert.That(Batch.OriginMpid, Is.EqualTo(9007199254740993));
        Assert.That(Batch.PartnerIdentity, Is.EqualTo("partner-1"));
        Assert.That(Batch.DeletedUserAttributes, Is.EqualTo(new[] { "old_plan", "trial" }));
        Assert.That(Batch.PartnerIdentities.Select(i => (i.Type, i.Value)), Is.EqualTo(new[] { ("Vidora_userId", "V-1") }));
        Assert.That(Batch.IntegrationAttributes!["64"].Json, Is.EqualTo("""{ "key": "value" }"""));
        Assert.That(Batch.SourceId, Is.Null);
        Assert.That(Batch.SourceChannel, Is.Null);
    });

    [Test]
    public void Batch_Parts_AreRead()
    {
        var source = Batch.SourceInfo!;
        var context = Batch.Context!;
        var location = context.Location!;
        Assert.Multiple(() =>
        {
            Assert.That(
                (source.Channel, source.Partner, source.ReplayRequestId, source.ReplayJobId, source.IsHistorical),
                Is.EqualTo(("server_to_server", "Feed", "rr", "rj", false)));
            Assert.That((location.Latitude, location.Longitude, location.Accuracy), Is.EqualTo((52.52, 13.405, 65.5)));
            Assert.That((location.CountryCode, location.RegionCode, location.CityName, location.PostalCode), Is.EqualTo(("DE", "BE", "Berlin", "10115")));
            Assert.That((location.DmaCode, location.LocationSource), Is.EqualTo((501L, "ip_lookup")));
        });
    }

    [Test]
    public void DeviceInfo_EveryField_IsRead()
    {
        var device = Batch.DeviceInfo!;
        Assert.Multiple(() =>
        {
            Assert.That(device.Platform, Is.EqualTo(MParticlePlatform.Android));
            Assert.That(
                new[]
                {
                    device.Brand, device.Product, device.DeviceName, device.AndroidUuid, device.Manufacturer, device.OsVersion, device.Model,
                    device.Country, device.LocaleLanguage, device.LocaleCountry, device.NetworkCountry, device.NetworkCarrier, device.NetworkCode,
                    device.NetworkMobileCountryCode, device.TimezoneName, device.BuildIdentifier, device.BuildVersionRelease,
                    device.HttpHeaderUserAgent, device.IosAdvertisingId, device.AttAuthorizationStatus, device.PushToken, device.CpuArchitecture,
                    device.RadioAccessTechnology, device.BluetoothVersion, device.IosIdfv, device.AndroidAdvertisingId, device.AmpId,
                    device.RokuAdvertisingId, device.RokuPublisherId, device.MicrosoftAdvertisingId, device.MicrosoftPublisherId,
                    device.FireAdvertisingId,
                },
                Is.EqualTo(new[]
                {
                    "samsung", "S24", "Ada's phone", "AU", "Samsung", "14", "SM-S921B", "DE", "de", "DE", "DE", "Telekom", "01", "262",
                    "Europe/Berlin", "UP1A", "14", "Acme/4.5", "IA", "denied", "PT", "arm64", "LTE", "5.3", "II", "AA", "AMP", "RA", "RP", "MA",
                    "MP", "FA",
                }));
            Assert.That((device.ScreenHeight, device.ScreenWidth, device.ScreenDpi, device.AndroidSdkLevel), Is.EqualTo((2340L, 1080L, 420L, 34L)));
            Assert.That(device.TimezoneOffset, Is.EqualTo(-3.5m));
            Assert.That(device.AttTimestamp, Is.EqualTo(DateTimeOffset.FromUnixTimeMilliseconds(1719400000000)));
            Assert.That(
                new[]
                {
                    device.IsTablet, device.PushNotificationSoundEnabled, device.PushNotificationVibrateEnabled, device.SupportsTelephony,
                    device.HasNfc, device.BluetoothEnabled, device.IsSandboxed, device.LimitAdTracking, device.IsDst,
                },
                Is.EqualTo(new bool?[] { false, true, false, true, true, false, false, true, true }));
            Assert.That(device.Identities.Select(i => (i.Type, i.Encoding, i.Value)), Is.EqualTo(new[] { ("android_id", "raw", "AI") }));
        });
    }

    [Test]
    public void ApplicationInfo_EveryField_IsRead()
    {
        var application = Batch.ApplicationInfo!;
        Assert.Multiple(() =>
        {
            Assert.That(
                (application.Name, application.Version, application.BuildNumber, application.InstallReferrer, application.Package, application.Os),
                Is.EqualTo(("Acme Shop", "4.5", "450", "utm", "test.acme", "Android")));
            Assert.That(application.AppleSearchAdsAttributes!["version3.1"].Json, Does.Contain("iad-attribution"));
            Assert.That(application.SideloadedKitsCount, Is.EqualTo(2));
        });
    }

    [Test]
    public void UserIdentities_AsListAndAsObject_AreTheSame()
    {
        var list = Batch.UserIdentities;
        Assert.That(list.Select(i => (i.Type, i.Value, i.CreatedThisBatch)), Is.EqualTo(new (string?, string?, bool?)[]
        {
            ("customer_id", "C-77", true),
            ("email", "ada@example.test", null),
        }));
        Assert.That(list[0].Timestamp, Is.EqualTo(DateTimeOffset.FromUnixTimeMilliseconds(1719470000000)));
        Assert.That(list[1].Timestamp, Is.Null);
        var fromObject = Read("""{"user_identities":{"customer_id":"C-77","email":"ada@example.test","other":null,"google":"","x":{"y":1},"n":5}}""");
        Assert.That(
            fromObject.UserIdentities.Select(i => (i.Type, i.Value)),
            Is.EqualTo(new[] { ("customer_id", "C-77"), ("email", "ada@example.test"), ("n", "5") }));
    }

    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("5")]
    [TestCase("\"x\"")]
    public void UserIdentities_None_AreEmpty(string value) => Assert.That(Read($"{{\"user_identities\":{value}}}").UserIdentities, Is.Empty);

    [Test]
    public void ConsentState_AsMap_IsRead()
    {
        var consent = Batch.ConsentState!;
        var analytics = consent.Gdpr["analytics"];
        Assert.Multiple(() =>
        {
            Assert.That(consent.Gdpr.Keys, Is.EqualTo(new[] { "analytics", "ads" }));
            Assert.That(
                (analytics.Consented, analytics.Document, analytics.Location, analytics.HardwareId, analytics.Regulation),
                Is.EqualTo((true, "v4", "home", "HW", "GDPR")));
            Assert.That(analytics.Timestamp, Is.EqualTo(DateTimeOffset.FromUnixTimeMilliseconds(1719470000000)));
            Assert.That(consent.Gdpr["ads"].Consented, Is.False);
            Assert.That(consent.Ccpa["data_sale_opt_out"].Consented, Is.True);
        });
    }

    [TestCase("true")]
    [TestCase("\"True\"")]
    public void ConsentState_Flat_IsOnePurposeWithoutAName(string consented)
    {
        var consent = Read($$$"""{"consent_state":{"gdpr":{"document":"d","consented":{{{consented}}} },"ccpa":{"consented":false} } }""").ConsentState!;
        Assert.That(consent.Gdpr.Select(c => (c.Key, c.Value.Consented, c.Value.Document)), Is.EqualTo(new (string, bool?, string?)[] { ("", true, "d") }));
        Assert.That(consent.Ccpa.Select(c => (c.Key, c.Value.Consented)), Is.EqualTo(new (string, bool?)[] { ("data_sale_opt_out", false) }));
    }

    [Test]
    public void ConsentState_PurposeCalledConsented_IsAPurpose() => Assert.That(
        Read("""{"consent_state":{"gdpr":{"consented":{"consented":true}}}}""").ConsentState!.Gdpr["consented"].Consented, Is.True);

    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("""{"gdpr":null,"ccpa":5}""")]
    [TestCase("""{"gdpr":{"a":null,"b":true},"ccpa":[]}""")]
    public void ConsentState_None_IsEmpty(string value)
    {
        var consent = Read($"{{\"consent_state\":{value}}}").ConsentState;
        Assert.That(consent?.Gdpr ?? new Dictionary<string, MParticleConsent>(), Is.Empty);
        Assert.That(consent?.Ccpa ?? new Dictionary<string, MParticleConsent>(), Is.Empty);
    }

    [Test]
    public void SystemNotifications_DataAroundOrNot_AreRead()
    {
        var notification = Batch.SystemNotifications.Single();
        Assert.That(
            (notification.Type, notification.Purpose, notification.Current!.Consented, notification.Current.Regulation, notification.Old!.Consented),
            Is.EqualTo(("gdpr_change", "analytics", true, "GDPR", false)));
        var flat = Read("""{"system_notifications":[{"type":"gdpr_change","purpose":"p","current":{"consented":false}},null,5]}""").SystemNotifications;
        Assert.That(flat.Select(n => (n.Purpose, n.Current!.Consented, n.Old)), Is.EqualTo(new (string?, bool?, MParticleConsent?)[] { ("p", false, null) }));
    }

    [TestCase("-9223372036854775808", long.MinValue)]
    [TestCase("9223372036854775807", long.MaxValue)]
    [TestCase("9007199254740993", 9007199254740993)]
    [TestCase("-7636538281262557000", -7636538281262557000)]
    [TestCase("9223372036854775808", null)]
    [TestCase("-9223372036854775809", null)]
    [TestCase("0", null)]
    [TestCase("-0", null)]
    [TestCase("1.5", null)]
    [TestCase("1e3", 1000L)]
    [TestCase(" 5", 5L)]
    [TestCase("5 ", 5L)]
    public void Mpid_NumberOrText_IsExact(string number, long? expected)
    {
        Assert.That(Read($"{{\"mpid\":{number}}}").Mpid, Is.EqualTo(expected));
        Assert.That(Read($"{{\"mpid\":\"{number}\"}}").Mpid, Is.EqualTo(expected));
    }

    [TestCase("\"\"")]
    [TestCase("\"x\"")]
    [TestCase("null")]
    [TestCase("true")]
    [TestCase("[5]")]
    [TestCase("{}")]
    public void Mpid_NoId_IsNull(string value) => Assert.That(Read($"{{\"mpid\":{value}}}").Mpid, Is.Null);

    [Test]
    public void Ids_EveryLevel_AreExactAsTextAndNumber()
    {
        foreach (var quote in new[] { "", "\"" })
        {
            var id = $"{quote}-9223372036854775807{quote}";
            var batch = Read($$"""
                {"mpid":{{id}},"batch_id":{{id}},"origin_mpid":{{id}},"events":[
                {"event_type":"profile","data":{"event_id":{{id}},"session_id":{{id}},"previous_mpid":{{id}},"current_mpid":{{id}} } }]}
                """);
            var profile = (ProfileEvent)batch.Events[0];
            Assert.That(
                new[] { batch.Mpid, batch.BatchId, batch.OriginMpid, profile.EventId, profile.PreviousMpid, profile.CurrentMpid },
                Is.All.EqualTo(-9223372036854775807));
            Assert.That(profile.SessionId, Is.EqualTo("-9223372036854775807"));
        }
    }

    [TestCase("null", "production")]
    [TestCase("\"\"", "production")]
    [TestCase("\"Development\"", "development")]
    [TestCase("\"PRODUCTION\"", "production")]
    [TestCase("\"unknown\"", "unknown")]
    [TestCase("\"staging\"", "staging")]
    [TestCase("{}", "production")]
    public void Environment_AnyForm_IsOneWord(string value, string expected) =>
        Assert.That(Read($"{{\"environment\":{value}}}").Environment.Value, Is.EqualTo(expected));

    [Test]
    public void Environment_NotGiven_IsProduction() => Assert.That(Read("{}").Environment, Is.EqualTo(MParticleEnvironment.Production));

    [TestCase("iOS", "ios")]
    [TestCase("Android", "android")]
    [TestCase("web", "web")]
    [TestCase("tvOS", "tvos")]
    [TestCase("roku", "roku")]
    [TestCase("out_of_band", "data_feed")]
    [TestCase("alexa", "alexa")]
    [TestCase("smart_tv", "smart_tv")]
    [TestCase("fire_tv", "fire_tv")]
    [TestCase("xbox", "xbox")]
    [TestCase("desktop", "desktop")]
    [TestCase("hologram", "hologram")]
    public void Platform_EveryWord_HasTheCommonName(string wire, string expected) =>
        Assert.That(Read($$$"""{"device_info":{"platform":"{{{wire}}}"} }""").DeviceInfo!.Platform!.Value.Value, Is.EqualTo(expected));

    [Test]
    public void Zeros_OfIdsGuidsTimesAndText_AreAbsent()
    {
        var batch = Read("""
            {"mpid":"0","batch_id":0,"timestamp_unixtime_ms":"0","message_id":"00000000-0000-0000-0000-000000000000","ip":"","sdk_version":null,
            "events":[{"event_type":"custom_event","data":{"event_id":"0","source_message_id":"00000000-0000-0000-0000-000000000000",
            "session_start_unixtime_ms":0,"timestamp_unixtime_ms":0,"event_name":"","session_uuid":""}}]}
            """);
        var custom = (CustomEvent)batch.Events[0];
        Assert.That(
            new object?[] { batch.Mpid, batch.BatchId, batch.ReceivedTime, batch.MessageId, batch.IpAddress, batch.SdkVersion },
            Is.All.Null);
        Assert.That(
            new object?[] { custom.EventId, custom.SourceMessageId, custom.SessionStart, custom.Timestamp, custom.EventName, custom.SessionUuid },
            Is.All.Null);
    }

    [Test]
    public void Names_Twice_LastCounts()
    {
        var batch = Read("""
            {"mpid":1,"mpid":2,"events":[{"event_type":"custom_event","data":{}}],"device_info":{"brand":"a"},"device_info":{"model":"m","model":"n"},
            "ip":"1","ip":null,"user_attributes":{"a":1,"a":"2"},
            "events":[{"data":{"event_name":"old"},"event_type":"screen_view","data":{"screen_name":"x","screen_name":"y"}}]}
            """);
        Assert.Multiple(() =>
        {
            Assert.That(batch.Mpid, Is.EqualTo(2));
            Assert.That((batch.DeviceInfo!.Brand, batch.DeviceInfo.Model), Is.EqualTo(((string?)null, "n")));
            Assert.That(batch.IpAddress, Is.Null);
            Assert.That(batch.UserAttributes!["a"].ToString(), Is.EqualTo("2"));
            Assert.That(((ScreenViewEvent)batch.Events.Single()).ScreenName, Is.EqualTo("y"));
        });
    }

    [Test]
    public void Events_DataTwice_LastCountsWhole()
    {
        var batch = Read("""
            {"events":[{"event_type":"custom_event","data":{"event_name":"a","page_url":"u"},"data":{"event_name":"b"}},
            {"event_type":"custom_event","data":{"event_name":"a"},"data":null}]}
            """);
        Assert.That(batch.Events.Cast<CustomEvent>().Select(e => (e.EventName, e.PageUrl)), Is.EqualTo(new (string?, string?)[] { ("b", null), (null, null) }));
    }

    [Test]
    public void Names_Escaped_AreKnown()
    {
        var batch = Read("""
            {"\u006dpid":7,"events":[{"\u0064ata":{"event\u005fname":"n"},"event_t\u0079pe":"custom\u005fevent"}],"user_attributes":{"\u0061\n":"x\u0041"}}
            """);
        Assert.That(batch.Mpid, Is.EqualTo(7));
        Assert.That(((CustomEvent)batch.Events[0]).EventName, Is.EqualTo("n"));
        Assert.That(batch.UserAttributes!["a\n"].ToString(), Is.EqualTo("xA"));
    }

    [Test]
    public void Names_Unknown_ArePassedOver()
    {
        var batch = Read("""{"future":{"mpid":5,"events":"x"},"mpid":1,"events":[{"x":[1],"event_type":"session_start","data":{"y":{"session_id":5},"event_num":2}}]}""");
        Assert.That((batch.Mpid, batch.Events[0].EventNumber, batch.Events[0].SessionId), Is.EqualTo((1L, 2L, (string?)null)));
    }

    [TestCase("null")]
    [TestCase("[]")]
    public void Events_None_IsEmpty(string value) => Assert.That(Read($"{{\"mpid\":1,\"events\":{value}}}").Events, Is.Empty);

    [Test]
    public void Events_NotObjects_AreUnknown()
    {
        var batch = Read("""{"events":[null,5,"x",[{"event_type":"custom_event"}]]}""");
        Assert.That(
            batch.Events.Select(e => ((UnknownMParticleEvent)e).RawJson),
            Is.EqualTo(new[] { "null", "5", "\"x\"", """[{"event_type":"custom_event"}]""" }));
    }

    [TestCase("""{"device_info":5,"application_info":[],"context":"x","source_info":true,"attribution_info":1,"platform_fields":[]}""")]
    [TestCase("""{"device_info":null,"application_info":null,"context":null,"source_info":null,"attribution_info":null,"platform_fields":null}""")]
    public void Parts_OfAnotherType_AreNull(string json)
    {
        var batch = Read(json);
        Assert.That(
            new object?[] { batch.DeviceInfo, batch.ApplicationInfo, batch.Context, batch.SourceInfo },
            Is.All.Null);
    }

    [Test]
    public void Values_OfAnotherType_AreNull()
    {
        var batch = Read("""
            {"schema_version":"two","modified":"maybe","timestamp_unixtime_ms":"yesterday","sdk_version":[1],"user_attributes":[],
            "deleted_user_attributes":{"a":1},"context":{"location":{"latitude":{},"longitude":"1,5","accuracy":1e999,"dma_code":"x"}},
            "device_info":{"screen_height":"tall","timezone_offset":"5h","is_tablet":0,"att_timestamp_unixtime_ms":-99999999999999999}}
            """);
        var location = batch.Context!.Location!;
        var device = batch.DeviceInfo!;
        Assert.That(
            new object?[]
            {
                batch.SchemaVersion, batch.ReceivedTime, batch.SdkVersion, batch.UserAttributes, location.Latitude,
                location.Longitude, location.Accuracy, location.DmaCode, device.ScreenHeight, device.TimezoneOffset, device.IsTablet,
                device.AttTimestamp,
            },
            Is.All.Null);
        Assert.That(batch.DeletedUserAttributes, Is.Empty);
    }

    [Test]
    public void Values_NumbersAndBooleansAsTextAndBack_AreRead()
    {
        var batch = Read("""
            {"schema_version":"2","modified":"TRUE","sdk_version":7.5,"message_type":true,
            "device_info":{"screen_height":"600","timezone_offset":"-5.50","is_tablet":"false","os_version":14}}
            """);
        Assert.Multiple(() =>
        {
            Assert.That((batch.SchemaVersion, batch.SdkVersion, batch.MessageType), Is.EqualTo((2L, "7.5", "true")));
            Assert.That((batch.DeviceInfo!.ScreenHeight, batch.DeviceInfo.IsTablet, batch.DeviceInfo.OsVersion), Is.EqualTo((600L, false, "14")));
            Assert.That(batch.DeviceInfo.TimezoneOffset!.Value.ToString(System.Globalization.CultureInfo.InvariantCulture), Is.EqualTo("-5.50"));
        });
    }

    [Test]
    public void Text_LoneSurrogates_AreReplacementCharacters()
    {
        var batch = Read("""
            {"ip":"a\ud800b","sdk_version":"\udc00","message_type":"\ud83d\ude00\ud83d","user_attributes":{"k\ud800":"v\udfff","list":["\udbff"]},
            "user_identities":{"x\ud800":"y"}}
            """);
        Assert.Multiple(() =>
        {
            Assert.That((batch.IpAddress, batch.SdkVersion, batch.MessageType), Is.EqualTo(("a\uFFFDb", "\uFFFD", "\U0001F600\uFFFD")));
            Assert.That(batch.UserAttributes!["k\uFFFD"].ToString(), Is.EqualTo("v\uFFFD"));
            Assert.That(batch.UserAttributes["list"].Items, Is.EqualTo(new[] { "\uFFFD" }));
            Assert.That(batch.UserIdentities.Single().Type, Is.EqualTo("x\uFFFD"));
        });
    }

    [TestCase("""{"data":{},"event_type":"custom_event"}""", "this is not an mParticle batch")]
    [TestCase("""{"s3cret":"s3cret"}""", "this is not an mParticle batch")]
    [TestCase("""{"errors":[{"code":"s3cret"}]}""", "this is not an mParticle batch")]
    [TestCase("""{"mpid":1,"events":{"s3cret":1}}""", "\"events\" is not a list")]
    [TestCase("""{"mpid":1,"events":"s3cret"}""", "\"events\" is not a list")]
    [TestCase("""[{"mpid":1}]""", "this is JSON, but not an object")]
    [TestCase("\"s3cret\"", "this is JSON, but not an object")]
    [TestCase("null", "this is JSON, but not an object")]
    [TestCase("", "this is not valid JSON at byte 0")]
    [TestCase(" \r\n ", "this is not valid JSON")]
    [TestCase("""{"mpid":1} {"mpid":2}""", "this is not valid JSON at byte 11")]
    [TestCase("""{"mpid":1,}""", "this is not valid JSON at byte 10")]
    [TestCase("""{"mpid":01}""", "this is not valid JSON at byte 9")]
    [TestCase("""{"mpid":1,"s3cret":"s3c""", "this is not valid JSON at byte 23")]
    [TestCase("""{"mpid":1,"s3cret":"\q"}""", "this is not valid JSON at byte 21")]
    [TestCase("{\"mpid\":1,\n\"a\":\"s3cret\ns3cret\"}", "this is not valid JSON at byte 11, line 2 of the document")]
    public void ReadBatch_NoBatch_SaysWhyWithoutContent(string json, string why)
    {
        var error = Assert.Throws<MParticleFormatException>(() => Read(json))!;
        Assert.That(error.Message, Does.StartWith(why).And.Not.Contain("s3cret"));
        Assert.That((error.Document, error.Position, error.Line), Is.EqualTo(((int?)null, (long?)null, (long?)null)));
    }

    [TestCase("{}")]
    [TestCase("""{"mpid":null}""")]
    [TestCase("""{"mpid":null,"events":null,"x":1}""")]
    [TestCase("""{"context":{}}""")]
    [TestCase("""{"user_attributes":{}}""")]
    public void ReadBatch_NothingInIt_IsABatch(string json)
    {
        var batch = Read(json);
        Assert.That((batch.Mpid, batch.Events.Count), Is.EqualTo(((long?)null, 0)));
    }

    [TestCase(4, true)]
    [TestCase(3, false)]
    public void ReadBatch_Depth_IsLimited(int maxDepth, bool isRead)
    {
        var json = Encoding.UTF8.GetBytes("""{"mpid":1,"x":[[[]]]}""");
        var limits = new MParticleReadLimits { MaxDepth = maxDepth };
        if (isRead)
        {
            Assert.That(MParticleJson.ReadBatch((ReadOnlyMemory<byte>)json, limits).Mpid, Is.EqualTo(1));
        }
        else
        {
            Assert.That(
                () => MParticleJson.ReadBatch((ReadOnlyMemory<byte>)json, limits),
                Throws.TypeOf<MParticleFormatException>().With.Message.EqualTo("objects and lists are nested deeper than 3 levels (MParticleReadLimits.MaxDepth)."));
        }
    }

    [Test]
    public void ReadBatch_GreatestDepth_IsReadToItsLastProperty()
    {
        var nested = new string('[', 990) + new string(']', 990);
        var limits = new MParticleReadLimits { MaxDepth = 1000 };
        var json = Encoding.UTF8.GetBytes($$"""{"mpid":1,"user_attributes":{"a":{{nested}} },"context":{"x":{{nested}},"location":{"latitude":1} } }""");
        var batch = MParticleJson.ReadBatch((ReadOnlyMemory<byte>)json, limits);
        Assert.That(batch.Context!.Location!.Latitude, Is.EqualTo(1));
        Assert.That(batch.UserAttributes!["a"].Json, Is.EqualTo(nested));
    }

    [Test]
    public void ReadBatch_Size_IsLimited()
    {
        var json = Encoding.UTF8.GetBytes("""{"mpid":1}""");
        var limits = new MParticleReadLimits { MaxDocumentBytes = 9 };
        const string Message = "the document is larger than the limit of 9 bytes (MParticleReadLimits.MaxDocumentBytes).";
        Assert.That(MParticleJson.ReadBatch((ReadOnlyMemory<byte>)json, new MParticleReadLimits { MaxDocumentBytes = 10 }).Mpid, Is.EqualTo(1));
        Assert.That(() => MParticleJson.ReadBatch((ReadOnlyMemory<byte>)json, limits), Throws.TypeOf<MParticleFormatException>().With.Message.EqualTo(Message));
        Assert.That(() => MParticleJson.ReadBatch(json.AsSpan(), limits), Throws.TypeOf<MParticleFormatException>().With.Message.EqualTo(Message));
        Assert.That(() => MParticleJson.ReadBatch(Sequences.Split(json, 2), limits), Throws.TypeOf<MParticleFormatException>().With.Message.EqualTo(Message));
    }

    [TestCase(new byte[] { 0xFF }, 14)]
    [TestCase(new byte[] { (byte)'a', 0xC0, 0x80 }, 15)]
    [TestCase(new byte[] { 0xED, 0xA0, 0x80 }, 14)]
    [TestCase(new byte[] { 0xE2, 0x82 }, 14)]
    [TestCase(new byte[] { 0xC3, 0xA4, 0xF5 }, 16)]
    public void ReadBatch_InvalidUtf8_SaysAtWhichByte(byte[] bytes, int position)
    {
        byte[] json = [.. "{\"mpid\":1,\"a\":\""u8, .. bytes, .. "\"}"u8];
        Assert.That(
            () => MParticleJson.ReadBatch((ReadOnlyMemory<byte>)json),
            Throws.TypeOf<MParticleFormatException>().With.Message.EqualTo($"this is not UTF-8 text at byte {position + 1}."));
    }

    [TestCase(0, 1)]
    [TestCase(1001, 1)]
    [TestCase(1, 0)]
    [TestCase(1, (4 * 1024 * 1024) + 1)]
    public void Limits_OutOfRange_AreRefused(int depth, int bytes) => Assert.That(
        () => new MParticleReadLimits { MaxDepth = depth, MaxDocumentBytes = bytes },
        Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public void ReadBatch_MemorySpanAndSequence_AreTheSame()
    {
        var json = Fixture.Read("events-api/every_event.json");
        var expected = Dump.Of(Batch);
        Assert.That(Dump.Of(MParticleJson.ReadBatch(json.AsSpan())), Is.EqualTo(expected));
        Assert.That(Dump.Of(MParticleJson.ReadBatch(Sequences.Split(json, 11))), Is.EqualTo(expected));
        Assert.That(Dump.Of(MParticleJson.ReadBatch(Sequences.Split(json, json.Length))), Is.EqualTo(expected));
    }

    [Test]
    public void ReadBatch_SpanAndSequence_CopyWhatTheyRead()
    {
        var json = Encoding.UTF8.GetBytes("""{"mpid":1}""");
        var fromMemory = MParticleJson.ReadBatch((ReadOnlyMemory<byte>)json);
        var fromSpan = MParticleJson.ReadBatch(json.AsSpan());
        var fromSequence = MParticleJson.ReadBatch(Sequences.Split(json, 100));
        json[8] = (byte)'2';
        Assert.That((fromMemory.Mpid, fromSpan.Mpid, fromSequence.Mpid), Is.EqualTo((2L, 1L, 1L)));
    }

    [Test]
    public void Detach_MemoryReused_BatchStays()
    {
        var json = Fixture.Read("events-api/every_event.json");
        var batch = MParticleJson.ReadBatch((ReadOnlyMemory<byte>)json);
        var attributes = batch.UserAttributes;
        batch.Detach();
        Array.Clear(json);
        Assert.That(Dump.Of(batch), Is.EqualTo(Dump.Of(Batch)));
        Assert.That(attributes!["plan"].ToString(), Is.EqualTo("gold"));
    }

    private static MParticleBatch Read(string json) => MParticleJson.ReadBatch((ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(json));
}
