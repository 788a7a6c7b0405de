namespace Vidora.Integration.MParticle.Firehose;

/// <summary>The data subject request was taken (mParticle Firehose).</summary>
public sealed class DsrProcessingResponse : FirehoseResponse
{
}
