namespace Vidora.Integration.MParticle;

/// <summary>The app was started, left, installed or upgraded (mParticle JSON reference).</summary>
public sealed class ApplicationStateTransitionEvent : MParticleEvent
{
    private static readonly EventFieldNames _names = new(
        ("application_transition_type|application_state", Fields.TransitionType),
        ("is_first_run", Fields.IsFirstRun),
        ("is_upgrade", Fields.IsUpgrade),
        ("successfully_closed", Fields.SuccessfullyClosed),
        ("push_notification_payload", Fields.PushNotificationPayload),
        ("launch_referral", Fields.LaunchReferral),
        ("referral_application", Fields.ReferralApplication),
        ("launch_parameters", Fields.LaunchParameters),
        ("source_package", Fields.SourcePackage));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public ApplicationStateTransitionEvent()
        : base(_names)
    {
    }

    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.ApplicationStateTransition;

    /// <summary>Which transition (mParticle JSON reference).</summary>
    public ApplicationTransitionType? TransitionType
    {
        get => ApplicationTransitionType.FromWire(this[Fields.TransitionType]);
        init => Set(Fields.TransitionType, value?.Value);
    }

    /// <summary>Whether it is the first run (mParticle JSON reference).</summary>
    public bool? IsFirstRun
    {
        get => this[Fields.IsFirstRun].GetBoolean();
        init => Set(Fields.IsFirstRun, value);
    }

    /// <summary>Whether it is the first run of a new version (mParticle JSON reference).</summary>
    public bool? IsUpgrade
    {
        get => this[Fields.IsUpgrade].GetBoolean();
        init => Set(Fields.IsUpgrade, value);
    }

    /// <summary>Whether the app was closed well before (mParticle JSON reference).</summary>
    public bool? SuccessfullyClosed
    {
        get => this[Fields.SuccessfullyClosed].GetBoolean();
        init => Set(Fields.SuccessfullyClosed, value);
    }

    /// <summary>The push that opened the app; never forwarded (mParticle JSON reference).</summary>
    public string? PushNotificationPayload
    {
        get => this[Fields.PushNotificationPayload].GetText();
        init => Set(Fields.PushNotificationPayload, value);
    }

    /// <summary>What opened the app; never forwarded (mParticle JSON reference).</summary>
    public string? LaunchReferral
    {
        get => this[Fields.LaunchReferral].GetText();
        init => Set(Fields.LaunchReferral, value);
    }

    /// <summary>The app that opened it; never forwarded (mParticle Firehose).</summary>
    public string? ReferralApplication
    {
        get => this[Fields.ReferralApplication].GetText();
        init => Set(Fields.ReferralApplication, value);
    }

    /// <summary>Parameters of the start; never forwarded (mParticle Firehose).</summary>
    public string? LaunchParameters
    {
        get => this[Fields.LaunchParameters].GetText();
        init => Set(Fields.LaunchParameters, value);
    }

    /// <summary>The package that opened it; never forwarded (mParticle Firehose).</summary>
    public string? SourcePackage
    {
        get => this[Fields.SourcePackage].GetText();
        init => Set(Fields.SourcePackage, value);
    }

    internal static new class Fields
    {
        internal const int TransitionType = 24;
        internal const int IsFirstRun = 25;
        internal const int IsUpgrade = 26;
        internal const int SuccessfullyClosed = 27;
        internal const int PushNotificationPayload = 28;
        internal const int LaunchReferral = 29;
        internal const int ReferralApplication = 30;
        internal const int LaunchParameters = 31;
        internal const int SourcePackage = 32;
    }
}
