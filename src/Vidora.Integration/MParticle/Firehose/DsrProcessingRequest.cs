using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle.Firehose;

/// <summary>Asks for the erasure of a user (mParticle Firehose 3, DSR API v2 and v3).</summary>
internal sealed partial class DsrProcessingRequest : FirehoseRequest
{
    [Field("subject_request_id")]
    public partial string? SubjectRequestId { get; }

    /// <summary>Gets <c>erasure</c>, or a word that was added later.</summary>
    [Field("subject_request_type", Words = nameof(Words.DsrRequest))]
    public partial string? SubjectRequestType { get; }

    /// <summary>
    /// Gets the mParticle ids of the user, each once. They stand in <c>mpid</c> or <c>mpids</c> of the message, of its
    /// identities, of mParticle's extension or of the extension's identities.
    /// </summary>
    public IReadOnlyList<long> Mpids
    {
        get
        {
            var mpids = new List<long>();
            var extension = Member(Extensions, "opendsr.mparticle.com"u8);
            AddMpid(Mpid, mpids);
            AddMpids(SubjectIdentities, mpids);
            AddMpids(extension, mpids);
            AddMpids(Member(extension, "subject_identities"u8), mpids);
            return mpids;
        }
    }

    [Field("subject_identities")]
    private partial JsonToken SubjectIdentities { get; }

    [Field("extensions")]
    private partial JsonToken Extensions { get; }

    [Field("mpid")]
    private partial JsonToken Mpid { get; }

    /// <summary>Returns the last value of that name in a map.</summary>
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

    private static void AddMpids(JsonToken map, List<long> mpids)
    {
        foreach (var member in map.Members)
        {
            if (member.Name.SequenceEqual("mpid"u8) || member.Name.SequenceEqual("mpids"u8))
            {
                AddMpid(member.Value, mpids);
                foreach (var item in member.Value.Items)
                {
                    AddMpid(item.Value, mpids);
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
}
