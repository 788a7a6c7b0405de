namespace Vidora.Integration.MParticle;

/// <summary>Reports that the app was started, left, installed or upgraded (mParticle JSON reference).</summary>
public sealed partial class ApplicationStateTransitionEvent : MParticleEvent
{
    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.ApplicationStateTransition;

    /// <summary>Gets the transition, such as <c>application_foreground</c>.</summary>
    [Field("application_transition_type|application_state", Words = nameof(Words.ApplicationTransition))]
    public partial string? TransitionType { get; init; }

    /// <summary>Gets whether the app runs for the first time.</summary>
    [Field("is_first_run")]
    public partial bool? IsFirstRun { get; init; }

    /// <summary>Gets whether a new version runs for the first time.</summary>
    [Field("is_upgrade")]
    public partial bool? IsUpgrade { get; init; }

    /// <summary>Gets whether the app was closed without an error before.</summary>
    [Field("successfully_closed")]
    public partial bool? SuccessfullyClosed { get; init; }

    /// <summary>Gets the push that opened the app. Never forwarded.</summary>
    [Field("push_notification_payload", Personal = true)]
    public partial string? PushNotificationPayload { get; init; }

    /// <summary>Gets the URL that opened the app. Never forwarded.</summary>
    [Field("launch_referral", Personal = true)]
    public partial string? LaunchReferral { get; init; }

    /// <summary>Gets the app that opened this app. Never forwarded.</summary>
    [Field("referral_application", Personal = true)]
    public partial string? ReferralApplication { get; init; }

    /// <summary>Gets the parameters of the start. Never forwarded.</summary>
    [Field("launch_parameters", Personal = true)]
    public partial string? LaunchParameters { get; init; }

    /// <summary>Gets the package that opened the app. Never forwarded.</summary>
    [Field("source_package", Personal = true)]
    public partial string? SourcePackage { get; init; }
}
