namespace Vidora.Integration.MParticle;

/// <summary>The install was attributed (mParticle Firehose).</summary>
public sealed class AttributionEvent : MParticleEvent
{
    private static readonly EventFieldNames _names = new(
        ("name", Fields.Name),
        ("partner_name", Fields.PartnerName),
        ("publisher_name", Fields.PublisherName),
        ("campaign_name", Fields.CampaignName));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public AttributionEvent()
        : base(_names)
    {
    }

    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.CustomEvent;

    /// <summary>Name, such as attribution or re-engagement (mParticle Firehose).</summary>
    public string? Name
    {
        get => this[Fields.Name].GetText();
        init => Set(Fields.Name, value);
    }

    /// <summary>Who says so (mParticle Firehose).</summary>
    public string? PartnerName
    {
        get => this[Fields.PartnerName].GetText();
        init => Set(Fields.PartnerName, value);
    }

    /// <summary>Publisher (mParticle Firehose).</summary>
    public string? PublisherName
    {
        get => this[Fields.PublisherName].GetText();
        init => Set(Fields.PublisherName, value);
    }

    /// <summary>Campaign (mParticle Firehose).</summary>
    public string? CampaignName
    {
        get => this[Fields.CampaignName].GetText();
        init => Set(Fields.CampaignName, value);
    }

    internal static new class Fields
    {
        internal const int Name = 24;
        internal const int PartnerName = 25;
        internal const int PublisherName = 26;
        internal const int CampaignName = 27;
    }
}
