using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>What was done with promotions (mParticle JSON reference).</summary>
public sealed class MParticlePromotionAction : MParticleObject
{
    private static readonly Utf8Names _names = new(
        ("action", Fields.Action),
        ("promotions", Fields.Promotions));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public MParticlePromotionAction()
        : base(_names.Count)
    {
    }

    /// <summary>view or click (mParticle JSON reference).</summary>
    public PromotionActionType? Action
    {
        get => PromotionActionType.FromWire(this[Fields.Action]);
        init => Set(Fields.Action, value?.Value);
    }

    /// <summary>The promotions (mParticle JSON reference).</summary>
    public IReadOnlyList<MParticlePromotion> Promotions
    {
        get => GetChildren<MParticlePromotion>(Fields.Promotions);
        init => Set(Fields.Promotions, value);
    }

    internal override Utf8Names FieldNames => _names;

    internal static class Fields
    {
        internal const int Action = 0;
        internal const int Promotions = 1;
    }
}
