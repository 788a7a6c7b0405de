namespace Vidora.Integration.MParticle;

/// <summary>Describes a promotion of a commerce event (mParticle JSON reference).</summary>
public sealed partial class MParticlePromotion : MParticleObject
{
    /// <summary>Gets the id.</summary>
    [Field("id")]
    public partial string? Id { get; init; }

    /// <summary>Gets the name.</summary>
    [Field("name")]
    public partial string? Name { get; init; }

    /// <summary>Gets the creative.</summary>
    [Field("creative")]
    public partial string? Creative { get; init; }

    /// <summary>Gets the position, free text.</summary>
    [Field("position")]
    public partial string? Position { get; init; }
}
