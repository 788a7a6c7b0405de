namespace Vidora.Integration.MParticle;

/// <summary>A session began (mParticle JSON reference).</summary>
public sealed class SessionStartEvent : MParticleEvent
{
    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.SessionStart;
}
