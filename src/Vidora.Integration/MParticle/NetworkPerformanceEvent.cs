namespace Vidora.Integration.MParticle;

/// <summary>Reports a network request of the app (mParticle JSON reference).</summary>
internal sealed partial class NetworkPerformanceEvent : MParticleEvent
{
    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.NetworkPerformance;

    /// <summary>Gets the HTTP method.</summary>
    [Field("http_verb")]
    public partial string? HttpVerb { get; init; }

    /// <summary>Gets the URL. Never forwarded.</summary>
    [Field("url", Personal = true)]
    public partial string? Url { get; init; }

    /// <summary>Gets the duration in milliseconds.</summary>
    [Field("time_elapsed")]
    public partial long? TimeElapsed { get; init; }

    /// <summary>Gets the received bytes.</summary>
    [Field("bytes_in")]
    public partial long? BytesIn { get; init; }

    /// <summary>Gets the sent bytes.</summary>
    [Field("bytes_out")]
    public partial long? BytesOut { get; init; }

    /// <summary>Gets the HTTP status.</summary>
    [Field("response_code")]
    public partial long? ResponseCode { get; init; }

    /// <summary>Gets the body, base64. Never forwarded.</summary>
    [Field("data", Personal = true)]
    public partial string? Data { get; init; }
}
