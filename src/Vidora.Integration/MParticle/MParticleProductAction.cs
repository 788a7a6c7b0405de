using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>What was done with products (mParticle JSON reference).</summary>
public sealed class MParticleProductAction : MParticleObject
{
    private static readonly Utf8Names _names = new(
        ("action", Fields.Action),
        ("checkout_step", Fields.CheckoutStep),
        ("checkout_options", Fields.CheckoutOptions),
        ("product_action_list", Fields.ProductActionList),
        ("product_list_source", Fields.ProductListSource),
        ("transaction_id", Fields.TransactionId),
        ("affiliation", Fields.Affiliation),
        ("total_amount", Fields.TotalAmount),
        ("tax_amount", Fields.TaxAmount),
        ("shipping_amount", Fields.ShippingAmount),
        ("coupon_code", Fields.CouponCode),
        ("products", Fields.Products));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public MParticleProductAction()
        : base(_names.Count)
    {
    }

    /// <summary>What was done (mParticle JSON reference).</summary>
    public ProductActionType? Action
    {
        get => ProductActionType.FromWire(this[Fields.Action]);
        init => Set(Fields.Action, value?.Value);
    }

    /// <summary>Step of the checkout (mParticle JSON reference).</summary>
    public long? CheckoutStep
    {
        get => this[Fields.CheckoutStep].GetInt64();
        init => Set(Fields.CheckoutStep, value);
    }

    /// <summary>Options of that step (mParticle JSON reference).</summary>
    public string? CheckoutOptions
    {
        get => this[Fields.CheckoutOptions].GetText();
        init => Set(Fields.CheckoutOptions, value);
    }

    /// <summary>The list it happened in (mParticle JSON reference).</summary>
    public string? ProductActionList
    {
        get => this[Fields.ProductActionList].GetText();
        init => Set(Fields.ProductActionList, value);
    }

    /// <summary>Where that list came from (mParticle JSON reference).</summary>
    public string? ProductListSource
    {
        get => this[Fields.ProductListSource].GetText();
        init => Set(Fields.ProductListSource, value);
    }

    /// <summary>The order (mParticle JSON reference).</summary>
    public string? TransactionId
    {
        get => this[Fields.TransactionId].GetText();
        init => Set(Fields.TransactionId, value);
    }

    /// <summary>Affiliation (mParticle JSON reference).</summary>
    public string? Affiliation
    {
        get => this[Fields.Affiliation].GetText();
        init => Set(Fields.Affiliation, value);
    }

    /// <summary>Total of the order (mParticle JSON reference).</summary>
    public decimal? TotalAmount
    {
        get => this[Fields.TotalAmount].GetDecimal();
        init => Set(Fields.TotalAmount, value);
    }

    /// <summary>Tax in it (mParticle JSON reference).</summary>
    public decimal? TaxAmount
    {
        get => this[Fields.TaxAmount].GetDecimal();
        init => Set(Fields.TaxAmount, value);
    }

    /// <summary>Shipping in it (mParticle JSON reference).</summary>
    public decimal? ShippingAmount
    {
        get => this[Fields.ShippingAmount].GetDecimal();
        init => Set(Fields.ShippingAmount, value);
    }

    /// <summary>Coupon (mParticle JSON reference).</summary>
    public string? CouponCode
    {
        get => this[Fields.CouponCode].GetText();
        init => Set(Fields.CouponCode, value);
    }

    /// <summary>The products (mParticle JSON reference).</summary>
    public IReadOnlyList<MParticleProduct> Products
    {
        get => GetChildren<MParticleProduct>(Fields.Products);
        init => Set(Fields.Products, value);
    }

    internal override Utf8Names FieldNames => _names;

    internal static class Fields
    {
        internal const int Action = 0;
        internal const int CheckoutStep = 1;
        internal const int CheckoutOptions = 2;
        internal const int ProductActionList = 3;
        internal const int ProductListSource = 4;
        internal const int TransactionId = 5;
        internal const int Affiliation = 6;
        internal const int TotalAmount = 7;
        internal const int TaxAmount = 8;
        internal const int ShippingAmount = 9;
        internal const int CouponCode = 10;
        internal const int Products = 11;
    }
}
