namespace Vidora.Integration.MParticle;

/// <summary>Holds a user's consent to one purpose (mParticle JSON reference).</summary>
public sealed partial class MParticleConsent : MParticleObject
{
    /// <summary>Gets the answer. Under the CCPA, true means opted out of sale.</summary>
    [Field("consented")]
    public partial bool? Consented { get; init; }

    /// <summary>Gets the document that the user agreed to.</summary>
    [Field("document")]
    public partial string? Document { get; init; }

    /// <summary>Gets the time of the answer.</summary>
    [Field("timestamp_unixtime_ms")]
    public partial DateTimeOffset? Timestamp { get; init; }

    /// <summary>Gets the purpose in a flat consent; null in a map of purposes.</summary>
    [Field("purpose")]
    public partial string? Purpose { get; init; }

    /// <summary>Gets the regulation, such as GDPR.</summary>
    [Field("regulation")]
    public partial string? Regulation { get; init; }

    /// <summary>Gets the place of the answer. Never forwarded.</summary>
    [Field("location", Personal = true)]
    public partial string? Location { get; init; }

    /// <summary>Gets the id of the device. Never forwarded.</summary>
    [Field("hardware_id", Personal = true)]
    public partial string? HardwareId { get; init; }
}
