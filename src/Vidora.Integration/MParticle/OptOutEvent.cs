namespace Vidora.Integration.MParticle;

/// <summary>The user opted out of tracking, or in again (mParticle JSON reference).</summary>
public sealed class OptOutEvent : MParticleEvent
{
    private static readonly EventFieldNames _names = new(
        ("is_opted_out", Fields.IsOptedOut));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public OptOutEvent()
        : base(_names)
    {
    }

    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.OptOut;

    /// <summary>Whether opted out (mParticle JSON reference).</summary>
    public bool? IsOptedOut
    {
        get => this[Fields.IsOptedOut].GetBoolean();
        init => Set(Fields.IsOptedOut, value);
    }

    internal static new class Fields
    {
        internal const int IsOptedOut = 24;
    }
}
