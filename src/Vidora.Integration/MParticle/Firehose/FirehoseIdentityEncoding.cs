namespace Vidora.Integration.MParticle.Firehose;

/// <summary>How an identity is written: as it is, or as a hash of its trimmed and lower-cased text (mParticle Firehose). Open: a word that came later can be made from its text.</summary>
/// <param name="Value">The word as the protocol writes it.</param>
public readonly record struct FirehoseIdentityEncoding(string Value)
{
    /// <summary><c>raw</c>.</summary>
    public static FirehoseIdentityEncoding Raw { get; } = new("raw");

    /// <summary><c>md5</c>.</summary>
    public static FirehoseIdentityEncoding Md5 { get; } = new("md5");

    /// <summary><c>sha1</c>.</summary>
    public static FirehoseIdentityEncoding Sha1 { get; } = new("sha1");

    /// <summary><c>sha256</c>.</summary>
    public static FirehoseIdentityEncoding Sha256 { get; } = new("sha256");

    /// <inheritdoc/>
    public override string ToString() => Value ?? "";
}
