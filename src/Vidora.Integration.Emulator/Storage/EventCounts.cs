namespace Vidora.Integration.Emulator.Storage;

/// <summary>Counts events since the start or the last reset; <see cref="Kept"/> counts stored events.</summary>
internal sealed record EventCounts(
    long Received,
    long Valid,
    long Invalid,
    long Warned,
    long Kept,
    IReadOnlyDictionary<string, long> ByType,
    IReadOnlyDictionary<string, long> ByReason);
