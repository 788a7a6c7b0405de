using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>Reports a change of consent (mParticle JSON reference).</summary>
public sealed partial class MParticleSystemNotification : MParticleObject
{
    /// <summary>Gets <c>gdpr_change</c> or <c>ccpa_change</c>, <c>gdpr_consent_state</c> or <c>ccpa_consent_state</c>.</summary>
    [Field("type")]
    public partial string? Type { get; init; }

    /// <summary>Gets the purpose whose consent changed.</summary>
    [Field("purpose")]
    public partial string? Purpose { get; init; }

    /// <summary>Gets the consent after the change.</summary>
    [Field("current|new_gdpr_consent_state|new_ccpa_consent_state")]
    public partial MParticleConsent? Current { get; init; }

    /// <summary>Gets the consent before the change; null when there was none.</summary>
    [Field("old|old_gdpr_consent_state|old_ccpa_consent_state")]
    public partial MParticleConsent? Old { get; init; }

    [Field("data")]
    private partial JsonToken Data { get; }

    /// <summary>Takes the fields from the object in which the Events API wraps them.</summary>
    internal void TakeData()
    {
        var cursor = new JsonCursor(Json, Positions[Fields.Data]);
        if (cursor.IsObject)
        {
            ReadFields(ref cursor);
        }
    }
}
