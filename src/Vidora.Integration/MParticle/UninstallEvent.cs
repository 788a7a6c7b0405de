namespace Vidora.Integration.MParticle;

/// <summary>Reports that the app was uninstalled (mParticle JSON reference).</summary>
public sealed class UninstallEvent : MParticleEvent
{
    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.Uninstall;
}
