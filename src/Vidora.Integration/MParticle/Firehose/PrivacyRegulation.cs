using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle.Firehose;

/// <summary>The law that a data subject request rests on (mParticle Firehose). Open: a word that is not known here is kept as it came.</summary>
/// <param name="Value">The word as the protocol writes it.</param>
public readonly record struct PrivacyRegulation(string Value)
{
    private static readonly Vocabulary _words = new("unknown", "ccpa", "gdpr");

    /// <summary><c>unknown</c>.</summary>
    public static PrivacyRegulation Unknown { get; } = new("unknown");

    /// <summary><c>ccpa</c>.</summary>
    public static PrivacyRegulation Ccpa { get; } = new("ccpa");

    /// <summary><c>gdpr</c>.</summary>
    public static PrivacyRegulation Gdpr { get; } = new("gdpr");

    /// <inheritdoc/>
    public override string ToString() => Value ?? "";

    internal static PrivacyRegulation? FromWire(JsonToken token) => _words.Find(token) is { } word ? new(word) : null;
}
