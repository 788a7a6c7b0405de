namespace Vidora.Integration.MParticle;

/// <summary>Attribution of the install (mParticle JSON reference).</summary>
public sealed partial class MParticleAttributionInfo : MParticleObject
{
    /// <summary>Who says so (mParticle JSON reference).</summary>
    [Field("service_provider")]
    public partial string? ServiceProvider { get; init; }

    /// <summary>Publisher (mParticle JSON reference).</summary>
    [Field("publisher")]
    public partial string? Publisher { get; init; }

    /// <summary>Campaign (mParticle JSON reference).</summary>
    [Field("campaign")]
    public partial string? Campaign { get; init; }
}
