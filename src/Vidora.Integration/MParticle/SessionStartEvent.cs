namespace Vidora.Integration.MParticle;

/// <summary>Reports the start of a session (mParticle JSON reference).</summary>
public sealed class SessionStartEvent : MParticleEvent
{
    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.SessionStart;
}
