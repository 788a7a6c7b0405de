namespace Vidora.Integration.MParticle;

/// <summary>Lists products that were shown (mParticle JSON reference).</summary>
public sealed partial class MParticleProductImpression : MParticleObject
{
    /// <summary>Gets the name of the list.</summary>
    [Field("product_impression_list|impression_list_name")]
    public partial string? ListName { get; init; }

    /// <summary>Gets the products; empty when there are none.</summary>
    [Field("products")]
    public partial IReadOnlyList<MParticleProduct> Products { get; init; }
}
