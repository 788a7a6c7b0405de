namespace Vidora.Integration.MParticle;

/// <summary>An install before its attribution is known (mParticle JSON reference).</summary>
public sealed class PreAttributionEvent : MParticleEvent
{
    private static readonly EventFieldNames _names = new();

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public PreAttributionEvent()
        : base(_names)
    {
    }

    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.PreAttribution;
}
