using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>Products that were shown in a list (mParticle JSON reference).</summary>
public sealed class MParticleProductImpression : MParticleObject
{
    private static readonly Utf8Names _names = new(
        ("product_impression_list|impression_list_name", Fields.ListName),
        ("products", Fields.Products));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public MParticleProductImpression()
        : base(_names.Count)
    {
    }

    /// <summary>The list (mParticle JSON reference).</summary>
    public string? ListName
    {
        get => this[Fields.ListName].GetText();
        init => Set(Fields.ListName, value);
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
        internal const int ListName = 0;
        internal const int Products = 1;
    }
}
