namespace Vidora.Integration.MParticle;

/// <summary>Reports that a push message was sent, received or acted upon (mParticle JSON reference).</summary>
public sealed partial class PushMessageEvent : MParticleEvent
{
    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.PushMessage;

    /// <summary>Gets the type: sent, received or action.</summary>
    [Field("push_message_type", Words = nameof(Words.PushMessage))]
    public partial string? MessageType { get; init; }

    /// <summary>Gets the push token. Never forwarded.</summary>
    [Field("push_message_token", Personal = true)]
    public partial string? MessageToken { get; init; }

    /// <summary>Gets the text of the message. Never forwarded.</summary>
    [Field("message", Personal = true)]
    public partial string? Message { get; init; }

    /// <summary>Gets the network: apn or gcm.</summary>
    [Field("network")]
    public partial string? Network { get; init; }

    /// <summary>Gets the payload. Never forwarded.</summary>
    [Field("push_notification_payload|payload", Personal = true)]
    public partial string? Payload { get; init; }

    /// <summary>Gets the state of the app: not_running, background or foreground.</summary>
    [Field("application_state")]
    public partial string? ApplicationState { get; init; }

    /// <summary>Gets the action that the user chose.</summary>
    [Field("action_identifier")]
    public partial string? ActionIdentifier { get; init; }

    /// <summary>Gets the behavior, a bit mask or a name as text.</summary>
    [Field("push_message_behavior")]
    public partial string? Behavior { get; init; }
}
