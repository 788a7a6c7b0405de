using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle.Firehose;

/// <summary>What a data subject asks for (mParticle Firehose). Open: a word that is not known here is kept as it came.</summary>
/// <param name="Value">The word as the protocol writes it.</param>
public readonly record struct DsrRequestType(string Value)
{
    private static readonly Vocabulary _words = new("erasure");

    /// <summary><c>erasure</c>.</summary>
    public static DsrRequestType Erasure { get; } = new("erasure");

    /// <inheritdoc/>
    public override string ToString() => Value ?? "";

    internal static DsrRequestType? FromWire(JsonToken token) => _words.Find(token) is { } word ? new(word) : null;
}
