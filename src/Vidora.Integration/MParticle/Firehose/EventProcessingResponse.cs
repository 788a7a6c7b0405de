namespace Vidora.Integration.MParticle.Firehose;

/// <summary>The events were taken (mParticle Firehose).</summary>
public sealed class EventProcessingResponse : FirehoseResponse
{
    /// <summary>Asks mParticle to send no more events of this customer. Default false (mParticle Firehose).</summary>
    public bool SuspendSubscription { get; init; }
}
