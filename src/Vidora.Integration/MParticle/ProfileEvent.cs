namespace Vidora.Integration.MParticle;

/// <summary>A user signed up, in or out (mParticle JSON reference).</summary>
public sealed partial class ProfileEvent : MParticleEvent
{
    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.Profile;

    /// <summary>The MPID before (mParticle JSON reference).</summary>
    [Field("previous_mpid", Personal = true, IsId = true)]
    public partial long? PreviousMpid { get; init; }

    /// <summary>The MPID now (mParticle JSON reference).</summary>
    [Field("current_mpid", Personal = true, IsId = true)]
    public partial long? CurrentMpid { get; init; }

    /// <summary>signup, login, logout, update or delete (mParticle JSON reference).</summary>
    [Field("profile_event_type")]
    public partial string? ProfileEventType { get; init; }
}
