namespace Vidora.Integration.MParticle;

/// <summary>A mark that the app left (mParticle JSON reference).</summary>
public sealed partial class BreadcrumbEvent : MParticleEvent
{
    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.Breadcrumb;

    /// <summary>Number of the session (mParticle JSON reference).</summary>
    [Field("session_number")]
    public partial long? SessionNumber { get; init; }

    /// <summary>Free text; never forwarded (mParticle JSON reference).</summary>
    [Field("label")]
    public partial string? Label { get; init; }
}
