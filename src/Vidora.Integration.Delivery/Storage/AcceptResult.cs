namespace Vidora.Integration.Delivery;

/// <summary>Says what was accepted, all events or none.</summary>
public sealed class AcceptResult
{
    /// <summary>Gets why nothing was accepted. The caller keeps all refused input.</summary>
    public AcceptRefusal Refusal { get; init; }

    /// <summary>Gets the Vidora events that are durable now and will be sent.</summary>
    public int AcceptedEvents { get; init; }

    /// <summary>Gets the Vidora events left out because their user is forgotten.</summary>
    public int ForgottenEvents { get; init; }

    /// <summary>Gets the documents that are unreadable or have no MPID. They are in the quarantine unless it is off.</summary>
    public int QuarantinedDocuments { get; init; }

    /// <summary>Gets the error of each unreadable document, in their order.</summary>
    public IReadOnlyList<MParticleFormatException> Errors { get; init; } = [];

    /// <summary>Gets the mapper's issues.</summary>
    public IReadOnlyList<MappingIssue> Issues { get; init; } = [];

    internal static AcceptResult Refused(AcceptRefusal refusal) => new() { Refusal = refusal };
}
