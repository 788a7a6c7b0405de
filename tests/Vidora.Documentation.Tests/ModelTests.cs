using System.Text;
using Vidora.Integration;
using Vidora.Integration.MParticle;

namespace Vidora.Documentation.Tests;

/// <summary>A host reads every forwarded type of event through its model.</summary>
public sealed class ModelTests
{
    private const string Document = """
        {
          "mpid": 7, "environment": "development",
          "source_info": { "channel": "native", "is_historical": false },
          "application_info": { "application_name": "Shop", "os": "android" },
          "device_info": { "platform": "android", "device_model": "Pixel" },
          "user_attributes": { "tier": "gold" },
          "user_identities": { "customerid": "c-1" },
          "consent_state": { "gdpr": { "ads": { "consented": true } } },
          "system_notifications": [ { "type": "gdpr_consent_change", "data": { "purpose": "ads", "current": { "consented": true } } } ],
          "events": [
            { "event_type": "custom_event", "data": { "event_name": "seen", "location": { "latitude": 1.5 } } },
            { "event_type": "screen_view", "data": { "screen_name": "Home" } },
            { "event_type": "commerce_event", "data": { "product_action": { "action": "purchase", "products": [ { "id": "sku-1" } ] } } },
            { "event_type": "commerce_event", "data": { "promotion_action": { "action": "click", "promotions": [ { "id": "p-1" } ] } } },
            { "event_type": "commerce_event", "data": { "product_impressions": [ { "product_impression_list": "top" } ] } },
            { "event_type": "application_state_transition", "data": { "application_transition_type": "application_initialized" } },
            { "event_type": "session_start", "data": { "session_id": 5 } },
            { "event_type": "session_end", "data": { "session_duration_ms": 9 } },
            { "event_type": "push_message", "data": { "push_message_type": "received" } },
            { "event_type": "push_registration", "data": { "register": true } },
            { "event_type": "user_attribute_change", "data": { "user_attribute_name": "tier", "new": "gold" } },
            { "event_type": "user_identity_change", "data": { "new": { "identity_type": "customer_id", "identity": "c-1" } } },
            { "event_type": "crash_report", "data": { "class_name": "E" } },
            { "event_type": "uninstall", "data": {} }
          ]
        }
        """;

    [Test]
    public void Events_OfEveryForwardedType_AreReadThroughTheirModel()
    {
        var batch = MParticleJson.ReadBatch(Encoding.UTF8.GetBytes(Document));
        Assert.That(batch.Events.Select(Describe), Is.EqualTo(new[]
        {
            "seen at 1.5", "Home", "purchase sku-1", "click p-1", "top", "application_initialized", "session 5", "9 ms", "received",
            "registered", "tier: gold", "customer_id", "E", "gone",
        }));
    }

    [Test]
    public void Batch_Read_GivesItsContextThroughModels()
    {
        MParticleBatch batch = MParticleJson.ReadBatch(Encoding.UTF8.GetBytes(Document));
        MParticleDeviceInfo device = batch.DeviceInfo!;
        MParticleApplicationInfo application = batch.ApplicationInfo!;
        MParticleAttributes attributes = batch.UserAttributes!;
        MParticleIdentity identity = batch.UserIdentities.Single();
        MParticleSourceInfo source = batch.SourceInfo!;
        MParticleConsentState consent = batch.ConsentState!;
        MParticleConsent ads = consent.Gdpr["ads"];
        MParticleSystemNotification notification = batch.SystemNotifications.Single();
        Assert.That(batch.Environment, Is.EqualTo(MParticleEnvironment.Development));
        Assert.That((device.Platform, device.Model), Is.EqualTo((MParticlePlatform.Android, "Pixel")));
        Assert.That((application.Name, source.Channel, identity.Value), Is.EqualTo(("Shop", "native", "c-1")));
        Assert.That(attributes["tier"].GetText(), Is.EqualTo("gold"));
        Assert.That((ads.Consented, notification.Purpose, notification.Current!.Consented), Is.EqualTo((true, "ads", true)));
    }

    private static string? Describe(MParticleEvent model) => model switch
    {
        CustomEvent { Location: { } location } custom => FormattableString.Invariant($"{custom.EventName} at {location.Latitude}"),
        ScreenViewEvent screen => screen.ScreenName,
        CommerceEvent { ProductAction: { } action } => $"{action.Action} {action.Products.Single().Id}",
        CommerceEvent { PromotionAction: { } action } => $"{action.Action} {action.Promotions.Single().Id}",
        CommerceEvent commerce => commerce.ProductImpressions.Single().ListName,
        ApplicationStateTransitionEvent transition => transition.TransitionType,
        SessionStartEvent start => $"session {start.SessionId}",
        SessionEndEvent end => $"{end.DurationMilliseconds} ms",
        PushMessageEvent push => push.MessageType,
        PushRegistrationEvent { Register: true } => "registered",
        UserAttributeChangeEvent { Changes: [var change] } => $"{change.Name}: {change.NewValue!.Value.GetText()}",
        UserIdentityChangeEvent { Changes: [var change] } => change.IdentityType,
        CrashReportEvent crash => crash.ClassName,
        UninstallEvent { EventType: var type } when type == MParticleEventType.Uninstall => "gone",
        AttributionEvent attribution => attribution.CampaignName,
        _ => null,
    };
}
