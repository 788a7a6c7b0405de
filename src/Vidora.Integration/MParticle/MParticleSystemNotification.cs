using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>A change of consent that came with a batch (mParticle JSON reference; mParticle Firehose).</summary>
public sealed class MParticleSystemNotification : MParticleObject
{
    private static readonly Utf8Names _names = new(
        ("type", Fields.Type),
        ("purpose", Fields.Purpose),
        ("current|new_gdpr_consent_state|new_ccpa_consent_state", Fields.Current),
        ("old|old_gdpr_consent_state|old_ccpa_consent_state", Fields.Old),
        ("data", Fields.Data));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public MParticleSystemNotification()
        : base(_names.Count)
    {
    }

    /// <summary>
    /// <c>gdpr_change</c> or <c>ccpa_change</c> (mParticle JSON reference), <c>gdpr_consent_state</c> or
    /// <c>ccpa_consent_state</c> (mParticle Firehose).
    /// </summary>
    public string? Type
    {
        get => this[Fields.Type].GetText();
        init => Set(Fields.Type, value);
    }

    /// <summary>The purpose whose consent changed.</summary>
    public string? Purpose
    {
        get => this[Fields.Purpose].GetText();
        init => Set(Fields.Purpose, value);
    }

    /// <summary>The consent now.</summary>
    public MParticleConsent? Current
    {
        get => GetChild<MParticleConsent>(Fields.Current);
        init => Set(Fields.Current, value);
    }

    /// <summary>The consent before; null when there was none.</summary>
    public MParticleConsent? Old
    {
        get => GetChild<MParticleConsent>(Fields.Old);
        init => Set(Fields.Old, value);
    }

    internal override Utf8Names FieldNames => _names;

    /// <summary>Takes the fields out of the object that the Events API wraps them in.</summary>
    internal void TakeData()
    {
        if (this[Fields.Data].Shape == JsonTokenShape.Map)
        {
            TakeMembers(Positions[Fields.Data].Start);
        }
    }

    internal static class Fields
    {
        internal const int Type = 0;
        internal const int Purpose = 1;
        internal const int Current = 2;
        internal const int Old = 3;
        internal const int Data = 4;
    }
}
