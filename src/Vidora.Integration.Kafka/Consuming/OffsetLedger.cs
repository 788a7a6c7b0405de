namespace Vidora.Integration.Kafka.Consuming;

/// <summary>
/// What of one partition is under way. Offsets begin in rising order, settle in any order, and the position to come back
/// to never passes one that has not settled. Pure, and not safe for concurrent use.
/// </summary>
internal sealed class OffsetLedger
{
    private readonly Queue<long> _begun = new();
    private readonly HashSet<long> _settled = [];
    private long _last = -1;

    /// <summary>Where to go on after a restart: behind the last offset before which everything has settled; null at first.</summary>
    public long? Position { get; private set; }

    /// <summary>The first offset that has not settled, as far as any has begun; null at first.</summary>
    public long? FirstOpen => _begun.TryPeek(out var first) ? first : Position;

    /// <summary>How many offsets have begun and are not passed by <see cref="Position"/>.</summary>
    public int Open => _begun.Count;

    /// <summary>An offset begins. Offsets may be left out: Kafka removes and hides some.</summary>
    /// <param name="offset">It; greater than all before.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public void Begin(long offset)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(offset, _last);
        _last = offset;
        _begun.Enqueue(offset);
    }

    /// <summary>Everything of an offset is settled.</summary>
    /// <param name="offset">It. One that never began, or has settled before, changes nothing.</param>
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
