namespace Vidora.Integration.MParticle;

/// <summary>Where mParticle got the batch from (mParticle JSON reference).</summary>
public sealed partial class MParticleSourceInfo : MParticleObject
{
    /// <summary>native, javascript, pixel, desktop, partner, server_to_server or unknown (mParticle JSON reference).</summary>
    [Field("channel")]
    public partial string? Channel { get; init; }

    /// <summary>Name of the feed (mParticle JSON reference).</summary>
    [Field("partner")]
    public partial string? Partner { get; init; }

    /// <summary>Set when the batch is replayed (mParticle JSON reference).</summary>
    [Field("replay_request_id")]
    public partial string? ReplayRequestId { get; init; }

    /// <summary>Set when the batch is replayed (mParticle JSON reference).</summary>
    [Field("replay_job_id")]
    public partial string? ReplayJobId { get; init; }

    /// <summary>Whether it came in as historical data (mParticle JSON reference).</summary>
    [Field("is_historical")]
    public partial bool? IsHistorical { get; init; }
}
