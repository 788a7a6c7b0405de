namespace Vidora.Integration.MParticle;

/// <summary>An install before its attribution is known (mParticle JSON reference).</summary>
public sealed class PreAttributionEvent : MParticleEvent
{
    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.PreAttribution;
}
