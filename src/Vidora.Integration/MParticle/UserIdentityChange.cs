namespace Vidora.Integration.MParticle;

/// <summary>Describes the change of one identity (mParticle JSON reference).</summary>
public sealed class UserIdentityChange
{
    /// <summary>Gets the identity before; null when there was none.</summary>
    public MParticleIdentity? Old { get; init; }

    /// <summary>Gets the identity after; null when there is none.</summary>
    public MParticleIdentity? New { get; init; }

    /// <summary>Gets the kind of identity; null when the event does not say.</summary>
    public string? IdentityType => New?.Type ?? Old?.Type;
}
