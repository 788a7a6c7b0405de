namespace Vidora.Integration.MParticle;

/// <summary>A push message was sent, received or acted upon (mParticle JSON reference).</summary>
public sealed partial class PushMessageEvent : MParticleEvent
{
    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.PushMessage;

    /// <summary>sent, received or action (mParticle JSON reference).</summary>
    [Field("push_message_type", Words = nameof(Words.PushMessage))]
    public partial string? MessageType { get; init; }

    /// <summary>Push token; never forwarded (mParticle JSON reference).</summary>
    [Field("push_message_token", Personal = true)]
    public partial string? MessageToken { get; init; }

    /// <summary>Text of the message; never forwarded (mParticle JSON reference).</summary>
    [Field("message", Personal = true)]
    public partial string? Message { get; init; }

    /// <summary>apn or gcm (mParticle JSON reference).</summary>
    [Field("network")]
    public partial string? Network { get; init; }

    /// <summary>Payload; never forwarded (mParticle JSON reference).</summary>
    [Field("push_notification_payload|payload", Personal = true)]
    public partial string? Payload { get; init; }

    /// <summary>not_running, background or foreground (mParticle JSON reference).</summary>
    [Field("application_state")]
    public partial string? ApplicationState { get; init; }

    /// <summary>Which action was chosen (mParticle JSON reference).</summary>
    [Field("action_identifier")]
    public partial string? ActionIdentifier { get; init; }

    /// <summary>A bit mask, or a name, as text (mParticle JSON reference).</summary>
    [Field("push_message_behavior")]
    public partial string? Behavior { get; init; }
}
