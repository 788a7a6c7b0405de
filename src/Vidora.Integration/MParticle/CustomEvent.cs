namespace Vidora.Integration.MParticle;

/// <summary>An event of the customer's own (mParticle JSON reference).</summary>
public sealed partial class CustomEvent : MParticleEvent
{
    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.CustomEvent;

    /// <summary>Its name (mParticle JSON reference).</summary>
    [Field("event_name|name")]
    public partial string? EventName { get; init; }

    /// <summary>navigation, search, media, attribution, … (mParticle JSON reference).</summary>
    [Field("custom_event_type")]
    public partial string? CustomEventType { get; init; }
}
