namespace Vidora.Integration.Generator;

/// <summary>One thing a shopper did, without a wire format.</summary>
internal sealed class ShopEvent(ShopEventKind kind, long timeMs)
{
    public ShopEventKind Kind { get; } = kind;

    public long TimeMs { get; } = timeMs;

    public long Id { get; set; }

    public Guid MessageId { get; set; }

    /// <summary>
    /// The word that says more: an event's name, a screen, an action, a transition, a push type, an attribute, an
    /// identity type, a class of crash.
    /// </summary>
    public string? Name { get; init; }

    public string CustomType { get; init; } = "other";

    public KeyValuePair<string, object?>[] Attributes { get; init; } = [];

    public (Product Product, int Quantity)[] Products { get; init; } = [];

    public Promotion[] Promotions { get; init; } = [];

    public string? TransactionId { get; init; }

    public decimal? Total { get; init; }

    public decimal? Tax { get; init; }

    public decimal? Shipping { get; init; }

    public string? Coupon { get; init; }

    public string? Currency { get; init; }

    public string? Screen { get; init; }

    /// <summary>The list in which the products stood.</summary>
    public string? List { get; init; }

    public int? Step { get; init; }

    public object? OldValue { get; init; }

    public object? NewValue { get; init; }

    /// <summary>What the kind has of yes and no: first run, registered, handled, consented.</summary>
    public bool Flag { get; init; }

    public long DurationMs { get; init; }
}
