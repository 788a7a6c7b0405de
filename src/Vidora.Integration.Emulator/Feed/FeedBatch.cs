namespace Vidora.Integration.Emulator.Feed;

/// <summary>What the emulator reads of one batch: whose attributes change, and how.</summary>
internal sealed record FeedBatch(
    long Mpid,
    bool IsDevelopment,
    IReadOnlyList<KeyValuePair<string, string?>> Changes,
    string? SourceRequestId);
