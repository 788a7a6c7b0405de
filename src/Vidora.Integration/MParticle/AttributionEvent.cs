namespace Vidora.Integration.MParticle;

/// <summary>Reports the attribution of an install (mParticle Firehose).</summary>
public sealed partial class AttributionEvent : MParticleEvent
{
    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.CustomEvent;

    /// <summary>Gets the name, such as attribution or re-engagement.</summary>
    [Field("name")]
    public partial string? Name { get; init; }

    /// <summary>Gets the attribution partner.</summary>
    [Field("partner_name")]
    public partial string? PartnerName { get; init; }

    /// <summary>Gets the publisher.</summary>
    [Field("publisher_name")]
    public partial string? PublisherName { get; init; }

    /// <summary>Gets the campaign.</summary>
    [Field("campaign_name")]
    public partial string? CampaignName { get; init; }
}
