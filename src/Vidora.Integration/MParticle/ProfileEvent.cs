namespace Vidora.Integration.MParticle;

/// <summary>Reports that a user signed up, in or out (mParticle JSON reference).</summary>
internal sealed partial class ProfileEvent : MParticleEvent
{
    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.Profile;

    /// <summary>Gets the MPID before. Never forwarded.</summary>
    [Field("previous_mpid", Personal = true, IsId = true)]
    public partial long? PreviousMpid { get; init; }

    /// <summary>Gets the MPID after. Never forwarded.</summary>
    [Field("current_mpid", Personal = true, IsId = true)]
    public partial long? CurrentMpid { get; init; }

    /// <summary>Gets the type: signup, login, logout, update or delete.</summary>
    [Field("profile_event_type")]
    public partial string? ProfileEventType { get; init; }
}
