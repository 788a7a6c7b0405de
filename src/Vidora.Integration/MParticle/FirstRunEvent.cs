namespace Vidora.Integration.MParticle;

/// <summary>Reports the first run of the app (mParticle JSON reference).</summary>
internal sealed class FirstRunEvent : MParticleEvent
{
    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.FirstRun;
}
