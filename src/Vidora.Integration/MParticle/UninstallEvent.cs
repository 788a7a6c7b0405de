namespace Vidora.Integration.MParticle;

/// <summary>The app was uninstalled (mParticle JSON reference).</summary>
public sealed class UninstallEvent : MParticleEvent
{
    private static readonly EventFieldNames _names = new();

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public UninstallEvent()
        : base(_names)
    {
    }

    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.Uninstall;
}
