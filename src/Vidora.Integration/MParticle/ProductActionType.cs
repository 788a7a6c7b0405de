using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>What was done with products (mParticle JSON reference). Open: a word that is not known here is kept as it came.</summary>
/// <param name="Value">The word, in the one spelling that this library uses.</param>
public readonly record struct ProductActionType(string Value)
{
    private static readonly Vocabulary _words = new(
        "add_to_cart",
        "remove_from_cart",
        "checkout",
        "checkout_option",
        "click",
        "view_detail",
        "purchase",
        "refund",
        "add_to_wishlist",
        "remove_from_wishlist|remove_from_wish_list");

    /// <summary><c>add_to_cart</c>.</summary>
    public static ProductActionType AddToCart { get; } = new("add_to_cart");

    /// <summary><c>remove_from_cart</c>.</summary>
    public static ProductActionType RemoveFromCart { get; } = new("remove_from_cart");

    /// <summary><c>checkout</c>.</summary>
    public static ProductActionType Checkout { get; } = new("checkout");

    /// <summary><c>checkout_option</c>.</summary>
    public static ProductActionType CheckoutOption { get; } = new("checkout_option");

    /// <summary><c>click</c>.</summary>
    public static ProductActionType Click { get; } = new("click");

    /// <summary><c>view_detail</c>.</summary>
    public static ProductActionType ViewDetail { get; } = new("view_detail");

    /// <summary><c>purchase</c>.</summary>
    public static ProductActionType Purchase { get; } = new("purchase");

    /// <summary><c>refund</c>.</summary>
    public static ProductActionType Refund { get; } = new("refund");

    /// <summary><c>add_to_wishlist</c>.</summary>
    public static ProductActionType AddToWishlist { get; } = new("add_to_wishlist");

    /// <summary><c>remove_from_wishlist</c>.</summary>
    public static ProductActionType RemoveFromWishlist { get; } = new("remove_from_wishlist");

    /// <summary>Whether it is one of the words above.</summary>
    internal bool IsKnown => Value is "add_to_cart" or "remove_from_cart" or "checkout" or "checkout_option" or "click" or "view_detail"
        or "purchase" or "refund" or "add_to_wishlist" or "remove_from_wishlist";

    /// <inheritdoc/>
    public override string ToString() => Value ?? "";

    internal static ProductActionType? FromWire(JsonToken token) => _words.Find(token) is { } word ? new(word) : null;
}
