namespace Vidora.Integration.MParticle;

/// <summary>An error that is no crash (mParticle Firehose).</summary>
public sealed partial class ErrorEvent : MParticleEvent
{
    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.Error;

    /// <summary>Whether the app crashed (mParticle Firehose).</summary>
    [Field("is_crash")]
    public partial bool? IsCrash { get; init; }

    /// <summary>Free text; never forwarded (mParticle Firehose).</summary>
    [Field("message", Personal = true)]
    public partial string? Message { get; init; }

    /// <summary>Free text; never forwarded (mParticle Firehose).</summary>
    [Field("stack_trace", Personal = true)]
    public partial string? StackTrace { get; init; }

    /// <summary>Free text; never forwarded (mParticle Firehose).</summary>
    [Field("breadcrumbs", Personal = true)]
    public partial IReadOnlyList<string> Breadcrumbs { get; init; }
}
