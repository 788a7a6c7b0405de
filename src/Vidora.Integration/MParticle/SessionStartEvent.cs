namespace Vidora.Integration.MParticle;

/// <summary>A session began (mParticle JSON reference).</summary>
public sealed class SessionStartEvent : MParticleEvent
{
    private static readonly EventFieldNames _names = new();

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public SessionStartEvent()
        : base(_names)
    {
    }

    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.SessionStart;
}
