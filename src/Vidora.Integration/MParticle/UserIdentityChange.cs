namespace Vidora.Integration.MParticle;

/// <summary>The change of one identity of a user; the identities themselves are never forwarded (mParticle JSON reference).</summary>
public sealed class UserIdentityChange
{
    /// <summary>The identity before; null when there was none.</summary>
    public MParticleIdentity? Old { get; init; }

    /// <summary>The identity now; null when there is none any more.</summary>
    public MParticleIdentity? New { get; init; }

    /// <summary>Kind of identity: customer_id, email, …; null when the event does not say.</summary>
    public string? IdentityType => New?.Type ?? Old?.Type;
}
