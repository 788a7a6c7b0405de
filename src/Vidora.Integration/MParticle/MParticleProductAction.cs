namespace Vidora.Integration.MParticle;

/// <summary>Describes an action on products (mParticle JSON reference).</summary>
public sealed partial class MParticleProductAction : MParticleObject
{
    /// <summary>Gets the action, such as <c>purchase</c> or <c>add_to_cart</c>.</summary>
    [Field("action", Words = nameof(Words.ProductAction))]
    public partial string? Action { get; init; }

    /// <summary>Gets the step of the checkout.</summary>
    [Field("checkout_step")]
    public partial long? CheckoutStep { get; init; }

    /// <summary>Gets the options of the checkout step.</summary>
    [Field("checkout_options")]
    public partial string? CheckoutOptions { get; init; }

    /// <summary>Gets the list of the action.</summary>
    [Field("product_action_list")]
    public partial string? ProductActionList { get; init; }

    /// <summary>Gets the source of that list.</summary>
    [Field("product_list_source")]
    public partial string? ProductListSource { get; init; }

    /// <summary>Gets the id of the order.</summary>
    [Field("transaction_id")]
    public partial string? TransactionId { get; init; }

    /// <summary>Gets the affiliation.</summary>
    [Field("affiliation")]
    public partial string? Affiliation { get; init; }

    /// <summary>Gets the total of the order.</summary>
    [Field("total_amount")]
    public partial decimal? TotalAmount { get; init; }

    /// <summary>Gets the tax of the order.</summary>
    [Field("tax_amount")]
    public partial decimal? TaxAmount { get; init; }

    /// <summary>Gets the shipping cost of the order.</summary>
    [Field("shipping_amount")]
    public partial decimal? ShippingAmount { get; init; }

    /// <summary>Gets the coupon.</summary>
    [Field("coupon_code")]
    public partial string? CouponCode { get; init; }

    /// <summary>Gets the products; empty when there are none.</summary>
    [Field("products")]
    public partial IReadOnlyList<MParticleProduct> Products { get; init; }
}
