namespace Vidora.Integration.MParticle.Firehose;

/// <summary>What audiences a partner wants (mParticle Firehose).</summary>
public sealed class AudienceProcessingRegistration
{
    /// <summary>Settings of a customer's account (mParticle Firehose).</summary>
    public IReadOnlyList<FirehoseSetting> AccountSettings { get; init; } = [];

    /// <summary>Settings of the connection of one audience (mParticle Firehose).</summary>
    public IReadOnlyList<FirehoseSetting> SubscriptionSettings { get; init; } = [];

    /// <summary>How customers authorise the partner; null when they do not (mParticle Firehose).</summary>
    public FirehoseAuthentication? Authentication { get; init; }

    /// <summary>How changes are gathered before they are sent; mParticle's own way when null (mParticle Firehose).</summary>
    public FirehoseBulkConfiguration? BulkConfiguration { get; init; }
}
