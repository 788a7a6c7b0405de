namespace Vidora.Integration.MParticle;

/// <summary>What was done with promotions (mParticle JSON reference).</summary>
public sealed partial class MParticlePromotionAction : MParticleObject
{
    /// <summary>view or click (mParticle JSON reference).</summary>
    [Field("action", Words = nameof(Words.PromotionAction))]
    public partial string? Action { get; init; }

    /// <summary>The promotions (mParticle JSON reference).</summary>
    [Field("promotions")]
    public partial IReadOnlyList<MParticlePromotion> Promotions { get; init; }
}
