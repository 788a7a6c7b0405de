namespace Vidora.Integration.MParticle;

/// <summary>Reports that the device was registered for push, or unregistered (mParticle JSON reference).</summary>
public sealed partial class PushRegistrationEvent : MParticleEvent
{
    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.PushRegistration;

    /// <summary>Gets whether the device was registered.</summary>
    [Field("register|action")]
    public partial bool? Register { get; init; }

    /// <summary>Gets the push token. Never forwarded.</summary>
    [Field("registration_token|token", Personal = true)]
    public partial string? RegistrationToken { get; init; }
}
