namespace Vidora.Integration.MParticle;

/// <summary>A session ended (mParticle JSON reference).</summary>
public sealed class SessionEndEvent : MParticleEvent
{
    private static readonly EventFieldNames _names = new(
        ("session_duration_ms|session_length_ms", Fields.DurationMilliseconds));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public SessionEndEvent()
        : base(_names)
    {
    }

    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.SessionEnd;

    /// <summary>How long it was, in milliseconds (mParticle JSON reference).</summary>
    public long? DurationMilliseconds
    {
        get => this[Fields.DurationMilliseconds].GetInt64();
        init => Set(Fields.DurationMilliseconds, value);
    }

    internal static new class Fields
    {
        internal const int DurationMilliseconds = 24;
    }
}
