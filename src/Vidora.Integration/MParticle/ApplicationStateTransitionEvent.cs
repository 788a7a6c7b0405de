namespace Vidora.Integration.MParticle;

/// <summary>The app was started, left, installed or upgraded (mParticle JSON reference).</summary>
public sealed partial class ApplicationStateTransitionEvent : MParticleEvent
{
    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.ApplicationStateTransition;

    /// <summary>Which transition (mParticle JSON reference).</summary>
    [Field("application_transition_type|application_state", Words = nameof(Words.ApplicationTransition))]
    public partial string? TransitionType { get; init; }

    /// <summary>Whether it is the first run (mParticle JSON reference).</summary>
    [Field("is_first_run")]
    public partial bool? IsFirstRun { get; init; }

    /// <summary>Whether it is the first run of a new version (mParticle JSON reference).</summary>
    [Field("is_upgrade")]
    public partial bool? IsUpgrade { get; init; }

    /// <summary>Whether the app was closed well before (mParticle JSON reference).</summary>
    [Field("successfully_closed")]
    public partial bool? SuccessfullyClosed { get; init; }

    /// <summary>The push that opened the app; never forwarded (mParticle JSON reference).</summary>
    [Field("push_notification_payload", Personal = true)]
    public partial string? PushNotificationPayload { get; init; }

    /// <summary>What opened the app; never forwarded (mParticle JSON reference).</summary>
    [Field("launch_referral", Personal = true)]
    public partial string? LaunchReferral { get; init; }

    /// <summary>The app that opened it; never forwarded (mParticle Firehose).</summary>
    [Field("referral_application", Personal = true)]
    public partial string? ReferralApplication { get; init; }

    /// <summary>Parameters of the start; never forwarded (mParticle Firehose).</summary>
    [Field("launch_parameters", Personal = true)]
    public partial string? LaunchParameters { get; init; }

    /// <summary>The package that opened it; never forwarded (mParticle Firehose).</summary>
    [Field("source_package", Personal = true)]
    public partial string? SourcePackage { get; init; }
}
