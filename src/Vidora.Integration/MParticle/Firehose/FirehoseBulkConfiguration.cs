namespace Vidora.Integration.MParticle.Firehose;

/// <summary>How changes of memberships are gathered before they are sent (mParticle Firehose).</summary>
public sealed class FirehoseBulkConfiguration
{
    /// <summary>How many messages are waited for (mParticle Firehose).</summary>
    public int? WaitForMessages { get; init; }

    /// <summary>How long is waited, in whole minutes on the wire (mParticle Firehose).</summary>
    public TimeSpan? Wait { get; init; }
}
