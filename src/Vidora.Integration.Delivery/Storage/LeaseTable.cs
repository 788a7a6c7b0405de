namespace Vidora.Integration.Delivery.Storage;

/// <summary>
/// Which events are in whose hands. It lives in memory because one process has the store: a restart has no old leases.
/// </summary>
/// <remarks>
/// Whoever leases holds <see cref="Gate"/> from before it looks at the store until it has taken; whoever settles frees
/// only after its write is durable. So an event that is free here is either still to be sent or no longer visible.
/// </remarks>
internal sealed class LeaseTable
{
    private readonly Dictionary<long, string> _owners = [];

    public Lock Gate { get; } = new();

    public int Count { get; private set; }

    public bool Contains(long id) => _owners.ContainsKey(id);

    public void Take(long id, string owner)
    {
        _owners.Add(id, owner);
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
