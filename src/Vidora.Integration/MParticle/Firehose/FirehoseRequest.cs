namespace Vidora.Integration.MParticle.Firehose;

/// <summary>A message that mParticle sends to a Firehose partner (mParticle Firehose).</summary>
public abstract class FirehoseRequest
{
    private protected FirehoseRequest()
    {
    }
}
