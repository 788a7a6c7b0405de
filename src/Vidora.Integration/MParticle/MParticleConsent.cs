using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>What a user consented to, or not (mParticle JSON reference).</summary>
public sealed class MParticleConsent : MParticleObject
{
    private static readonly Utf8Names _names = new(
        ("consented", Fields.Consented),
        ("document", Fields.Document),
        ("timestamp_unixtime_ms", Fields.Timestamp),
        ("regulation", Fields.Regulation),
        ("location", Fields.Location),
        ("hardware_id", Fields.HardwareId));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public MParticleConsent()
        : base(_names.Count)
    {
    }

    /// <summary>The answer; for CCPA true means opted out of sale (mParticle JSON reference).</summary>
    public bool? Consented
    {
        get => this[Fields.Consented].GetBoolean();
        init => Set(Fields.Consented, value);
    }

    /// <summary>The document that was agreed to (mParticle JSON reference).</summary>
    public string? Document
    {
        get => this[Fields.Document].GetText();
        init => Set(Fields.Document, value);
    }

    /// <summary>When (mParticle JSON reference).</summary>
    public DateTimeOffset? Timestamp
    {
        get => this[Fields.Timestamp].GetTime();
        init => Set(Fields.Timestamp, value);
    }

    /// <summary>The regulation, such as GDPR (mParticle JSON reference).</summary>
    public string? Regulation
    {
        get => this[Fields.Regulation].GetText();
        init => Set(Fields.Regulation, value);
    }

    /// <summary>Where; never forwarded (mParticle JSON reference).</summary>
    public string? Location
    {
        get => this[Fields.Location].GetText();
        init => Set(Fields.Location, value);
    }

    /// <summary>On which device; never forwarded (mParticle JSON reference).</summary>
    public string? HardwareId
    {
        get => this[Fields.HardwareId].GetText();
        init => Set(Fields.HardwareId, value);
    }

    internal override Utf8Names FieldNames => _names;

    internal static Utf8Names Names => _names;

    internal static class Fields
    {
        internal const int Consented = 0;
        internal const int Document = 1;
        internal const int Timestamp = 2;
        internal const int Regulation = 3;
        internal const int Location = 4;
        internal const int HardwareId = 5;
    }
}
