namespace Vidora.Integration.MParticle;

/// <summary>What a user consented to, or not (mParticle JSON reference).</summary>
public sealed partial class MParticleConsent : MParticleObject
{
    /// <summary>The answer; for CCPA true means opted out of sale (mParticle JSON reference).</summary>
    [Field("consented")]
    public partial bool? Consented { get; init; }

    /// <summary>The document that was agreed to (mParticle JSON reference).</summary>
    [Field("document")]
    public partial string? Document { get; init; }

    /// <summary>When (mParticle JSON reference).</summary>
    [Field("timestamp_unixtime_ms")]
    public partial DateTimeOffset? Timestamp { get; init; }

    /// <summary>The regulation, such as GDPR (mParticle JSON reference).</summary>
    [Field("regulation")]
    public partial string? Regulation { get; init; }

    /// <summary>Where; never forwarded (mParticle JSON reference).</summary>
    [Field("location", Personal = true)]
    public partial string? Location { get; init; }

    /// <summary>On which device; never forwarded (mParticle JSON reference).</summary>
    [Field("hardware_id", Personal = true)]
    public partial string? HardwareId { get; init; }
}
