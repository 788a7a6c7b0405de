using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>Reports an action on products or promotions, or products that were shown (mParticle JSON reference).</summary>
public sealed partial class CommerceEvent : MParticleEvent
{
    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.CommerceEvent;

    /// <summary>Gets the action on products.</summary>
    [Field("product_action")]
    public partial MParticleProductAction? ProductAction { get; init; }

    /// <summary>Gets the action on promotions.</summary>
    [Field("promotion_action")]
    public partial MParticlePromotionAction? PromotionAction { get; init; }

    /// <summary>Gets the products that were shown; empty when there are none.</summary>
    [Field("product_impressions|impressions")]
    public partial IReadOnlyList<MParticleProductImpression> ProductImpressions { get; init; }

    /// <summary>Gets the currency, an ISO 4217 code.</summary>
    [Field("currency_code")]
    public partial string? CurrencyCode { get; init; }

    /// <summary>Gets the screen.</summary>
    [Field("screen_name", FreeText = true)]
    public partial string? ScreenName { get; init; }

    /// <summary>Gets whether the event happened without the user.</summary>
    [Field("is_non_interactive")]
    public partial bool? IsNonInteractive { get; init; }

    /// <summary>Gets mParticle's own name, such as eCommerce - Purchase.</summary>
    [Field("event_name")]
    public partial string? EventName { get; init; }

    /// <summary>Gets mParticle's own name of the action.</summary>
    [Field("custom_event_type")]
    public partial string? CustomEventType { get; init; }

    [Field("shopping_cart")]
    internal partial JsonToken ShoppingCart { get; }
}
