namespace Vidora.Integration.Kafka.Consuming;

/// <summary>
/// Bounds the bytes of all messages in flight. All partitions compete for the first half of the limit, so that one busy partition can
/// go on; each partition has an equal share of the second half. Safe for concurrent use.
/// </summary>
internal sealed class ByteBudget(long limit)
{
    private readonly object _lock = new();
    private long _taken;
    private long _share = limit / 2;

    /// <summary>Gets the bytes of all partitions.</summary>
    public long Taken
    {
        get
        {
            lock (_lock)
            {
                return _taken;
            }
        }
    }

    /// <summary>Shares the second half among the partitions.</summary>
    public void Share(int partitions)
    {
        lock (_lock)
        {
            _share = limit / 2 / Math.Max(1, partitions);
            Monitor.PulseAll(_lock);
        }
    }

    public void Take(long bytes)
    {
        lock (_lock)
        {
            _taken += bytes;
        }
    }

    public void GiveBack(long bytes)
    {
        lock (_lock)
        {
            _taken -= bytes;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Returns whether a partition with these bytes may take more.</summary>
    public bool HasRoom(long own)
    {
        lock (_lock)
        {
            return own < _share || _taken < limit / 2;
        }
    }

    /// <summary>Returns whether to resume a paused partition. The margin is larger than a byte, because resuming is expensive.</summary>
    public bool HasRoomAgain(long own)
    {
        lock (_lock)
        {
            return own <= _share / 2 || _taken <= limit / 4;
        }
    }

    /// <summary>Waits for room until the timeout, and returns whether there is room.</summary>
    public bool WaitForRoom(Func<long> own, TimeSpan timeout, TimeProvider time)
    {
        var start = time.GetTimestamp();
        lock (_lock)
        {
            while (!HasRoom(own()))
            {
                var left = timeout - time.GetElapsedTime(start);
                if (left <= TimeSpan.Zero || !Monitor.Wait(_lock, left))
                {
                    return HasRoom(own());
                }
            }
        }

        return true;
    }
}
