using Vidora.Integration.Delivery.Replay;

namespace Vidora.Integration.Delivery;

/// <summary>A document that could not be read, or an event that Vidora refused.</summary>
/// <param name="File">The input's name.</param>
/// <param name="Document">Which document of the input, from 1.</param>
/// <param name="Position">Where the document begins, in bytes from 0 of the content without compression.</param>
/// <param name="EventId">The event's id; null when it is about the document, or the event has none.</param>
/// <param name="Reason">Why: a sentence about the document, or Vidora's reason out of a closed vocabulary. Never a value.</param>
public readonly record struct ReplayProblem(string File, long Document, long Position, string? EventId, string Reason);
