namespace Vidora.Integration.MParticle;

/// <summary>Describes the source of a batch (mParticle JSON reference).</summary>
public sealed partial class MParticleSourceInfo : MParticleObject
{
    /// <summary>Gets the channel: native, javascript, pixel, desktop, partner, server_to_server or unknown.</summary>
    [Field("channel")]
    public partial string? Channel { get; init; }

    /// <summary>Gets the name of the feed.</summary>
    [Field("partner")]
    public partial string? Partner { get; init; }

    /// <summary>Gets the id of the replay request; null unless the batch is replayed.</summary>
    [Field("replay_request_id")]
    public partial string? ReplayRequestId { get; init; }

    /// <summary>Gets the id of the replay job; null unless the batch is replayed.</summary>
    [Field("replay_job_id")]
    public partial string? ReplayJobId { get; init; }

    /// <summary>Gets whether the batch is historical data.</summary>
    [Field("is_historical")]
    public partial bool? IsHistorical { get; init; }
}
