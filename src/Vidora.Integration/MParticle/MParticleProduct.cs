namespace Vidora.Integration.MParticle;

/// <summary>A product of a commerce event (mParticle JSON reference).</summary>
public sealed partial class MParticleProduct : MParticleObject
{
    /// <summary>Id or SKU (mParticle JSON reference).</summary>
    [Field("id|sku")]
    public partial string? Id { get; init; }

    /// <summary>Name (mParticle JSON reference).</summary>
    [Field("name")]
    public partial string? Name { get; init; }

    /// <summary>Brand (mParticle JSON reference).</summary>
    [Field("brand")]
    public partial string? Brand { get; init; }

    /// <summary>Category (mParticle JSON reference).</summary>
    [Field("category")]
    public partial string? Category { get; init; }

    /// <summary>Variant (mParticle JSON reference).</summary>
    [Field("variant")]
    public partial string? Variant { get; init; }

    /// <summary>Position in the list (mParticle JSON reference).</summary>
    [Field("position")]
    public partial long? Position { get; init; }

    /// <summary>Price of one (mParticle JSON reference).</summary>
    [Field("price")]
    public partial decimal? Price { get; init; }

    /// <summary>How many (mParticle JSON reference).</summary>
    [Field("quantity")]
    public partial decimal? Quantity { get; init; }

    /// <summary>Price of all of them (mParticle JSON reference).</summary>
    [Field("total_product_amount|total_amount")]
    public partial decimal? TotalAmount { get; init; }

    /// <summary>Coupon (mParticle JSON reference).</summary>
    [Field("coupon_code")]
    public partial string? CouponCode { get; init; }

    /// <summary>When it was put into the cart (mParticle JSON reference).</summary>
    [Field("added_to_cart_time_ms|time_added")]
    public partial DateTimeOffset? AddedToCartTime { get; init; }

    /// <summary>Attributes of the customer's own (mParticle JSON reference).</summary>
    [Field("custom_attributes|attributes")]
    public partial MParticleAttributes? CustomAttributes { get; init; }
}
