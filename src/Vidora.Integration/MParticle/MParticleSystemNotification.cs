using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>A change of consent that came with a batch (mParticle JSON reference; mParticle Firehose).</summary>
public sealed partial class MParticleSystemNotification : MParticleObject
{
    /// <summary>
    /// <c>gdpr_change</c> or <c>ccpa_change</c> (mParticle JSON reference), <c>gdpr_consent_state</c> or
    /// <c>ccpa_consent_state</c> (mParticle Firehose).
    /// </summary>
    [Field("type")]
    public partial string? Type { get; init; }

    /// <summary>The purpose whose consent changed.</summary>
    [Field("purpose")]
    public partial string? Purpose { get; init; }

    /// <summary>The consent now.</summary>
    [Field("current|new_gdpr_consent_state|new_ccpa_consent_state")]
    public partial MParticleConsent? Current { get; init; }

    /// <summary>The consent before; null when there was none.</summary>
    [Field("old|old_gdpr_consent_state|old_ccpa_consent_state")]
    public partial MParticleConsent? Old { get; init; }

    [Field("data")]
    private partial JsonToken Data { get; }

    /// <summary>Takes the fields out of the object that the Events API wraps them in.</summary>
    internal void TakeData()
    {
        if (this[Fields.Data].Shape == JsonTokenShape.Map)
        {
            TakeMembers(Positions[Fields.Data].Start);
        }
    }
}
