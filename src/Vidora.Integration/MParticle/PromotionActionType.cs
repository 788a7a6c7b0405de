namespace Vidora.Integration.MParticle;

/// <summary>What was done with a promotion (mParticle JSON reference). Open: a word that is not known here is kept as it came.</summary>
/// <param name="Value">The word, in the one spelling that this library uses.</param>
public readonly record struct PromotionActionType(string Value)
{
    /// <summary><c>view</c>.</summary>
    public static PromotionActionType View { get; } = new("view");

    /// <summary><c>click</c>.</summary>
    public static PromotionActionType Click { get; } = new("click");

    /// <inheritdoc/>
    public override string ToString() => Value ?? "";

    internal static PromotionActionType? FromWire(string? text) => text?.ToLowerInvariant() switch
    {
        null => null,
        "view" => View,
        "click" => Click,
        _ => new(text),
    };
}
