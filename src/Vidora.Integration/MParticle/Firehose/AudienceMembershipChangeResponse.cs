namespace Vidora.Integration.MParticle.Firehose;

/// <summary>The changes of memberships were taken (mParticle Firehose).</summary>
public sealed class AudienceMembershipChangeResponse : FirehoseResponse
{
    /// <summary>Reports the connection as faulty; mParticle then suspends it. Default false (mParticle Firehose).</summary>
    public bool SuspendSubscription { get; init; }
}
