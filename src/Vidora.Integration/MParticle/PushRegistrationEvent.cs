namespace Vidora.Integration.MParticle;

/// <summary>The device was registered for push, or no longer is (mParticle JSON reference).</summary>
public sealed class PushRegistrationEvent : MParticleEvent
{
    private static readonly EventFieldNames _names = new(
        ("register|action", Fields.Register),
        ("registration_token|token", Fields.RegistrationToken));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public PushRegistrationEvent()
        : base(_names)
    {
    }

    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.PushRegistration;

    /// <summary>Whether it was registered (mParticle JSON reference).</summary>
    public bool? Register
    {
        get => this[Fields.Register].GetBoolean();
        init => Set(Fields.Register, value);
    }

    /// <summary>Push token; never forwarded (mParticle JSON reference).</summary>
    public string? RegistrationToken
    {
        get => this[Fields.RegistrationToken].GetText();
        init => Set(Fields.RegistrationToken, value);
    }

    internal static new class Fields
    {
        internal const int Register = 24;
        internal const int RegistrationToken = 25;
    }
}
