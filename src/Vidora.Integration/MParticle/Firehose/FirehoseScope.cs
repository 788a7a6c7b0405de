namespace Vidora.Integration.MParticle.Firehose;

/// <summary>An OAuth 2 scope that customers agree to (mParticle Firehose).</summary>
public sealed class FirehoseScope
{
    /// <summary>The scope (mParticle Firehose).</summary>
    public required string Name { get; init; }

    /// <summary>What it means (mParticle Firehose).</summary>
    public required string Description { get; init; }
}
