namespace Vidora.Integration.MParticle;

/// <summary>A network request of the app (mParticle JSON reference).</summary>
public sealed partial class NetworkPerformanceEvent : MParticleEvent
{
    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.NetworkPerformance;

    /// <summary>Method (mParticle JSON reference).</summary>
    [Field("http_verb")]
    public partial string? HttpVerb { get; init; }

    /// <summary>URL; never forwarded (mParticle JSON reference).</summary>
    [Field("url", Personal = true)]
    public partial string? Url { get; init; }

    /// <summary>Milliseconds it took (mParticle JSON reference).</summary>
    [Field("time_elapsed")]
    public partial long? TimeElapsed { get; init; }

    /// <summary>Bytes received (mParticle JSON reference).</summary>
    [Field("bytes_in")]
    public partial long? BytesIn { get; init; }

    /// <summary>Bytes sent (mParticle JSON reference).</summary>
    [Field("bytes_out")]
    public partial long? BytesOut { get; init; }

    /// <summary>Status of the answer (mParticle JSON reference).</summary>
    [Field("response_code")]
    public partial long? ResponseCode { get; init; }

    /// <summary>Body, base64; never forwarded (mParticle JSON reference).</summary>
    [Field("data", Personal = true)]
    public partial string? Data { get; init; }
}
