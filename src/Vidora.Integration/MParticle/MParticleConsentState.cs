using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>
/// Holds a user's consents by purpose (mParticle JSON reference; mParticle Firehose). Some senders write one flat object
/// instead of a map of purposes. Without a <c>purpose</c> its GDPR purpose is the empty text; its CCPA purpose is
/// <c>data_sale_opt_out</c>, the only one (our choice).
/// </summary>
public sealed partial class MParticleConsentState : MParticleObject
{
    /// <summary>Gets the GDPR consents by purpose; empty when there are none.</summary>
    [Field("gdpr|gdpr_consent_state")]
    public IReadOnlyDictionary<string, MParticleConsent> Gdpr
    {
        get => Decode(Fields.Gdpr, flatPurpose: "");
        init => SetPurposes(Fields.Gdpr, value);
    }

    /// <summary>Gets the CCPA consents by purpose; empty when there are none. Consented means opted out of sale.</summary>
    [Field("ccpa|ccpa_consent_state")]
    public IReadOnlyDictionary<string, MParticleConsent> Ccpa
    {
        get => Decode(Fields.Ccpa, flatPurpose: JsonText.Decode(CcpaPurpose));
        init => SetPurposes(Fields.Ccpa, value);
    }

    /// <summary>Gets the only purpose of the CCPA.</summary>
    internal static ReadOnlySpan<byte> CcpaPurpose => "data_sale_opt_out"u8;

    /// <summary>Returns whether the object is a consent, not a map of purposes.</summary>
    internal static bool IsFlat(JsonCursor regulation)
    {
        for (var more = regulation.IsObject && regulation.EnterObject(); more; more = regulation.NextMember())
        {
            var name = regulation.TakeName(out _);
            if (regulation.IsObject || regulation.IsList)
            {
                return false;
            }

            if (name.SequenceEqual("consented"u8))
            {
                return true;
            }

            regulation.TakeValue();
        }

        return false;
    }

    private Dictionary<string, MParticleConsent> Decode(int field, string flatPurpose)
    {
        var consents = new Dictionary<string, MParticleConsent>(StringComparer.Ordinal);
        var start = Positions[field].Start;
        if (IsFlat(new JsonCursor(Json, Positions[field])))
        {
            var flat = ReadChild<MParticleConsent>(start);
            consents[flat.Purpose ?? flatPurpose] = flat;
            return consents;
        }

        foreach (var member in this[field].Members)
        {
            if (member.Value.Shape == JsonTokenShape.Map)
            {
                consents[JsonText.Decode(member.Name)] = ReadChild<MParticleConsent>(start + member.Position.Start);
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
