namespace Vidora.Integration.MParticle;

/// <summary>Reports an install whose attribution is not known yet (mParticle JSON reference).</summary>
internal sealed class PreAttributionEvent : MParticleEvent
{
    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.PreAttribution;
}
