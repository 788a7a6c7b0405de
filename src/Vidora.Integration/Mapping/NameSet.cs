using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Vidora.Integration.Json;

namespace Vidora.Integration.Mapping;

/// <summary>
/// The names that an event uses already. Emptied in no time and used again; its hash is keyed anew in each process, so
/// that hostile names cannot be made to collide.
/// </summary>
/// <param name="home">Where the names are written, so that they need not be kept twice.</param>
internal sealed class NameSet(Utf8Buffer home)
{
    private static readonly ulong _key = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
    private static readonly ulong _multiplier = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) | 1;

    private readonly ulong[] _fields = new ulong[4];
    private (int Hash, int Start, int Length)[] _entries = new (int, int, int)[64];
    private int[] _slots = new int[256];
    private readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);
    private int _count;
    private int _base;

    public static int Hash(ReadOnlySpan<byte> name)
    {
        var hash = _key ^ (ulong)name.Length;
        var rest = name;
        while (rest.Length >= sizeof(ulong))
        {
            hash = Fold(hash ^ MemoryMarshal.Read<ulong>(rest));
            rest = rest[sizeof(ulong)..];
        }

        if (name.Length >= sizeof(ulong))
        {
            hash = Fold(hash ^ MemoryMarshal.Read<ulong>(name[^sizeof(ulong)..]));
        }
        else
        {
            var tail = 0UL;
            foreach (var unit in rest)
            {
                tail = (tail << 8) | unit;
            }

            hash = Fold(hash ^ tail);
        }

        return (int)(hash ^ (hash >> 32));

        static ulong Fold(ulong value)
        {
            var high = Math.BigMul(value, _multiplier, out var low);
            return high ^ low ^ _key;
        }
    }

    public void Clear()
    {
        _base += _count;
        _count = 0;
        Array.Clear(_fields);
        if (_numbers.Count > 0)
        {
            _numbers.Clear();
        }

        if (_base > 1_000_000_000)
        {
            Array.Clear(_slots);
            _base = 0;
        }
    }

    /// <summary>Adds a name that this library gives itself.</summary>
    public void Add(FieldName name) => _fields[name.Number >> 6] |= 1UL << name.Number;

    /// <summary>Whether the name is taken.</summary>
    /// <param name="name">The name.</param>
    /// <param name="hash">Its <see cref="Hash"/>.</param>
    /// <param name="field">Its <see cref="Fields.Find"/>.</param>
    public bool Contains(ReadOnlySpan<byte> name, int hash, int field)
    {
        if (field >= 0 && (_fields[field >> 6] & (1UL << field)) != 0)
        {
            return true;
        }

        FindSlot(name, hash, out var found);
        return found;
    }

    /// <summary>Adds the name at the end of what is written; false when it was there. See <see cref="Contains"/>.</summary>
    public bool TryAdd(int start, int hash, int field)
    {
        var name = home.Written[start..];
        if (field >= 0 && (_fields[field >> 6] & (1UL << field)) != 0)
        {
            return false;
        }

        var slot = FindSlot(name, hash, out var found);
        if (!found)
        {
            Insert(slot, start, name.Length, hash);
        }

        return !found;
    }

    /// <summary>The first number worth trying behind a name that is taken, so that many of one name cost no more than few.</summary>
    public long NextNumber(ReadOnlySpan<byte> name) => _numbers.TryGetValue(Encoding.UTF8.GetString(name), out var last) ? last + 1 : 2;

    public void RememberNumber(ReadOnlySpan<byte> name, long number) => _numbers[Encoding.UTF8.GetString(name)] = number;

    private int FindSlot(ReadOnlySpan<byte> name, int hash, out bool found)
    {
        var slot = hash & (_slots.Length - 1);
        while (_slots[slot] > _base)
        {
            ref var entry = ref _entries[_slots[slot] - _base - 1];
            if (entry.Hash == hash && home.Written.Slice(entry.Start, entry.Length).SequenceEqual(name))
            {
                found = true;
                return slot;
            }

            slot = (slot + 1) & (_slots.Length - 1);
        }

        found = false;
        return slot;
    }

    private void Insert(int slot, int start, int length, int hash)
    {
        if (_count == _entries.Length)
        {
            Array.Resize(ref _entries, _entries.Length * 2);
            _slots = new int[_slots.Length * 2];
            _base = 0;
            for (var i = 0; i < _count; i++)
            {
                _slots[FreeSlot(_entries[i].Hash)] = i + 1;
            }

            slot = FreeSlot(hash);
        }

        _entries[_count] = (hash, start, length);
        _count++;
        _slots[slot] = _base + _count;
    }

    private int FreeSlot(int hash)
    {
        var slot = hash & (_slots.Length - 1);
        while (_slots[slot] > _base)
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }

        return slot;
    }
}
