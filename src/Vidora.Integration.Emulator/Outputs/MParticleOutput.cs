namespace Vidora.Integration.Emulator;

/// <summary>Selects the output of mParticle that a play sends as.</summary>
public enum MParticleOutput
{
    /// <summary>The webhook with mParticle's default setting: each event is a document by itself.</summary>
    Webhook,

    /// <summary>The webhook with "Send as Batch" on.</summary>
    WebhookBatches,

    /// <summary>Firehose: registration, ping, audiences, events and erasures.</summary>
    Firehose,
}
