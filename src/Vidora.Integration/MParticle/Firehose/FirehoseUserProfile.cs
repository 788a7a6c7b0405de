using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle.Firehose;

/// <summary>A user whose memberships of audiences change (mParticle Firehose).</summary>
public sealed class FirehoseUserProfile : MParticleObject
{
    private static readonly Utf8Names _names = new(
        ("mpid", Fields.Mpid),
        ("audiences", Fields.Audiences),
        ("user_identities", Fields.UserIdentities),
        ("device_identities", Fields.DeviceIdentities),
        ("partner_identities", Fields.PartnerIdentities));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public FirehoseUserProfile()
        : base(_names.Count)
    {
    }

    /// <summary>The mParticle id, signed, exact to 64 bits; null when it is absent or 0 (mParticle Firehose).</summary>
    public long? Mpid
    {
        get => this[Fields.Mpid].GetId();
        init => Set(Fields.Mpid, value);
    }

    /// <summary>The audiences concerned; empty when there are none (mParticle Firehose).</summary>
    public IReadOnlyList<FirehoseAudience> Audiences
    {
        get => GetChildren<FirehoseAudience>(Fields.Audiences);
        init => Set(Fields.Audiences, value);
    }

    /// <summary>Identities of the user; empty when there are none (mParticle Firehose).</summary>
    public IReadOnlyList<MParticleIdentity> UserIdentities
    {
        get => GetChildren<MParticleIdentity>(Fields.UserIdentities);
        init => Set(Fields.UserIdentities, value);
    }

    /// <summary>Identities of the user's devices; empty when there are none (mParticle Firehose).</summary>
    public IReadOnlyList<MParticleIdentity> DeviceIdentities
    {
        get => GetChildren<MParticleIdentity>(Fields.DeviceIdentities);
        init => Set(Fields.DeviceIdentities, value);
    }

    /// <summary>Identities of the user at partners; empty when there are none (mParticle Firehose).</summary>
    public IReadOnlyList<MParticleIdentity> PartnerIdentities
    {
        get => GetChildren<MParticleIdentity>(Fields.PartnerIdentities);
        init => Set(Fields.PartnerIdentities, value);
    }

    internal override Utf8Names FieldNames => _names;

    internal static class Fields
    {
        internal const int Mpid = 0;
        internal const int Audiences = 1;
        internal const int UserIdentities = 2;
        internal const int DeviceIdentities = 3;
        internal const int PartnerIdentities = 4;
    }
}
