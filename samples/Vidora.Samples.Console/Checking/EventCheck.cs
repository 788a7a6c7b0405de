using Vidora.Integration;

namespace Vidora.Samples.Console.Checking;

/// <summary>Counts what of mParticle's integration was seen in events.</summary>
internal sealed class EventCheck
{
    private readonly long[] _seen = new long[EventSort.All.Count];

    public long Events { get; private set; }

    /// <summary>Gets each entry with the number of events that show it.</summary>
    public IEnumerable<(EventSort Sort, long Seen)> Rows => EventSort.All.Select((sort, i) => (sort, _seen[i]));

    /// <summary>Gets whether every kind and all context was seen. A platform may be one that the customer does not have.</summary>
    public bool IsWhole => Rows.All(row => row.Seen > 0 || row.Sort.Group == EventSort.Platforms);

    public void Add(VidoraEvent item)
    {
        Events++;
        var seen = new SeenEvent(item);
        for (var i = 0; i < _seen.Length; i++)
        {
            _seen[i] += EventSort.All[i].IsIn(seen) ? 1 : 0;
        }
    }
}
