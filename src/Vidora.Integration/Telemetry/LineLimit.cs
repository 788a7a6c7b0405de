namespace Vidora.Integration.Telemetry;

/// <summary>
/// Limits log lines that repeat: the first of a kind is written at once, then one in 30 seconds with the sum since. Kinds are a closed
/// set. Safe for concurrent use.
/// </summary>
internal sealed class LineLimit(TimeProvider time)
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (long Written, long Sum)> _kinds = new(StringComparer.Ordinal);

    /// <summary>Adds to the sum of a kind, and returns whether to write a line now.</summary>
    /// <param name="kind">The kind of line, such as the reason in it.</param>
    /// <param name="count">What the line counts.</param>
    /// <param name="sum">The sum since the last line.</param>
    public bool TryTake(string kind, long count, out long sum)
    {
        lock (_lock)
        {
            var isKnown = _kinds.TryGetValue(kind, out var last);
            sum = last.Sum + count;
            var isDue = !isKnown || time.GetElapsedTime(last.Written) > _interval;
            _kinds[kind] = isDue ? (time.GetTimestamp(), 0) : last with { Sum = sum };
            return isDue;
        }
    }

    /// <summary>Returns the sums that no line has, of the kinds whose interval has passed.</summary>
    /// <param name="all">Whether to return all sums, because no line follows.</param>
    public IReadOnlyList<(string Kind, long Sum)> TakeDue(bool all = false)
    {
        lock (_lock)
        {
            var due = _kinds.Where(kind => kind.Value.Sum > 0 && (all || time.GetElapsedTime(kind.Value.Written) > _interval)).ToList();
            due.ForEach(kind => _kinds[kind.Key] = (time.GetTimestamp(), 0));
            return due.ConvertAll(kind => (kind.Key, kind.Value.Sum));
        }
    }
}
