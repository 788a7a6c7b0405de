using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>A product of a commerce event (mParticle JSON reference).</summary>
public sealed class MParticleProduct : MParticleObject
{
    private static readonly Utf8Names _names = new(
        ("id|sku", Fields.Id),
        ("name", Fields.Name),
        ("brand", Fields.Brand),
        ("category", Fields.Category),
        ("variant", Fields.Variant),
        ("position", Fields.Position),
        ("price", Fields.Price),
        ("quantity", Fields.Quantity),
        ("total_product_amount|total_amount", Fields.TotalAmount),
        ("coupon_code", Fields.CouponCode),
        ("added_to_cart_time_ms|time_added", Fields.AddedToCartTime),
        ("custom_attributes|attributes", Fields.CustomAttributes));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public MParticleProduct()
        : base(_names.Count)
    {
    }

    /// <summary>Id or SKU (mParticle JSON reference).</summary>
    public string? Id
    {
        get => this[Fields.Id].GetText();
        init => Set(Fields.Id, value);
    }

    /// <summary>Name (mParticle JSON reference).</summary>
    public string? Name
    {
        get => this[Fields.Name].GetText();
        init => Set(Fields.Name, value);
    }

    /// <summary>Brand (mParticle JSON reference).</summary>
    public string? Brand
    {
        get => this[Fields.Brand].GetText();
        init => Set(Fields.Brand, value);
    }

    /// <summary>Category (mParticle JSON reference).</summary>
    public string? Category
    {
        get => this[Fields.Category].GetText();
        init => Set(Fields.Category, value);
    }

    /// <summary>Variant (mParticle JSON reference).</summary>
    public string? Variant
    {
        get => this[Fields.Variant].GetText();
        init => Set(Fields.Variant, value);
    }

    /// <summary>Position in the list (mParticle JSON reference).</summary>
    public long? Position
    {
        get => this[Fields.Position].GetInt64();
        init => Set(Fields.Position, value);
    }

    /// <summary>Price of one (mParticle JSON reference).</summary>
    public decimal? Price
    {
        get => this[Fields.Price].GetDecimal();
        init => Set(Fields.Price, value);
    }

    /// <summary>How many (mParticle JSON reference).</summary>
    public decimal? Quantity
    {
        get => this[Fields.Quantity].GetDecimal();
        init => Set(Fields.Quantity, value);
    }

    /// <summary>Price of all of them (mParticle JSON reference).</summary>
    public decimal? TotalAmount
    {
        get => this[Fields.TotalAmount].GetDecimal();
        init => Set(Fields.TotalAmount, value);
    }

    /// <summary>Coupon (mParticle JSON reference).</summary>
    public string? CouponCode
    {
        get => this[Fields.CouponCode].GetText();
        init => Set(Fields.CouponCode, value);
    }

    /// <summary>When it was put into the cart (mParticle JSON reference).</summary>
    public DateTimeOffset? AddedToCartTime
    {
        get => this[Fields.AddedToCartTime].GetTime();
        init => Set(Fields.AddedToCartTime, value);
    }

    /// <summary>Attributes of the customer's own (mParticle JSON reference).</summary>
    public MParticleAttributes? CustomAttributes
    {
        get => GetAttributes(Fields.CustomAttributes);
        init => Set(Fields.CustomAttributes, value);
    }

    internal override Utf8Names FieldNames => _names;

    internal static class Fields
    {
        internal const int Id = 0;
        internal const int Name = 1;
        internal const int Brand = 2;
        internal const int Category = 3;
        internal const int Variant = 4;
        internal const int Position = 5;
        internal const int Price = 6;
        internal const int Quantity = 7;
        internal const int TotalAmount = 8;
        internal const int CouponCode = 9;
        internal const int AddedToCartTime = 10;
        internal const int CustomAttributes = 11;
    }
}
