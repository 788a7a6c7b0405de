namespace Vidora.Integration.MParticle;

/// <summary>The type of an event, under the names of the mParticle JSON reference where it has one (mParticle JSON reference). Open: a word that is not known here is kept as it came.</summary>
/// <param name="Value">The word, in the one spelling that this library uses.</param>
public readonly record struct MParticleEventType(string Value)
{
    /// <summary><c>custom_event</c>.</summary>
    public static MParticleEventType CustomEvent { get; } = new("custom_event");

    /// <summary><c>screen_view</c>.</summary>
    public static MParticleEventType ScreenView { get; } = new("screen_view");

    /// <summary><c>commerce_event</c>.</summary>
    public static MParticleEventType CommerceEvent { get; } = new("commerce_event");

    /// <summary><c>application_state_transition</c>.</summary>
    public static MParticleEventType ApplicationStateTransition { get; } = new("application_state_transition");

    /// <summary><c>session_start</c>.</summary>
    public static MParticleEventType SessionStart { get; } = new("session_start");

    /// <summary><c>session_end</c>.</summary>
    public static MParticleEventType SessionEnd { get; } = new("session_end");

    /// <summary><c>push_message</c>.</summary>
    public static MParticleEventType PushMessage { get; } = new("push_message");

    /// <summary><c>push_registration</c>.</summary>
    public static MParticleEventType PushRegistration { get; } = new("push_registration");

    /// <summary><c>user_attribute_change</c>.</summary>
    public static MParticleEventType UserAttributeChange { get; } = new("user_attribute_change");

    /// <summary><c>user_identity_change</c>.</summary>
    public static MParticleEventType UserIdentityChange { get; } = new("user_identity_change");

    /// <summary><c>crash_report</c>.</summary>
    public static MParticleEventType CrashReport { get; } = new("crash_report");

    /// <summary><c>uninstall</c>.</summary>
    public static MParticleEventType Uninstall { get; } = new("uninstall");

    /// <summary><c>opt_out</c>.</summary>
    public static MParticleEventType OptOut { get; } = new("opt_out");

    /// <summary><c>privacy_setting_change</c>.</summary>
    public static MParticleEventType PrivacySettingChange { get; } = new("privacy_setting_change");

    /// <summary><c>first_run</c>.</summary>
    public static MParticleEventType FirstRun { get; } = new("first_run");

    /// <summary><c>pre_attribution</c>.</summary>
    public static MParticleEventType PreAttribution { get; } = new("pre_attribution");

    /// <summary><c>network_performance</c>.</summary>
    public static MParticleEventType NetworkPerformance { get; } = new("network_performance");

    /// <summary><c>breadcrumb</c>.</summary>
    public static MParticleEventType Breadcrumb { get; } = new("breadcrumb");

    /// <summary><c>profile</c>.</summary>
    public static MParticleEventType Profile { get; } = new("profile");

    /// <summary><c>push_reaction</c>.</summary>
    public static MParticleEventType PushReaction { get; } = new("push_reaction");

    /// <summary><c>error</c>.</summary>
    public static MParticleEventType Error { get; } = new("error");

    /// <inheritdoc/>
    public override string ToString() => Value ?? "";

    internal static MParticleEventType? FromWire(string? text) => text?.ToLowerInvariant() switch
    {
        null => null,
        "custom_event" => CustomEvent,
        "screen_view" => ScreenView,
        "commerce_event" => CommerceEvent,
        "application_state_transition" => ApplicationStateTransition,
        "session_start" => SessionStart,
        "session_end" => SessionEnd,
        "push_message" => PushMessage,
        "push_registration" => PushRegistration,
        "user_attribute_change" => UserAttributeChange,
        "user_identity_change" => UserIdentityChange,
        "crash_report" => CrashReport,
        "uninstall" => Uninstall,
        "opt_out" => OptOut,
        "privacy_setting_change" => PrivacySettingChange,
        "first_run" => FirstRun,
        "pre_attribution" => PreAttribution,
        "network_performance" => NetworkPerformance,
        "breadcrumb" => Breadcrumb,
        "profile" => Profile,
        "push_reaction" => PushReaction,
        "error" => Error,
        _ => new(text),
    };
}
