namespace Vidora.Integration.MParticle.Firehose;

/// <summary>What data subject requests a partner wants (mParticle Firehose 3).</summary>
public sealed class DsrProcessingRegistration
{
    /// <summary>Settings of a customer's account (mParticle Firehose).</summary>
    public IReadOnlyList<FirehoseSetting> AccountSettings { get; init; } = [];

    /// <summary>The types of requests (mParticle Firehose).</summary>
    public IReadOnlyList<DsrRequestType> SupportedTypes { get; init; } = [];

    /// <summary>The partner's domain, under which it is listed as a processor (mParticle Firehose, DSR API).</summary>
    public string? Domain { get; init; }
}
