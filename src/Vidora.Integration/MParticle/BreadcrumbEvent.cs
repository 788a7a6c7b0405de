namespace Vidora.Integration.MParticle;

/// <summary>Reports a breadcrumb of the app (mParticle JSON reference).</summary>
internal sealed partial class BreadcrumbEvent : MParticleEvent
{
    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.Breadcrumb;

    /// <summary>Gets the number of the session.</summary>
    [Field("session_number")]
    public partial long? SessionNumber { get; init; }

    /// <summary>Gets the label, free text. Never forwarded.</summary>
    [Field("label")]
    public partial string? Label { get; init; }
}
