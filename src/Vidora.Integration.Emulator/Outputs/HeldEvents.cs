using Vidora.Integration.Emulator.Storage;

namespace Vidora.Integration.Emulator.Outputs;

/// <summary>Reads a page of the events that Vidora has.</summary>
internal delegate Task<EventIdPage> HeldEventsReader(long after, CancellationToken cancellationToken);

/// <summary>Compares the events that Vidora must have, may have and must not have with those it has, by the hashes of their ids.</summary>
internal sealed class HeldEvents(List<ulong> expected, List<ulong> uncertain, List<ulong> erased)
{
    private readonly ulong[] _expected = Sorted(expected);
    private readonly ulong[] _uncertain = Sorted(uncertain);
    private readonly ulong[] _erased = Sorted(erased);

    /// <summary>Counts all events after a number. A pass begins at zero, because an erasure also takes events away.</summary>
    public async Task<HeldCounts> CountAsync(HeldEventsReader read, long after, CancellationToken cancellationToken)
    {
        var seen = new byte[_expected.Length];
        long held = 0, repeated = 0, unexpected = 0, unerased = 0;
        for (long? next = after; next is { } from;)
        {
            var page = await read(from, cancellationToken);
            foreach (var id in page.Ids)
            {
                if (Array.BinarySearch(_expected, id) is var index and >= 0)
                {
                    held += seen[index] == 0 ? 1 : 0;
                    repeated += seen[index] == 0 ? 0 : 1;
                    seen[index] = 1;
                }
                else if (Array.BinarySearch(_erased, id) >= 0)
                {
                    unerased++;
                }
                else if (Array.BinarySearch(_uncertain, id) < 0)
                {
                    unexpected++;
                }
            }

            next = page.Next;
        }

        return new HeldCounts(_expected.Length, held, repeated, unexpected, unerased);
    }

    private static ulong[] Sorted(List<ulong> ids)
    {
        var sorted = ids.ToArray();
        Array.Sort(sorted);
        var count = 0;
        for (var i = 0; i < sorted.Length; i++)
        {
            if (i == 0 || sorted[i] != sorted[i - 1])
            {
                sorted[count++] = sorted[i];
            }
        }

        return sorted[..count];
    }
}
