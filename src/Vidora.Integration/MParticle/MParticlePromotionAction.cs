namespace Vidora.Integration.MParticle;

/// <summary>Describes an action on promotions (mParticle JSON reference).</summary>
public sealed partial class MParticlePromotionAction : MParticleObject
{
    /// <summary>Gets the action: view or click.</summary>
    [Field("action", Words = nameof(Words.PromotionAction))]
    public partial string? Action { get; init; }

    /// <summary>Gets the promotions; empty when there are none.</summary>
    [Field("promotions")]
    public partial IReadOnlyList<MParticlePromotion> Promotions { get; init; }
}
