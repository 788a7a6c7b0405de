using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>The cart at the time of the event (mParticle JSON reference).</summary>
public sealed class MParticleShoppingCart : MParticleObject
{
    private static readonly Utf8Names _names = new(
        ("products", Fields.Products));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public MParticleShoppingCart()
        : base(_names.Count)
    {
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
        internal const int Products = 0;
    }
}
