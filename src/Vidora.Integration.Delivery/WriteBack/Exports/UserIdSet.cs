using System.Numerics;
using System.Security.Cryptography;

namespace Vidora.Integration.Delivery.WriteBack.Exports;

/// <summary>
/// Holds user ids in one array, 11 to 22 bytes each, a third of a general set. The hash key is random per process, so that an
/// export cannot be made whose ids collide.
/// </summary>
internal sealed class UserIdSet
{
    private const int LoadPercent = 72;

    private static readonly ulong _key = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
    private static readonly ulong _factor = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) | 1;

    private long[] _slots = new long[1024];
    private int _count;

    /// <summary>Adds an id that is not 0. Returns false when the set has it already.</summary>
    public bool Add(long id)
    {
        if (_count * 100L >= _slots.Length * (long)LoadPercent)
        {
            Grow();
        }

        if (!Place(_slots, id))
        {
            return false;
        }

        _count++;
        return true;
    }

    private static bool Place(long[] slots, long id)
    {
        var mask = slots.Length - 1;
        for (var i = (int)(Hash(id) >> (64 - BitOperations.Log2((uint)slots.Length))); ; i = (i + 1) & mask)
        {
            if (slots[i] == 0)
            {
                slots[i] = id;
                return true;
            }

            if (slots[i] == id)
            {
                return false;
            }
        }
    }

    /// <summary>Combines both halves of the product, so that every bit of id and key affects every bit of the hash.</summary>
    private static ulong Hash(long id) => Math.BigMul((ulong)id ^ _key, _factor, out var low) ^ low;

    private void Grow()
    {
        var larger = new long[_slots.Length * 2];
        foreach (var id in _slots)
        {
            if (id != 0)
            {
                Place(larger, id);
            }
        }

        _slots = larger;
    }
}
