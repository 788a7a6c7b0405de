namespace Vidora.Integration.MParticle;

/// <summary>The app ran for the first time (mParticle JSON reference).</summary>
public sealed class FirstRunEvent : MParticleEvent
{
    private static readonly EventFieldNames _names = new();

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public FirstRunEvent()
        : base(_names)
    {
    }

    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.FirstRun;
}
