namespace Vidora.Integration.MParticle;

/// <summary>Something was done with products or promotions; exactly one of the three is set (mParticle JSON reference).</summary>
public sealed class CommerceEvent : MParticleEvent
{
    private static readonly EventFieldNames _names = new(
        ("product_action", Fields.ProductAction),
        ("promotion_action", Fields.PromotionAction),
        ("product_impressions|impressions", Fields.ProductImpressions),
        ("shopping_cart", Fields.ShoppingCart),
        ("currency_code", Fields.CurrencyCode),
        ("screen_name", Fields.ScreenName),
        ("is_non_interactive", Fields.IsNonInteractive),
        ("event_name", Fields.EventName),
        ("custom_event_type", Fields.CustomEventType));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public CommerceEvent()
        : base(_names)
    {
    }

    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.CommerceEvent;

    /// <summary>What was done with products (mParticle JSON reference).</summary>
    public MParticleProductAction? ProductAction
    {
        get => GetChild<MParticleProductAction>(Fields.ProductAction);
        init => Set(Fields.ProductAction, value);
    }

    /// <summary>What was done with promotions (mParticle JSON reference).</summary>
    public MParticlePromotionAction? PromotionAction
    {
        get => GetChild<MParticlePromotionAction>(Fields.PromotionAction);
        init => Set(Fields.PromotionAction, value);
    }

    /// <summary>Products that were shown (mParticle JSON reference).</summary>
    public IReadOnlyList<MParticleProductImpression> ProductImpressions
    {
        get => GetChildren<MParticleProductImpression>(Fields.ProductImpressions);
        init => Set(Fields.ProductImpressions, value);
    }

    /// <summary>The cart at the time (mParticle JSON reference).</summary>
    public MParticleShoppingCart? ShoppingCart
    {
        get => GetChild<MParticleShoppingCart>(Fields.ShoppingCart);
        init => Set(Fields.ShoppingCart, value);
    }

    /// <summary>Currency, ISO 4217 (mParticle JSON reference).</summary>
    public string? CurrencyCode
    {
        get => this[Fields.CurrencyCode].GetText();
        init => Set(Fields.CurrencyCode, value);
    }

    /// <summary>The screen (mParticle JSON reference).</summary>
    public string? ScreenName
    {
        get => this[Fields.ScreenName].GetText();
        init => Set(Fields.ScreenName, value);
    }

    /// <summary>Whether the user did not act (mParticle JSON reference).</summary>
    public bool? IsNonInteractive
    {
        get => this[Fields.IsNonInteractive].GetBoolean();
        init => Set(Fields.IsNonInteractive, value);
    }

    /// <summary>mParticle's own name, such as eCommerce - Purchase (mParticle JSON reference).</summary>
    public string? EventName
    {
        get => this[Fields.EventName].GetText();
        init => Set(Fields.EventName, value);
    }

    /// <summary>The action again (mParticle JSON reference).</summary>
    public string? CustomEventType
    {
        get => this[Fields.CustomEventType].GetText();
        init => Set(Fields.CustomEventType, value);
    }

    internal static new class Fields
    {
        internal const int ProductAction = 24;
        internal const int PromotionAction = 25;
        internal const int ProductImpressions = 26;
        internal const int ShoppingCart = 27;
        internal const int CurrencyCode = 28;
        internal const int ScreenName = 29;
        internal const int IsNonInteractive = 30;
        internal const int EventName = 31;
        internal const int CustomEventType = 32;
    }
}
