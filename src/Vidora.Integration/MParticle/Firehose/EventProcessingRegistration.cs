namespace Vidora.Integration.MParticle.Firehose;

/// <summary>What events a partner wants (mParticle Firehose).</summary>
public sealed class EventProcessingRegistration
{
    /// <summary>Settings of a customer's account (mParticle Firehose).</summary>
    public IReadOnlyList<FirehoseSetting> AccountSettings { get; init; } = [];

    /// <summary>Settings of a connection of one input (mParticle Firehose).</summary>
    public IReadOnlyList<FirehoseSetting> ConnectionSettings { get; init; } = [];

    /// <summary>The types of events (mParticle Firehose).</summary>
    public IReadOnlyList<FirehoseEventType> SupportedEventTypes { get; init; } = [];

    /// <summary>The platforms (mParticle Firehose).</summary>
    public IReadOnlyList<FirehoseRuntimeEnvironment> SupportedRuntimeEnvironments { get; init; } = [];

    /// <summary>The system notifications (mParticle Firehose).</summary>
    public IReadOnlyList<FirehoseNotificationType> SupportedSystemNotificationTypes { get; init; } = [];

    /// <summary>How old events may be, in hours; -1 for any age, which replays need. mParticle's default, 24, when null (mParticle Firehose).</summary>
    public int? MaxDataAgeHours { get; init; }

    /// <summary>How the partner's push messages are recognised (mParticle Firehose).</summary>
    public string? PushMessagingProviderId { get; init; }

    /// <summary>How customers authorise the partner; null when they do not (mParticle Firehose).</summary>
    public FirehoseAuthentication? Authentication { get; init; }
}
