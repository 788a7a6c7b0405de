using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>
/// What a user consented to, by purpose (mParticle JSON reference; mParticle Firehose). Some senders write one flat
/// object instead of a map of purposes: its GDPR purpose is the empty text, its CCPA purpose <c>data_sale_opt_out</c>,
/// the only one there is (our choice).
/// </summary>
public sealed partial class MParticleConsentState : MParticleObject
{
    /// <summary>GDPR consents by purpose; empty when there are none.</summary>
    [Field("gdpr|gdpr_consent_state")]
    public IReadOnlyDictionary<string, MParticleConsent> Gdpr
    {
        get => Decode(Fields.Gdpr, flatPurpose: "");
        init => SetPurposes(Fields.Gdpr, value);
    }

    /// <summary>CCPA consents by purpose; empty when there are none. Consented means opted out of sale.</summary>
    [Field("ccpa|ccpa_consent_state")]
    public IReadOnlyDictionary<string, MParticleConsent> Ccpa
    {
        get => Decode(Fields.Ccpa, flatPurpose: JsonText.Decode(CcpaPurpose));
        init => SetPurposes(Fields.Ccpa, value);
    }

    /// <summary>The only purpose there is under the CCPA.</summary>
    internal static ReadOnlySpan<byte> CcpaPurpose => "data_sale_opt_out"u8;

    /// <summary>Whether the object holds a consent itself and not a map of purposes.</summary>
    internal static bool IsFlat(JsonMembers regulation)
    {
        while (regulation.MoveNext())
        {
            if (regulation.Value.IsContainer)
            {
                return false;
            }

            if (regulation.Name.SequenceEqual("consented"u8))
            {
                return true;
            }
        }

        return false;
    }

    private Dictionary<string, MParticleConsent> Decode(int field, string flatPurpose)
    {
        var consents = new Dictionary<string, MParticleConsent>(StringComparer.Ordinal);
        var regulation = new JsonMembers(Json, Positions[field]);
        if (IsFlat(regulation))
        {
            consents[flatPurpose] = ReadChild<MParticleConsent>(Positions[field].Start);
            return consents;
        }

        while (regulation.MoveNext())
        {
            if (regulation.Value.Shape == JsonTokenShape.Map)
            {
                consents[JsonText.Decode(regulation.Name)] = ReadChild<MParticleConsent>(regulation.ValuePosition.Start);
            }
        }

        return consents;
    }

    private void SetPurposes(int field, IReadOnlyDictionary<string, MParticleConsent> purposes)
    {
        if (Begin(field, purposes is not null) is { } built)
        {
            built.Append((byte)'{');
            var first = true;
            foreach (var (purpose, consent) in purposes!)
            {
                if (!first)
                {
                    built.Append((byte)',');
                }

                JsonText.AppendString(built, purpose);
                built.Append((byte)':');
                consent.AppendJson(built);
                first = false;
            }

            built.Append((byte)'}');
        }
    }
}
