namespace Vidora.Integration.MParticle;

/// <summary>What was done with products (mParticle JSON reference).</summary>
public sealed partial class MParticleProductAction : MParticleObject
{
    /// <summary>What was done (mParticle JSON reference).</summary>
    [Field("action", Words = nameof(Words.ProductAction))]
    public partial string? Action { get; init; }

    /// <summary>Step of the checkout (mParticle JSON reference).</summary>
    [Field("checkout_step")]
    public partial long? CheckoutStep { get; init; }

    /// <summary>Options of that step (mParticle JSON reference).</summary>
    [Field("checkout_options")]
    public partial string? CheckoutOptions { get; init; }

    /// <summary>The list it happened in (mParticle JSON reference).</summary>
    [Field("product_action_list")]
    public partial string? ProductActionList { get; init; }

    /// <summary>Where that list came from (mParticle JSON reference).</summary>
    [Field("product_list_source")]
    public partial string? ProductListSource { get; init; }

    /// <summary>The order (mParticle JSON reference).</summary>
    [Field("transaction_id")]
    public partial string? TransactionId { get; init; }

    /// <summary>Affiliation (mParticle JSON reference).</summary>
    [Field("affiliation")]
    public partial string? Affiliation { get; init; }

    /// <summary>Total of the order (mParticle JSON reference).</summary>
    [Field("total_amount")]
    public partial decimal? TotalAmount { get; init; }

    /// <summary>Tax in it (mParticle JSON reference).</summary>
    [Field("tax_amount")]
    public partial decimal? TaxAmount { get; init; }

    /// <summary>Shipping in it (mParticle JSON reference).</summary>
    [Field("shipping_amount")]
    public partial decimal? ShippingAmount { get; init; }

    /// <summary>Coupon (mParticle JSON reference).</summary>
    [Field("coupon_code")]
    public partial string? CouponCode { get; init; }

    /// <summary>The products (mParticle JSON reference).</summary>
    [Field("products")]
    public partial IReadOnlyList<MParticleProduct> Products { get; init; }
}
