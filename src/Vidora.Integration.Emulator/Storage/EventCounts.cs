namespace Vidora.Integration.Emulator.Storage;

/// <summary>What was received since the start or the last reset.</summary>
internal sealed record EventCounts(
    long Received,
    long Valid,
    long Invalid,
    long Warned,
    long Kept,
    IReadOnlyDictionary<string, long> ByType,
    IReadOnlyDictionary<string, long> ByReason);
