using System.Globalization;
using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle.Firehose;

/// <summary>
/// A data subject asks for erasure (mParticle Firehose 3). mParticle's samples come without an account, and its test
/// message without id and time.
/// </summary>
public sealed class DsrProcessingRequest : FirehoseRequest
{
    private static readonly Utf8Names _names = NamesWith(
        ("subject_request_id", Fields.SubjectRequestId),
        ("subject_request_type", Fields.SubjectRequestType),
        ("submitted_time", Fields.SubmittedTime),
        ("subject_identities", Fields.SubjectIdentities),
        ("api_version", Fields.ApiVersion),
        ("regulation", Fields.Regulation),
        ("extensions", Fields.Extensions),
        ("mpid", Fields.Mpid));

    private readonly IReadOnlyList<MParticleIdentity>? _identities;
    private readonly IReadOnlyList<long>? _mpids;

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public DsrProcessingRequest()
        : base(_names)
    {
    }

    /// <summary>Id of the data subject request (mParticle Firehose).</summary>
    public string? SubjectRequestId
    {
        get => this[Fields.SubjectRequestId].GetText();
        init => Set(Fields.SubjectRequestId, value);
    }

    /// <summary>What is asked for: <c>erasure</c>, or a word that came later (mParticle Firehose).</summary>
    public DsrRequestType? SubjectRequestType
    {
        get => DsrRequestType.FromWire(this[Fields.SubjectRequestType]);
        init => Set(Fields.SubjectRequestType, value?.Value);
    }

    /// <summary>When it was submitted, in UTC: seconds since 1970 with a fraction, or ISO 8601 text (mParticle Firehose, samples).</summary>
    public DateTimeOffset? SubmittedTime
    {
        get => ReadTime(this[Fields.SubmittedTime]);
        init => Set(Fields.SubmittedTime, value?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
    }

    /// <summary>
    /// Who it is about: the identities of the request, then those of mParticle's extension; without MPIDs, which are in
    /// <see cref="Mpids"/>. Empty when there are none (mParticle Firehose, DSR API v3).
    /// </summary>
    public IReadOnlyList<MParticleIdentity> Identities
    {
        get => _identities ?? ReadIdentities();
        init => _identities = value;
    }

    /// <summary>
    /// Who it is about, as mParticle ids, each once: in <c>mpid</c> or <c>mpids</c> of the identities, of mParticle's
    /// extension or of its identities. Empty when there are none (DSR API v2 and v3; where Firehose has them is not written).
    /// </summary>
    public IReadOnlyList<long> Mpids
    {
        get => _mpids ?? ReadMpids();
        init => _mpids = value;
    }

    /// <summary>Version of the DSR API (mParticle Firehose).</summary>
    public string? ApiVersion
    {
        get => this[Fields.ApiVersion].GetText();
        init => Set(Fields.ApiVersion, value);
    }

    /// <summary>The law it rests on: <c>gdpr</c>, <c>ccpa</c>, <c>unknown</c>, or a word that came later (mParticle Firehose).</summary>
    public PrivacyRegulation? Regulation
    {
        get => PrivacyRegulation.FromWire(this[Fields.Regulation]);
        init => Set(Fields.Regulation, value?.Value);
    }

    private JsonToken Extension => Member(this[Fields.Extensions], "opendsr.mparticle.com"u8);

    private static DateTimeOffset? ReadTime(JsonToken token)
    {
        if (token.GetDecimal() is { } seconds)
        {
            return seconds is >= -62_135_596_800m and < 253_402_300_800m and not 0
                ? DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond))
                : null;
        }

        return DateTimeOffset.TryParse(
            token.Shape == JsonTokenShape.Text ? token.GetText() : null,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time)
            ? time
            : null;
    }

    /// <summary>The last value of that name in a map.</summary>
    private static JsonToken Member(JsonToken map, ReadOnlySpan<byte> name)
    {
        JsonToken found = default;
        foreach (var member in map.Members)
        {
            if (member.Name.SequenceEqual(name))
            {
                found = member.Value;
            }
        }

        return found;
    }

    private static void AddIdentities(JsonToken map, List<MParticleIdentity> identities)
    {
        foreach (var member in map.Members)
        {
            var value = Member(member.Value, "value"u8);
            if (!IsMpid(member.Name) && (value.GetText() ?? member.Value.GetText()) is { } identity)
            {
                identities.Add(new MParticleIdentity
                {
                    Type = JsonText.Decode(member.Name),
                    Value = identity,
                    Encoding = Member(member.Value, "encoding"u8).GetText(),
                });
            }
        }
    }

    private static void AddMpids(JsonToken map, List<long> mpids)
    {
        foreach (var member in map.Members)
        {
            if (IsMpid(member.Name))
            {
                AddMpid(member.Value, mpids);
                foreach (var item in member.Value.Items)
                {
                    AddMpid(item, mpids);
                }
            }
        }
    }

    private static void AddMpid(JsonToken value, List<long> mpids)
    {
        if ((value.GetId() ?? Member(value, "value"u8).GetId()) is { } mpid && !mpids.Contains(mpid))
        {
            mpids.Add(mpid);
        }
    }

    private static bool IsMpid(ReadOnlySpan<byte> name) => name.SequenceEqual("mpid"u8) || name.SequenceEqual("mpids"u8);

    private List<MParticleIdentity> ReadIdentities()
    {
        var identities = new List<MParticleIdentity>();
        AddIdentities(this[Fields.SubjectIdentities], identities);
        AddIdentities(Member(Extension, "subject_identities"u8), identities);
        return identities;
    }

    private List<long> ReadMpids()
    {
        var mpids = new List<long>();
        AddMpid(this[Fields.Mpid], mpids);
        AddMpids(this[Fields.SubjectIdentities], mpids);
        AddMpids(Extension, mpids);
        AddMpids(Member(Extension, "subject_identities"u8), mpids);
        return mpids;
    }

    internal static new class Fields
    {
        internal const int SubjectRequestId = FirehoseRequest.Fields.Count;
        internal const int SubjectRequestType = SubjectRequestId + 1;
        internal const int SubmittedTime = SubjectRequestId + 2;
        internal const int SubjectIdentities = SubjectRequestId + 3;
        internal const int ApiVersion = SubjectRequestId + 4;
        internal const int Regulation = SubjectRequestId + 5;
        internal const int Extensions = SubjectRequestId + 6;
        internal const int Mpid = SubjectRequestId + 7;
    }
}
