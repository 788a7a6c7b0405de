namespace Vidora.Integration.MParticle;

/// <summary>Reports a reaction to a push message (mParticle JSON reference).</summary>
internal sealed class PushReactionEvent : MParticleEvent
{
    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.PushReaction;
}
