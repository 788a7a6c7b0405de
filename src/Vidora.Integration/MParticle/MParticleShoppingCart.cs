namespace Vidora.Integration.MParticle;

/// <summary>The cart at the time of the event (mParticle JSON reference).</summary>
public sealed partial class MParticleShoppingCart : MParticleObject
{
    /// <summary>The products (mParticle JSON reference).</summary>
    [Field("products")]
    public partial IReadOnlyList<MParticleProduct> Products { get; init; }
}
