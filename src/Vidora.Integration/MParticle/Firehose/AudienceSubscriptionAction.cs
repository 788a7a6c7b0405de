using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle.Firehose;

/// <summary>What is done with the connection of an audience (mParticle Firehose). Open: a word that is not known here is kept as it came.</summary>
/// <param name="Value">The word as the protocol writes it.</param>
public readonly record struct AudienceSubscriptionAction(string Value)
{
    private static readonly Vocabulary _words = new("add", "update", "remove");

    /// <summary><c>add</c>.</summary>
    public static AudienceSubscriptionAction Add { get; } = new("add");

    /// <summary><c>update</c>.</summary>
    public static AudienceSubscriptionAction Update { get; } = new("update");

    /// <summary><c>remove</c>.</summary>
    public static AudienceSubscriptionAction Remove { get; } = new("remove");

    /// <inheritdoc/>
    public override string ToString() => Value ?? "";

    internal static AudienceSubscriptionAction? FromWire(JsonToken token) => _words.Find(token) is { } word ? new(word) : null;
}
