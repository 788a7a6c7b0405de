using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle.Firehose;

/// <summary>What is done with an attribute of a member of an audience (mParticle Firehose). Open: a word that is not known here is kept as it came.</summary>
/// <param name="Value">The word as the protocol writes it.</param>
public readonly record struct AudienceAttributeAction(string Value)
{
    private static readonly Vocabulary _words = new("upsert", "delete");

    /// <summary><c>upsert</c>.</summary>
    public static AudienceAttributeAction Upsert { get; } = new("upsert");

    /// <summary><c>delete</c>.</summary>
    public static AudienceAttributeAction Delete { get; } = new("delete");

    /// <inheritdoc/>
    public override string ToString() => Value ?? "";

    internal static AudienceAttributeAction? FromWire(JsonToken token) => _words.Find(token) is { } word ? new(word) : null;
}
