namespace Vidora.Integration.MParticle.Firehose;

/// <summary>One setting that a partner asks its customers for (mParticle Firehose).</summary>
public sealed class FirehoseSetting
{
    /// <summary>What is typed in. Default text (mParticle Firehose).</summary>
    public FirehoseSettingType Type { get; init; }

    /// <summary>Id, under which the value is sent with every message (mParticle Firehose).</summary>
    public required string Id { get; init; }

    /// <summary>Name that customers see (mParticle Firehose).</summary>
    public required string Name { get; init; }

    /// <summary>Text that customers see (mParticle Firehose).</summary>
    public string? Description { get; init; }

    /// <summary>Whether customers see it; the partner gives the values of the others. Default true (mParticle Firehose).</summary>
    public bool Visible { get; init; } = true;

    /// <summary>Whether it must be filled in; of no meaning for a boolean. Default false (mParticle Firehose).</summary>
    public bool Required { get; init; }

    /// <summary>Whether it is a secret; for text only. Default false (mParticle Firehose).</summary>
    public bool Confidential { get; init; }

    /// <summary>What it is when customers do not change it; null for nothing (mParticle Firehose).</summary>
    public MParticleValue? DefaultValue { get; init; }

    /// <summary>The smallest number allowed; for numbers only (mParticle Firehose).</summary>
    public decimal? MinValue { get; init; }

    /// <summary>The greatest number allowed; for numbers only (mParticle Firehose).</summary>
    public decimal? MaxValue { get; init; }
}
