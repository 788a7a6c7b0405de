namespace Vidora.Integration.Emulator.Feed;

/// <summary>Holds the user and the attribute changes of one batch.</summary>
internal sealed record FeedBatch(
    long Mpid,
    bool IsDevelopment,
    IReadOnlyList<KeyValuePair<string, string?>> Changes,
    string? SourceRequestId);
