namespace Vidora.Integration.MParticle;

/// <summary>Something was done with products or promotions; exactly one of the three is set (mParticle JSON reference).</summary>
public sealed partial class CommerceEvent : MParticleEvent
{
    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.CommerceEvent;

    /// <summary>What was done with products (mParticle JSON reference).</summary>
    [Field("product_action")]
    public partial MParticleProductAction? ProductAction { get; init; }

    /// <summary>What was done with promotions (mParticle JSON reference).</summary>
    [Field("promotion_action")]
    public partial MParticlePromotionAction? PromotionAction { get; init; }

    /// <summary>Products that were shown (mParticle JSON reference).</summary>
    [Field("product_impressions|impressions")]
    public partial IReadOnlyList<MParticleProductImpression> ProductImpressions { get; init; }

    /// <summary>The cart at the time (mParticle JSON reference).</summary>
    [Field("shopping_cart")]
    public partial MParticleShoppingCart? ShoppingCart { get; init; }

    /// <summary>Currency, ISO 4217 (mParticle JSON reference).</summary>
    [Field("currency_code")]
    public partial string? CurrencyCode { get; init; }

    /// <summary>The screen (mParticle JSON reference).</summary>
    [Field("screen_name")]
    public partial string? ScreenName { get; init; }

    /// <summary>Whether the user did not act (mParticle JSON reference).</summary>
    [Field("is_non_interactive")]
    public partial bool? IsNonInteractive { get; init; }

    /// <summary>mParticle's own name, such as eCommerce - Purchase (mParticle JSON reference).</summary>
    [Field("event_name")]
    public partial string? EventName { get; init; }

    /// <summary>The action again (mParticle JSON reference).</summary>
    [Field("custom_event_type")]
    public partial string? CustomEventType { get; init; }
}
