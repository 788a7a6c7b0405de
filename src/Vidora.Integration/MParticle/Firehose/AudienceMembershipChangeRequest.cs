using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle.Firehose;

/// <summary>Users enter and leave audiences (mParticle Firehose). Without users it only verifies that the partner answers.</summary>
public sealed class AudienceMembershipChangeRequest : FirehoseRequest
{
    private static readonly Utf8Names _names = NamesWith(("user_profiles", Fields.UserProfiles));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public AudienceMembershipChangeRequest()
        : base(_names)
    {
    }

    /// <summary>The users; empty when there are none (mParticle Firehose).</summary>
    public IReadOnlyList<FirehoseUserProfile> UserProfiles
    {
        get => GetChildren<FirehoseUserProfile>(Fields.UserProfiles);
        init => Set(Fields.UserProfiles, value);
    }

    internal static new class Fields
    {
        internal const int UserProfiles = FirehoseRequest.Fields.Count;
    }
}
