namespace Vidora.Integration.MParticle;

/// <summary>The install was attributed (mParticle Firehose).</summary>
public sealed partial class AttributionEvent : MParticleEvent
{
    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.CustomEvent;

    /// <summary>Name, such as attribution or re-engagement (mParticle Firehose).</summary>
    [Field("name")]
    public partial string? Name { get; init; }

    /// <summary>Who says so (mParticle Firehose).</summary>
    [Field("partner_name")]
    public partial string? PartnerName { get; init; }

    /// <summary>Publisher (mParticle Firehose).</summary>
    [Field("publisher_name")]
    public partial string? PublisherName { get; init; }

    /// <summary>Campaign (mParticle Firehose).</summary>
    [Field("campaign_name")]
    public partial string? CampaignName { get; init; }
}
