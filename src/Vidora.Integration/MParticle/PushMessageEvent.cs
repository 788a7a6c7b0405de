namespace Vidora.Integration.MParticle;

/// <summary>A push message was sent, received or acted upon (mParticle JSON reference).</summary>
public sealed class PushMessageEvent : MParticleEvent
{
    private static readonly EventFieldNames _names = new(
        ("push_message_type", Fields.MessageType),
        ("push_message_token", Fields.MessageToken),
        ("message", Fields.Message),
        ("network", Fields.Network),
        ("push_notification_payload|payload", Fields.Payload),
        ("application_state", Fields.ApplicationState),
        ("action_identifier", Fields.ActionIdentifier),
        ("push_message_behavior", Fields.Behavior));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public PushMessageEvent()
        : base(_names)
    {
    }

    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.PushMessage;

    /// <summary>sent, received or action (mParticle JSON reference).</summary>
    public PushMessageType? MessageType
    {
        get => PushMessageType.FromWire(this[Fields.MessageType]);
        init => Set(Fields.MessageType, value?.Value);
    }

    /// <summary>Push token; never forwarded (mParticle JSON reference).</summary>
    public string? MessageToken
    {
        get => this[Fields.MessageToken].GetText();
        init => Set(Fields.MessageToken, value);
    }

    /// <summary>Text of the message; never forwarded (mParticle JSON reference).</summary>
    public string? Message
    {
        get => this[Fields.Message].GetText();
        init => Set(Fields.Message, value);
    }

    /// <summary>apn or gcm (mParticle JSON reference).</summary>
    public string? Network
    {
        get => this[Fields.Network].GetText();
        init => Set(Fields.Network, value);
    }

    /// <summary>Payload; never forwarded (mParticle JSON reference).</summary>
    public string? Payload
    {
        get => this[Fields.Payload].GetText();
        init => Set(Fields.Payload, value);
    }

    /// <summary>not_running, background or foreground (mParticle JSON reference).</summary>
    public string? ApplicationState
    {
        get => this[Fields.ApplicationState].GetText();
        init => Set(Fields.ApplicationState, value);
    }

    /// <summary>Which action was chosen (mParticle JSON reference).</summary>
    public string? ActionIdentifier
    {
        get => this[Fields.ActionIdentifier].GetText();
        init => Set(Fields.ActionIdentifier, value);
    }

    /// <summary>A bit mask, or a name, as text (mParticle JSON reference).</summary>
    public string? Behavior
    {
        get => this[Fields.Behavior].GetText();
        init => Set(Fields.Behavior, value);
    }

    internal static new class Fields
    {
        internal const int MessageType = 24;
        internal const int MessageToken = 25;
        internal const int Message = 26;
        internal const int Network = 27;
        internal const int Payload = 28;
        internal const int ApplicationState = 29;
        internal const int ActionIdentifier = 30;
        internal const int Behavior = 31;
    }
}
