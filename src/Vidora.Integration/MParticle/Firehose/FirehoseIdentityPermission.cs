namespace Vidora.Integration.MParticle.Firehose;

/// <summary>One identity that a partner may see (mParticle Firehose).</summary>
public sealed class FirehoseIdentityPermission
{
    /// <summary>Type of the identity, in Firehose's words: <c>customer</c>, <c>other2</c>, <c>ios_vendor_id</c>, … (mParticle Firehose).</summary>
    public required string Type { get; init; }

    /// <summary>How it is to be written. Default raw (mParticle Firehose).</summary>
    public FirehoseIdentityEncoding Encoding { get; init; } = FirehoseIdentityEncoding.Raw;

    /// <summary>Whether a user must have it, or another required one, to be sent at all. Default false (mParticle Firehose).</summary>
    public bool Required { get; init; }
}
