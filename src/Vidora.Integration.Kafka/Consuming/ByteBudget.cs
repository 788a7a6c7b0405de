namespace Vidora.Integration.Kafka.Consuming;

/// <summary>
/// The bytes of all messages of a member that are under way. Half of the limit is for whoever comes first, so that one busy
/// partition is no reason to wait; the other half is shared out, so that none is left without. Safe for concurrent use.
/// </summary>
internal sealed class ByteBudget(long limit)
{
    private readonly object _lock = new();
    private long _taken;
    private long _share = limit / 2;

    /// <summary>All bytes that are taken.</summary>
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

    /// <summary>Shares the second half among so many.</summary>
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

    /// <summary>Whether one who has taken so many bytes may take more.</summary>
    public bool HasRoom(long own)
    {
        lock (_lock)
        {
            return own < _share || _taken < limit / 2;
        }
    }

    /// <summary>Whether one who had no room should begin again: resuming costs more than going on, so not at the first free byte.</summary>
    public bool HasRoomAgain(long own)
    {
        lock (_lock)
        {
            return own <= _share / 2 || _taken <= limit / 4;
        }
    }

    /// <summary>Waits until there is room, at most so long.</summary>
    public bool WaitForRoom(Func<long> own, TimeSpan patience, TimeProvider time)
    {
        var start = time.GetTimestamp();
        lock (_lock)
        {
            while (!HasRoom(own()))
            {
                var left = patience - time.GetElapsedTime(start);
                if (left <= TimeSpan.Zero || !Monitor.Wait(_lock, left))
                {
                    return HasRoom(own());
                }
            }
        }

        return true;
    }
}
