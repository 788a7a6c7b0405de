namespace Vidora.Integration.MParticle;

/// <summary>An identity of a user or a device other than the MPID; never forwarded (mParticle JSON reference).</summary>
public sealed partial class MParticleIdentity : MParticleObject
{
    /// <summary>Kind of identity: customer_id, email, … (mParticle JSON reference).</summary>
    [Field("identity_type|type")]
    public partial string? Type { get; init; }

    /// <summary>The identity (mParticle JSON reference).</summary>
    [Field("identity|value", Personal = true)]
    public partial string? Value { get; init; }

    /// <summary>raw, md5, sha1 or sha256 (mParticle Firehose).</summary>
    [Field("encoding")]
    public partial string? Encoding { get; init; }

    /// <summary>When it was set (mParticle JSON reference).</summary>
    [Field("timestamp_unixtime_ms")]
    public partial DateTimeOffset? Timestamp { get; init; }

    /// <summary>Whether it is new in this batch (mParticle JSON reference).</summary>
    [Field("created_this_batch")]
    public partial bool? CreatedThisBatch { get; init; }
}
