using Vidora.Integration.MParticle;
using static Vidora.Integration.Tests.Mapping.Wire;

namespace Vidora.Integration.Tests.Mapping;

/// <summary>Batches that were never a document are mapped by the same rules.</summary>
public sealed class HandBuiltBatchTests
{
    private static readonly DateTimeOffset _time = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_999);

    [Test]
    public void Map_Order_IsOneEventAProduct()
    {
        var batch = new MParticleBatch
        {
            Mpid = 42,
            DeviceInfo = new MParticleDeviceInfo { Platform = MParticlePlatform.Ios, Model = "M \"1\"", IsTablet = false },
            ApplicationInfo = new MParticleApplicationInfo { Name = "App" },
            UserAttributes = new MParticleAttributes { ["plan"] = "pro", ["$Zip"] = "28195" },
            Events =
            [
                new CommerceEvent
                {
                    EventId = 7,
                    Timestamp = _time,
                    CurrencyCode = "EUR",
                    ProductAction = new MParticleProductAction
                    {
                        Action = "purchase",
                        TotalAmount = 19.90m,
                        Products = [new MParticleProduct { Id = "a", Price = 9.90m }, new MParticleProduct { Id = "b", Quantity = 2 }],
                    },
                },
            ],
        };
        const string Every = """ "device_model":"M \"1\"","device_is_tablet":false,"app_name":"App","user_plan":"pro","user_zip":"28195","currency_code":"EUR","product_count":2 """;

        MappedBatch.Of(batch).YieldsOnly(
            Expected("purchase", "commerce_event", Every + ""","total_amount":19.90,"item_id":"a","product_price":9.90,"product_index":0""", "7:0").Replace("unknown", "ios", StringComparison.Ordinal),
            Expected("purchase", "commerce_event", Every + ""","item_id":"b","product_quantity":2,"product_index":1""", "7:1").Replace("unknown", "ios", StringComparison.Ordinal));
    }

    [Test]
    public void Map_Flags_AreThereWithoutAnythingElse()
    {
        var batch = new MParticleBatch { Mpid = 42, ReceivedTime = _time, Events = [new PushRegistrationEvent { Register = true }] };

        MappedBatch.Of(batch).Yields("""{"user_id":"42","type":"push_registration","timestamp":1700000000,"event_type":"push_registration","platform":"unknown","register":true}""");
    }

    [Test]
    public void Map_Changes_AreOneEventEach()
    {
        var batch = new MParticleBatch
        {
            Mpid = 42,
            Events =
            [
                new UserAttributeChangeEvent
                {
                    EventId = 7,
                    Timestamp = _time,
                    Changes = [new UserAttributeChange { Name = "plan", Deleted = true }, new UserAttributeChange { Name = "size", IsNewAttribute = true }],
                },
                new UserIdentityChangeEvent { EventId = 7, Timestamp = _time, Changes = [new UserIdentityChange { New = new MParticleIdentity { Type = "email", Value = "v" } }] },
            ],
        };

        MappedBatch.Of(batch).YieldsOnly(
            Expected("user_attribute_change", "user_attribute_change", """ "attribute_name":"plan","deleted":true """, "7:0"),
            Expected("user_attribute_change", "user_attribute_change", """ "attribute_name":"size","is_new_attribute":true """, "7:1"),
            Expected("user_identity_change", "user_identity_change", """ "identity_type":"email","change":"added" """));
    }

    [Test]
    public void Map_ConsentAndItsChange_AreForwarded()
    {
        var batch = new MParticleBatch
        {
            Mpid = 42,
            ConsentState = new MParticleConsentState { Gdpr = new Dictionary<string, MParticleConsent> { ["ads"] = new() { Consented = true, HardwareId = "h" } } },
            SystemNotifications = [new MParticleSystemNotification { Type = "gdpr_change", Purpose = "ads", Current = new MParticleConsent { Consented = true, Timestamp = _time } }],
        };

        MappedBatch.Of(batch).YieldsOnly(
            """{"user_id":"42","type":"gdpr_consent_change","timestamp":1700000000,"timestamp_ms":1700000000999,"event_type":"gdpr_consent_change","platform":"unknown","consent_gdpr_ads":true,"purpose":"ads","consented":true}""");
    }
}
