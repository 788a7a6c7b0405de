namespace Vidora.Integration.MParticle;

/// <summary>The app ran for the first time (mParticle JSON reference).</summary>
public sealed class FirstRunEvent : MParticleEvent
{
    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.FirstRun;
}
