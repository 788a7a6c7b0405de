namespace Vidora.Integration;

/// <summary>Names the wire format of a document.</summary>
public enum MParticleFormat
{
    /// <summary>Detected: a Firehose message has a <c>type</c>, a batch has none.</summary>
    Auto,

    /// <summary>A batch of the Events API or of any outbound connection (mParticle JSON reference).</summary>
    EventsApi,

    /// <summary>A message of the Firehose partner protocol (mParticle Firehose).</summary>
    Firehose,
}
