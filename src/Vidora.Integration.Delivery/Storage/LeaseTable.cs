namespace Vidora.Integration.Delivery.Storage;

/// <summary>Knows which sender has leased which event. It lives in memory, because one process uses the file.</summary>
/// <remarks>
/// A lease holds <see cref="Gate"/> from before it reads the file until it has taken the events. A settlement frees them only after
/// its write is durable. So an event that is free here is still to be sent, or no longer visible.
/// </remarks>
internal sealed class LeaseTable
{
    private readonly Dictionary<long, string> _owners = [];

    public Lock Gate { get; } = new();

    public int Count { get; private set; }

    public bool Contains(long id) => _owners.ContainsKey(id);

    /// <summary>Returns whether a number and those that follow it are leased.</summary>
    public bool HasAll(long first, int count)
    {
        for (var id = first; id < first + count; id++)
        {
            if (!Contains(id))
            {
                return false;
            }
        }

        return true;
    }

    public void Take(IReadOnlyList<QueuedEvent> events, string owner)
    {
        foreach (var queued in events)
        {
            _owners.Add(queued.Id, owner);
        }

        Count = _owners.Count;
    }

    public void Free(IReadOnlyList<QueuedEvent> events)
    {
        lock (Gate)
        {
            foreach (var queued in events)
            {
                _owners.Remove(queued.Id);
            }

            Count = _owners.Count;
        }
    }

    public int FreeAll(string owner)
    {
        lock (Gate)
        {
            var before = _owners.Count;
            foreach (var id in _owners.Where(entry => entry.Value == owner).Select(entry => entry.Key).ToList())
            {
                _owners.Remove(id);
            }

            Count = _owners.Count;
            return before - Count;
        }
    }
}
