namespace Vidora.Integration.MParticle;

/// <summary>Products that were shown in a list (mParticle JSON reference).</summary>
public sealed partial class MParticleProductImpression : MParticleObject
{
    /// <summary>The list (mParticle JSON reference).</summary>
    [Field("product_impression_list|impression_list_name")]
    public partial string? ListName { get; init; }

    /// <summary>The products (mParticle JSON reference).</summary>
    [Field("products")]
    public partial IReadOnlyList<MParticleProduct> Products { get; init; }
}
