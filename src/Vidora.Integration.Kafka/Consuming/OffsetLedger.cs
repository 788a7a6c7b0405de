namespace Vidora.Integration.Kafka.Consuming;

/// <summary>
/// Tracks the offsets of one partition that are in flight. Offsets begin in rising order and settle in any order; the position never
/// passes an offset that is not settled. Not safe for concurrent use.
/// </summary>
internal sealed class OffsetLedger
{
    private readonly Queue<long> _begun = new();
    private readonly HashSet<long> _settled = [];
    private long _last = -1;

    /// <summary>Gets the offset to continue at after a restart, or null before any offset has settled.</summary>
    public long? Position { get; private set; }

    /// <summary>Gets the first offset that is not settled, or null before any offset has begun.</summary>
    public long? FirstOpen => _begun.TryPeek(out var first) ? first : Position;

    /// <summary>Gets the lowest offset that can begin.</summary>
    public long Next => _last + 1;

    /// <summary>Gets how many offsets have begun and are not below <see cref="Position"/>.</summary>
    public int Open => _begun.Count;

    /// <summary>Begins an offset. Gaps are allowed, because Kafka removes and hides some offsets.</summary>
    /// <param name="offset">The offset. Throws ArgumentOutOfRangeException when it is not greater than all before.</param>
    public void Begin(long offset)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(offset, _last);
        _last = offset;
        _begun.Enqueue(offset);
    }

    /// <summary>Settles an offset. An offset that is not open changes nothing.</summary>
    /// <returns>Whether <see cref="Position"/> has moved.</returns>
    public bool Settle(long offset)
    {
        if (!_begun.TryPeek(out var first) || offset < first || offset > _last)
        {
            return false;
        }

        _settled.Add(offset);
        var moved = false;
        while (_begun.TryPeek(out first) && _settled.Remove(first))
        {
            _begun.Dequeue();
            Position = first + 1;
            moved = true;
        }

        return moved;
    }
}
