namespace Vidora.Integration.MParticle;

/// <summary>A session ended (mParticle JSON reference).</summary>
public sealed partial class SessionEndEvent : MParticleEvent
{
    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.SessionEnd;

    /// <summary>How long it was, in milliseconds (mParticle JSON reference).</summary>
    [Field("session_duration_ms|session_length_ms")]
    public partial long? DurationMilliseconds { get; init; }
}
