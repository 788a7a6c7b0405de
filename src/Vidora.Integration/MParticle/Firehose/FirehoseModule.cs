namespace Vidora.Integration.MParticle.Firehose;

/// <summary>Describes this partner to mParticle: what it may see of a user and which events it takes.</summary>
internal sealed class FirehoseModule
{
    public required string Name { get; init; }

    public required string Version { get; init; }

    public string? Description { get; init; }

    /// <summary>Gets the settings that a customer fills in: confidential texts.</summary>
    public required IReadOnlyList<FirehoseSetting> AccountSettings { get; init; }

    public required IReadOnlyList<string> EventTypes { get; init; }

    public required IReadOnlyList<string> RuntimeEnvironments { get; init; }

    public required IReadOnlyList<string> NotificationTypes { get; init; }

    /// <summary>Gets whether the HTTP User Agent is asked for.</summary>
    public bool AllowHttpUserAgent { get; init; }

    /// <summary>Gets whether messages without events are asked for.</summary>
    public bool AllowEventlessBatches { get; init; }

    /// <summary>Gets the domain under which the partner is listed as a processor of data subject requests.</summary>
    public string? Domain { get; init; }
}

/// <summary>Describes a confidential text that customers fill in.</summary>
internal sealed record FirehoseSetting(string Id, string Name, string Description, bool Required);
