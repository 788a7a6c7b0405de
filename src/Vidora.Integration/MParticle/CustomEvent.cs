namespace Vidora.Integration.MParticle;

/// <summary>An event of the customer's own (mParticle JSON reference).</summary>
public sealed class CustomEvent : MParticleEvent
{
    private static readonly EventFieldNames _names = new(
        ("event_name|name", Fields.EventName),
        ("custom_event_type", Fields.CustomEventType));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public CustomEvent()
        : base(_names)
    {
    }

    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.CustomEvent;

    /// <summary>Its name (mParticle JSON reference).</summary>
    public string? EventName
    {
        get => this[Fields.EventName].GetText();
        init => Set(Fields.EventName, value);
    }

    /// <summary>navigation, search, media, attribution, … (mParticle JSON reference).</summary>
    public string? CustomEventType
    {
        get => this[Fields.CustomEventType].GetText();
        init => Set(Fields.CustomEventType, value);
    }

    internal static new class Fields
    {
        internal const int EventName = 24;
        internal const int CustomEventType = 25;
    }
}
