using Attribute = Vidora.Integration.MParticle.AttributionEvent.Wire;
using Event = Vidora.Integration.MParticle.CustomEvent.Wire;
using Screen = Vidora.Integration.MParticle.ScreenViewEvent.Wire;

namespace Vidora.Integration.Mapping;

/// <summary>Lists the fields of events that have a name: custom events, attributions, screens.</summary>
internal static class NamedMapping
{
    public static readonly FieldTable Custom = new("", (Event.CustomEventType, "custom_event_type"));

    public static readonly FieldTable Attribution = new(
        "",
        (Attribute.PublisherName, "publisher_name"),
        (Attribute.CampaignName, "campaign_name"),
        (Attribute.PartnerName, "partner_name"));

    public static readonly FieldTable ScreenView = new(
        "",
        (Screen.ScreenName, "screen_name"),
        (Screen.ActivityType, "activity_type"));
}
