namespace Vidora.Integration.MParticle.Firehose;

/// <summary>An answer to a message of the Firehose partner protocol (mParticle Firehose 3.2).</summary>
public abstract class FirehoseResponse
{
    private protected FirehoseResponse()
    {
    }

    /// <summary>Id of the answer, a GUID; the request's own will do (mParticle Firehose).</summary>
    public required string Id { get; init; }

    /// <summary>When the answer was made (mParticle Firehose).</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The partner's version of the protocol. Default 3.2.0, the version that these models are made after (mParticle Firehose).</summary>
    public string FirehoseVersion { get; init; } = "3.2.0";
}
