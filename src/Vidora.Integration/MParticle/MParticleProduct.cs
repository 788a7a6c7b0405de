namespace Vidora.Integration.MParticle;

/// <summary>Describes a product of a commerce event (mParticle JSON reference).</summary>
public sealed partial class MParticleProduct : MParticleObject
{
    /// <summary>Gets the id or SKU.</summary>
    [Field("id|sku")]
    public partial string? Id { get; init; }

    /// <summary>Gets the name.</summary>
    [Field("name")]
    public partial string? Name { get; init; }

    /// <summary>Gets the brand.</summary>
    [Field("brand")]
    public partial string? Brand { get; init; }

    /// <summary>Gets the category.</summary>
    [Field("category")]
    public partial string? Category { get; init; }

    /// <summary>Gets the variant.</summary>
    [Field("variant")]
    public partial string? Variant { get; init; }

    /// <summary>Gets the position in the list.</summary>
    [Field("position")]
    public partial long? Position { get; init; }

    /// <summary>Gets the price of one item.</summary>
    [Field("price")]
    public partial decimal? Price { get; init; }

    /// <summary>Gets the number of items.</summary>
    [Field("quantity")]
    public partial decimal? Quantity { get; init; }

    /// <summary>Gets the price of all items.</summary>
    [Field("total_product_amount|total_amount")]
    public partial decimal? TotalAmount { get; init; }

    /// <summary>Gets the coupon.</summary>
    [Field("coupon_code")]
    public partial string? CouponCode { get; init; }

    /// <summary>Gets the time when the product was put into the cart.</summary>
    [Field("added_to_cart_time_ms|time_added")]
    public partial DateTimeOffset? AddedToCartTime { get; init; }

    /// <summary>Gets the customer's own attributes.</summary>
    [Field("custom_attributes|attributes")]
    public partial MParticleAttributes? CustomAttributes { get; init; }
}
