namespace Vidora.Integration.MParticle;

/// <summary>Reports the end of a session (mParticle JSON reference).</summary>
public sealed partial class SessionEndEvent : MParticleEvent
{
    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.SessionEnd;

    /// <summary>Gets the duration in milliseconds.</summary>
    [Field("session_duration_ms|session_length_ms")]
    public partial long? DurationMilliseconds { get; init; }
}
