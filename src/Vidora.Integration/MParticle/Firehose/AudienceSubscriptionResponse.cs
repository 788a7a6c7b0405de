namespace Vidora.Integration.MParticle.Firehose;

/// <summary>The audience is connected, changed or disconnected (mParticle Firehose).</summary>
public sealed class AudienceSubscriptionResponse : FirehoseResponse
{
    /// <summary>Values of settings that the customer does not see, by id, to be sent along from now on. Default none (mParticle Firehose).</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
