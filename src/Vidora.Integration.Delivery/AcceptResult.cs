namespace Vidora.Integration.Delivery;

/// <summary>What became of something that was given to a <see cref="VidoraForwarder"/>.</summary>
public sealed class AcceptResult
{
    /// <summary>
    /// Why nothing was accepted; <see cref="AcceptRefusal.None"/> when it was. Refused input is the caller's still, all of it.
    /// </summary>
    public AcceptRefusal Refusal { get; init; }

    /// <summary>How many Vidora events are durable now and will be sent.</summary>
    public int AcceptedEvents { get; init; }

    /// <summary>How many Vidora events were left out because their user was forgotten.</summary>
    public int ForgottenEvents { get; init; }

    /// <summary>How many documents could not be read or have no MPID; they are in the quarantine unless it is off.</summary>
    public int QuarantinedDocuments { get; init; }

    /// <summary>What was wrong with each document that could not be read, in their order.</summary>
    public IReadOnlyList<MParticleFormatException> Errors { get; init; } = [];

    /// <summary>What the mapper had to report.</summary>
    public IReadOnlyList<MappingIssue> Issues { get; init; } = [];
}
