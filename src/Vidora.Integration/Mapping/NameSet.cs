using System.Runtime.InteropServices;
using System.Text;
using Vidora.Integration.Json;

namespace Vidora.Integration.Mapping;

/// <summary>
/// The names that an event uses already. Emptied in no time and used again; its hash is keyed anew in each process, so
/// that hostile names cannot be made to collide.
/// </summary>
internal sealed class NameSet
{
    private readonly ulong[] _fields = new ulong[4];
    private readonly Utf8Buffer _bytes = new();
    private (int Hash, int Start, int Length)[] _entries = new (int, int, int)[64];
    private int[] _slots = new int[256];
    private readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);
    private int _count;
    private int _base;

    public static int Hash(ReadOnlySpan<byte> name)
    {
        // The framework's keyed string hash, over the bytes taken as 16-bit units.
        var hash = string.GetHashCode(MemoryMarshal.Cast<byte, char>(name));
        return name.Length % 2 == 0 ? hash : (hash * 31) + name[^1] + 1;
    }

    public void Clear()
    {
        _base += _count;
        _count = 0;
        _bytes.Clear();
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

    /// <summary>Adds a name; false when it was there. See <see cref="Contains"/>.</summary>
    public bool TryAdd(ReadOnlySpan<byte> name, int hash, int field)
    {
        if (field >= 0 && (_fields[field >> 6] & (1UL << field)) != 0)
        {
            return false;
        }

        var slot = FindSlot(name, hash, out var found);
        if (!found)
        {
            Insert(slot, name, hash);
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
            if (entry.Hash == hash && _bytes.Written.Slice(entry.Start, entry.Length).SequenceEqual(name))
            {
                found = true;
                return slot;
            }

            slot = (slot + 1) & (_slots.Length - 1);
        }

        found = false;
        return slot;
    }

    private void Insert(int slot, ReadOnlySpan<byte> name, int hash)
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

        _entries[_count] = (hash, _bytes.Length, name.Length);
        _bytes.Append(name);
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
