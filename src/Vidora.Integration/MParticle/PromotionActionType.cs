using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>What was done with a promotion (mParticle JSON reference). Open: a word that is not known here is kept as it came.</summary>
/// <param name="Value">The word, in the one spelling that this library uses.</param>
public readonly record struct PromotionActionType(string Value)
{
    private static readonly Vocabulary _words = new(
        "view",
        "click");

    /// <summary><c>view</c>.</summary>
    public static PromotionActionType View { get; } = new("view");

    /// <summary><c>click</c>.</summary>
    public static PromotionActionType Click { get; } = new("click");

    /// <inheritdoc/>
    public override string ToString() => Value ?? "";

    internal static PromotionActionType? FromWire(JsonToken token) => _words.Find(token) is { } word ? new(word) : null;
}
