namespace Vidora.Integration;

/// <summary>In which wire format a document is.</summary>
public enum MParticleFormat
{
    /// <summary>Found out from the document: a Firehose message says its <c>type</c>, a batch has none.</summary>
    Auto,

    /// <summary>A batch of the Events API or of any outbound connection (mParticle JSON reference).</summary>
    EventsApi,

    /// <summary>A message of the Firehose partner protocol (mParticle Firehose).</summary>
    Firehose,
}
