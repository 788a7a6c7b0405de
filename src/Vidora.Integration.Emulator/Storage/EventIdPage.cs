namespace Vidora.Integration.Emulator.Storage;

/// <summary>Holds a page of hashed event ids.</summary>
/// <param name="Ids">The hashes, in the order of receipt; 0 for an event without an id.</param>
/// <param name="Next">The number after which the next page starts; null at the end.</param>
/// <param name="Last">The number of the last event that was received.</param>
internal sealed record EventIdPage(IReadOnlyList<ulong> Ids, long? Next, long Last);
