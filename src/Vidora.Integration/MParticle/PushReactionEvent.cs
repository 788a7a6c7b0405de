namespace Vidora.Integration.MParticle;

/// <summary>A reaction to a push message (mParticle JSON reference).</summary>
public sealed class PushReactionEvent : MParticleEvent
{
    private static readonly EventFieldNames _names = new();

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public PushReactionEvent()
        : base(_names)
    {
    }

    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.PushReaction;
}
