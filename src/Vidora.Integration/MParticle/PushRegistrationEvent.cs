namespace Vidora.Integration.MParticle;

/// <summary>The device was registered for push, or no longer is (mParticle JSON reference).</summary>
public sealed partial class PushRegistrationEvent : MParticleEvent
{
    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.PushRegistration;

    /// <summary>Whether it was registered (mParticle JSON reference).</summary>
    [Field("register|action")]
    public partial bool? Register { get; init; }

    /// <summary>Push token; never forwarded (mParticle JSON reference).</summary>
    [Field("registration_token|token", Personal = true)]
    public partial string? RegistrationToken { get; init; }
}
