namespace Vidora.Integration.MParticle.Firehose;

/// <summary>What a partner is, what it may see, and what it wants to be sent (mParticle Firehose).</summary>
public sealed class ModuleRegistrationResponse : FirehoseResponse
{
    /// <summary>Name of the partner (mParticle Firehose).</summary>
    public required string Name { get; init; }

    /// <summary>Version of the partner's module, its own (mParticle Firehose).</summary>
    public required string Version { get; init; }

    /// <summary>Text about the partner, with a link in HTML if wanted; less than 230 characters (mParticle Firehose).</summary>
    public string? Description { get; init; }

    /// <summary>Version of the partner's Firehose SDK; null when it uses none (mParticle Firehose).</summary>
    public string? SdkVersion { get; init; }

    /// <summary>What the partner may see of a user (mParticle Firehose).</summary>
    public FirehosePermissions? Permissions { get; init; }

    /// <summary>What events the partner wants; null for none (mParticle Firehose).</summary>
    public EventProcessingRegistration? EventProcessing { get; init; }

    /// <summary>What audiences the partner wants; null for none (mParticle Firehose).</summary>
    public AudienceProcessingRegistration? AudienceProcessing { get; init; }

    /// <summary>What data subject requests the partner wants; null for none (mParticle Firehose).</summary>
    public DsrProcessingRegistration? DsrProcessing { get; init; }
}
