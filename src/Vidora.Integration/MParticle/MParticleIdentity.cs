namespace Vidora.Integration.MParticle;

/// <summary>Holds an identity of a user or a device, other than the MPID (mParticle JSON reference).</summary>
public sealed partial class MParticleIdentity : MParticleObject
{
    /// <summary>Gets the kind of identity: customer_id, email, ….</summary>
    [Field("identity_type|type")]
    public partial string? Type { get; init; }

    /// <summary>Gets the identity. Never forwarded.</summary>
    [Field("identity|value", Personal = true)]
    public partial string? Value { get; init; }

    /// <summary>Gets the encoding: raw, md5, sha1 or sha256.</summary>
    [Field("encoding")]
    public partial string? Encoding { get; init; }

    /// <summary>Gets the time of the identity.</summary>
    [Field("timestamp_unixtime_ms")]
    public partial DateTimeOffset? Timestamp { get; init; }

    /// <summary>Gets whether the identity is new in this batch.</summary>
    [Field("created_this_batch")]
    public partial bool? CreatedThisBatch { get; init; }
}
