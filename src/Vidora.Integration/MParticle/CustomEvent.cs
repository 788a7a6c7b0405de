namespace Vidora.Integration.MParticle;

/// <summary>Reports an event of the customer's own (mParticle JSON reference).</summary>
public sealed partial class CustomEvent : MParticleEvent
{
    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.CustomEvent;

    /// <summary>Gets the name.</summary>
    [Field("event_name|name")]
    public partial string? EventName { get; init; }

    /// <summary>Gets the type: navigation, search, media, attribution, ….</summary>
    [Field("custom_event_type")]
    public partial string? CustomEventType { get; init; }
}
