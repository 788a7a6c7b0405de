namespace Vidora.Integration.MParticle;

/// <summary>Names the type of an event, under the names of the mParticle JSON reference. A word that this library does not know is kept.</summary>
public readonly struct MParticleEventType : IEquatable<MParticleEventType>
{
    private readonly string? _value;

    /// <summary>Wraps a word.</summary>
    /// <param name="value">The word, in the spelling of this library.</param>
    public MParticleEventType(string value) => _value = value;

    /// <summary>Gets <c>custom_event</c>.</summary>
    public static MParticleEventType CustomEvent { get; } = new("custom_event");

    /// <summary>Gets <c>screen_view</c>.</summary>
    public static MParticleEventType ScreenView { get; } = new("screen_view");

    /// <summary>Gets <c>commerce_event</c>.</summary>
    public static MParticleEventType CommerceEvent { get; } = new("commerce_event");

    /// <summary>Gets <c>application_state_transition</c>.</summary>
    public static MParticleEventType ApplicationStateTransition { get; } = new("application_state_transition");

    /// <summary>Gets <c>session_start</c>.</summary>
    public static MParticleEventType SessionStart { get; } = new("session_start");

    /// <summary>Gets <c>session_end</c>.</summary>
    public static MParticleEventType SessionEnd { get; } = new("session_end");

    /// <summary>Gets <c>push_message</c>.</summary>
    public static MParticleEventType PushMessage { get; } = new("push_message");

    /// <summary>Gets <c>push_registration</c>.</summary>
    public static MParticleEventType PushRegistration { get; } = new("push_registration");

    /// <summary>Gets <c>user_attribute_change</c>.</summary>
    public static MParticleEventType UserAttributeChange { get; } = new("user_attribute_change");

    /// <summary>Gets <c>user_identity_change</c>.</summary>
    public static MParticleEventType UserIdentityChange { get; } = new("user_identity_change");

    /// <summary>Gets <c>crash_report</c>.</summary>
    public static MParticleEventType CrashReport { get; } = new("crash_report");

    /// <summary>Gets <c>uninstall</c>.</summary>
    public static MParticleEventType Uninstall { get; } = new("uninstall");

    /// <summary>Gets <c>opt_out</c>.</summary>
    public static MParticleEventType OptOut { get; } = new("opt_out");

    /// <summary>Gets <c>privacy_setting_change</c>.</summary>
    public static MParticleEventType PrivacySettingChange { get; } = new("privacy_setting_change");

    /// <summary>Gets <c>first_run</c>.</summary>
    public static MParticleEventType FirstRun { get; } = new("first_run");

    /// <summary>Gets <c>pre_attribution</c>.</summary>
    public static MParticleEventType PreAttribution { get; } = new("pre_attribution");

    /// <summary>Gets <c>network_performance</c>.</summary>
    public static MParticleEventType NetworkPerformance { get; } = new("network_performance");

    /// <summary>Gets <c>breadcrumb</c>.</summary>
    public static MParticleEventType Breadcrumb { get; } = new("breadcrumb");

    /// <summary>Gets <c>profile</c>.</summary>
    public static MParticleEventType Profile { get; } = new("profile");

    /// <summary>Gets <c>push_reaction</c>.</summary>
    public static MParticleEventType PushReaction { get; } = new("push_reaction");

    /// <summary>Gets <c>error</c>.</summary>
    public static MParticleEventType Error { get; } = new("error");

    /// <summary>Gets the word.</summary>
    public string Value => _value ?? "";

    /// <summary>Compares two values.</summary>
    /// <param name="left">The first value.</param>
    /// <param name="right">The second value.</param>
    public static bool operator ==(MParticleEventType left, MParticleEventType right) => left.Equals(right);

    /// <summary>Compares two values.</summary>
    /// <param name="left">The first value.</param>
    /// <param name="right">The second value.</param>
    public static bool operator !=(MParticleEventType left, MParticleEventType right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(MParticleEventType other) => Value == other.Value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is MParticleEventType other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    /// <summary>Returns the word.</summary>
    public override string ToString() => Value;
}
