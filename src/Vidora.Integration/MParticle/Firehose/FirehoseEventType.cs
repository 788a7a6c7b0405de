namespace Vidora.Integration.MParticle.Firehose;

/// <summary>A type of event that a partner can be sent, in Firehose's words (mParticle Firehose). Open: a word that came later can be made from its text.</summary>
/// <param name="Value">The word as the protocol writes it.</param>
public readonly record struct FirehoseEventType(string Value)
{
    /// <summary><c>session_start</c>.</summary>
    public static FirehoseEventType SessionStart { get; } = new("session_start");

    /// <summary><c>session_end</c>.</summary>
    public static FirehoseEventType SessionEnd { get; } = new("session_end");

    /// <summary><c>custom_event</c>.</summary>
    public static FirehoseEventType CustomEvent { get; } = new("custom_event");

    /// <summary><c>screen_view</c>.</summary>
    public static FirehoseEventType ScreenView { get; } = new("screen_view");

    /// <summary><c>error</c>.</summary>
    public static FirehoseEventType Error { get; } = new("error");

    /// <summary><c>privacy_setting_change</c>.</summary>
    public static FirehoseEventType PrivacySettingChange { get; } = new("privacy_setting_change");

    /// <summary><c>user_attribute_change</c>.</summary>
    public static FirehoseEventType UserAttributeChange { get; } = new("user_attribute_change");

    /// <summary><c>user_identity_change</c>.</summary>
    public static FirehoseEventType UserIdentityChange { get; } = new("user_identity_change");

    /// <summary><c>push_subscription</c>.</summary>
    public static FirehoseEventType PushSubscription { get; } = new("push_subscription");

    /// <summary><c>application_state_transition</c>.</summary>
    public static FirehoseEventType ApplicationStateTransition { get; } = new("application_state_transition");

    /// <summary><c>push_message_receipt</c>.</summary>
    public static FirehoseEventType PushMessageReceipt { get; } = new("push_message_receipt");

    /// <summary><c>push_message_open</c>.</summary>
    public static FirehoseEventType PushMessageOpen { get; } = new("push_message_open");

    /// <summary><c>product_action</c>.</summary>
    public static FirehoseEventType ProductAction { get; } = new("product_action");

    /// <summary><c>promotion_action</c>.</summary>
    public static FirehoseEventType PromotionAction { get; } = new("promotion_action");

    /// <summary><c>impression</c>.</summary>
    public static FirehoseEventType Impression { get; } = new("impression");

    /// <summary><c>attribution</c>.</summary>
    public static FirehoseEventType Attribution { get; } = new("attribution");

    /// <inheritdoc/>
    public override string ToString() => Value ?? "";
}
