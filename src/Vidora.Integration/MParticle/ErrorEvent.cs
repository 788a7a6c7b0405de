namespace Vidora.Integration.MParticle;

/// <summary>Reports an error other than a crash (mParticle Firehose).</summary>
internal sealed partial class ErrorEvent : MParticleEvent
{
    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.Error;

    /// <summary>Gets whether the app crashed.</summary>
    [Field("is_crash")]
    public partial bool? IsCrash { get; init; }

    /// <summary>Gets the message, free text. Never forwarded.</summary>
    [Field("message", Personal = true)]
    public partial string? Message { get; init; }

    /// <summary>Gets the stack trace. Never forwarded.</summary>
    [Field("stack_trace", Personal = true)]
    public partial string? StackTrace { get; init; }

    /// <summary>Gets the breadcrumbs, free text; empty when there are none. Never forwarded.</summary>
    [Field("breadcrumbs", Personal = true)]
    public partial IReadOnlyList<string> Breadcrumbs { get; init; }
}
