namespace Vidora.Integration.Delivery;

/// <summary>Describes an unreadable document, or an event that Vidora refused.</summary>
public sealed class ReplayProblem
{
    /// <summary>Gets the name of the input.</summary>
    public required string File { get; init; }

    /// <summary>Gets the number of the document in the input, from 1.</summary>
    public required long Document { get; init; }

    /// <summary>Gets where the document begins, in bytes of the decompressed content.</summary>
    public required long Position { get; init; }

    /// <summary>Gets the id of the event; null for a document, and for an event without one.</summary>
    public string? EventId { get; init; }

    /// <summary>Gets a sentence about the document, or Vidora's reason out of a closed vocabulary. It holds no data.</summary>
    public required string Reason { get; init; }
}
