namespace Vidora.Integration.MParticle;

/// <summary>A mark that the app left (mParticle JSON reference).</summary>
public sealed class BreadcrumbEvent : MParticleEvent
{
    private static readonly EventFieldNames _names = new(
        ("session_number", Fields.SessionNumber),
        ("label", Fields.Label));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public BreadcrumbEvent()
        : base(_names)
    {
    }

    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.Breadcrumb;

    /// <summary>Number of the session (mParticle JSON reference).</summary>
    public long? SessionNumber
    {
        get => this[Fields.SessionNumber].GetInt64();
        init => Set(Fields.SessionNumber, value);
    }

    /// <summary>Free text; never forwarded (mParticle JSON reference).</summary>
    public string? Label
    {
        get => this[Fields.Label].GetText();
        init => Set(Fields.Label, value);
    }

    internal static new class Fields
    {
        internal const int SessionNumber = 24;
        internal const int Label = 25;
    }
}
