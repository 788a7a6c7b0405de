namespace Vidora.Integration.Emulator.Feed;

/// <summary>
/// A line of the log of users: a batch as it came; or, after a rewrite, what is still known of one, which was applied and is
/// no repetition of anything; or the ids of batches that were seen on one day.
/// </summary>
internal sealed record UserLogLine(DateTimeOffset At, FeedBatch? Batch, bool IsKept = false, IReadOnlyList<ulong>? SeenIds = null);
