using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>The type of an event, under the names of the mParticle JSON reference where it has one (mParticle JSON reference). Open: a word that is not known here is kept as it came.</summary>
/// <param name="Value">The word, in the one spelling that this library uses.</param>
public readonly record struct MParticleEventType(string Value)
{
    private static readonly Vocabulary _words = new(
        "custom_event",
        "screen_view",
        "commerce_event",
        "application_state_transition",
        "session_start",
        "session_end",
        "push_message",
        "push_registration",
        "user_attribute_change",
        "user_identity_change",
        "crash_report",
        "uninstall",
        "opt_out",
        "privacy_setting_change",
        "first_run",
        "pre_attribution",
        "network_performance",
        "breadcrumb",
        "profile",
        "push_reaction",
        "error");

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

    internal static MParticleEventType? FromWire(JsonToken token) => _words.Find(token) is { } word ? new(word) : null;
}
