using Vidora.Integration.MParticle;

namespace Vidora.Integration.Mapping;

/// <summary>The fields of events that have a name: custom events, attributions, screens.</summary>
internal static class NamedMapping
{
    public static readonly FieldCopy[] Custom =
    [
        new(CustomEvent.Fields.CustomEventType, Fields.CustomEventType, FieldKind.Text, "custom_event_type"),
    ];

    public static readonly FieldCopy[] Attribution =
    [
        new(AttributionEvent.Fields.PublisherName, Fields.PublisherName, FieldKind.Text, "publisher_name"),
        new(AttributionEvent.Fields.CampaignName, Fields.CampaignName, FieldKind.Text, "campaign_name"),
        new(AttributionEvent.Fields.PartnerName, Fields.PartnerName, FieldKind.Text, "partner_name"),
    ];

    public static readonly FieldCopy[] ScreenView =
    [
        new(ScreenViewEvent.Fields.ScreenName, Fields.ScreenName, FieldKind.Text, "screen_name"),
        new(ScreenViewEvent.Fields.ActivityType, Fields.ActivityType, FieldKind.Text, "activity_type"),
    ];
}
