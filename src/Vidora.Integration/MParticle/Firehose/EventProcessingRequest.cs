namespace Vidora.Integration.MParticle.Firehose;

/// <summary>Events of one user (mParticle Firehose).</summary>
public sealed class EventProcessingRequest : FirehoseRequest
{
    internal EventProcessingRequest(MParticleBatch batch) => Batch = batch;

    /// <summary>The events, with the user and the device, in the same model that the Events API has.</summary>
    public MParticleBatch Batch { get; }
}
