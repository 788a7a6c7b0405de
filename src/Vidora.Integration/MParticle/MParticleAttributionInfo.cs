namespace Vidora.Integration.MParticle;

/// <summary>Describes what the install is attributed to (mParticle JSON reference).</summary>
internal sealed partial class MParticleAttributionInfo : MParticleObject
{
    /// <summary>Gets the attribution partner.</summary>
    [Field("service_provider")]
    public partial string? ServiceProvider { get; }

    /// <summary>Gets the publisher.</summary>
    [Field("publisher")]
    public partial string? Publisher { get; }

    /// <summary>Gets the campaign.</summary>
    [Field("campaign")]
    public partial string? Campaign { get; }
}
