using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>An identity of a user or a device other than the MPID; never forwarded (mParticle JSON reference).</summary>
public sealed class MParticleIdentity : MParticleObject
{
    private static readonly Utf8Names _names = new(
        ("identity_type|type", Fields.Type),
        ("identity|value", Fields.Value),
        ("encoding", Fields.Encoding),
        ("timestamp_unixtime_ms", Fields.Timestamp),
        ("created_this_batch", Fields.CreatedThisBatch));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public MParticleIdentity()
        : base(_names.Count)
    {
    }

    /// <summary>Kind of identity: customer_id, email, … (mParticle JSON reference).</summary>
    public string? Type
    {
        get => this[Fields.Type].GetText();
        init => Set(Fields.Type, value);
    }

    /// <summary>The identity (mParticle JSON reference).</summary>
    public string? Value
    {
        get => this[Fields.Value].GetText();
        init => Set(Fields.Value, value);
    }

    /// <summary>raw, md5, sha1 or sha256 (mParticle Firehose).</summary>
    public string? Encoding
    {
        get => this[Fields.Encoding].GetText();
        init => Set(Fields.Encoding, value);
    }

    /// <summary>When it was set (mParticle JSON reference).</summary>
    public DateTimeOffset? Timestamp
    {
        get => this[Fields.Timestamp].GetTime();
        init => Set(Fields.Timestamp, value);
    }

    /// <summary>Whether it is new in this batch (mParticle JSON reference).</summary>
    public bool? CreatedThisBatch
    {
        get => this[Fields.CreatedThisBatch].GetBoolean();
        init => Set(Fields.CreatedThisBatch, value);
    }

    internal override Utf8Names FieldNames => _names;

    internal static class Fields
    {
        internal const int Type = 0;
        internal const int Value = 1;
        internal const int Encoding = 2;
        internal const int Timestamp = 3;
        internal const int CreatedThisBatch = 4;
    }
}
