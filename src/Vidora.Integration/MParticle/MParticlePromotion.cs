namespace Vidora.Integration.MParticle;

/// <summary>A promotion of a commerce event (mParticle JSON reference).</summary>
public sealed partial class MParticlePromotion : MParticleObject
{
    /// <summary>Id (mParticle JSON reference).</summary>
    [Field("id")]
    public partial string? Id { get; init; }

    /// <summary>Name (mParticle JSON reference).</summary>
    [Field("name")]
    public partial string? Name { get; init; }

    /// <summary>Creative (mParticle JSON reference).</summary>
    [Field("creative")]
    public partial string? Creative { get; init; }

    /// <summary>Position, free text (mParticle JSON reference).</summary>
    [Field("position")]
    public partial string? Position { get; init; }
}
