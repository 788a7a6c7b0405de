using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle.Firehose;

/// <summary>What is done with a user's membership of an audience (mParticle Firehose). Open: a word that is not known here is kept as it came.</summary>
/// <param name="Value">The word as the protocol writes it.</param>
public readonly record struct AudienceMembershipAction(string Value)
{
    private static readonly Vocabulary _words = new("add", "delete", "attribute_update");

    /// <summary><c>add</c>.</summary>
    public static AudienceMembershipAction Add { get; } = new("add");

    /// <summary><c>delete</c>.</summary>
    public static AudienceMembershipAction Delete { get; } = new("delete");

    /// <summary><c>attribute_update</c>.</summary>
    public static AudienceMembershipAction AttributeUpdate { get; } = new("attribute_update");

    /// <inheritdoc/>
    public override string ToString() => Value ?? "";

    internal static AudienceMembershipAction? FromWire(JsonToken token) => _words.Find(token) is { } word ? new(word) : null;
}
