using System.Buffers.Binary;
using System.Text;

namespace Vidora.Integration.Json;

/// <summary>
/// A fixed set of field names and the number of the field that each stands for. Several names may stand for one field
/// (the wire formats have their own words); the first is the one that is written.
/// </summary>
internal sealed class Utf8Names
{
    private readonly Entry[] _table;
    private readonly int _mask;
    private readonly string[] _first;

    public Utf8Names(params ReadOnlySpan<(string Names, int Field)> fields)
    {
        var all = new List<(byte[] Name, int Field)>();
        _first = new string[fields.Length];
        foreach (var (names, field) in fields)
        {
            foreach (var name in names.Split('|'))
            {
                all.Add((Encoding.UTF8.GetBytes(name), field));
            }

            _first[field] = names.Split('|')[0];
        }

        var slots = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)all.Count * 4);
        _mask = slots - 1;
        _table = new Entry[slots + 1];
        foreach (var (name, field) in all)
        {
            var slot = Slot(name);
            while (_table[slot].Name is not null)
            {
                slot = (slot + 1) & _mask;
            }

            _table[slot] = new Entry { Name = name, Field = field };
        }
    }

    public int Count => _first.Length;

    public string this[int field] => _first[field];

    /// <summary>What <see cref="FindNext"/> is given for the first name of an object.</summary>
    public int Start => _mask + 1;

    /// <summary>The field of that name, -1 when it is not in the set.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        var slot = FindSlot(name);
        return slot < 0 ? -1 : _table[slot].Field;
    }

    /// <summary>
    /// The same for the names of an object one after another. Documents of one sender have them in the same order, so the
    /// name that followed the last one before is tried first; threads may overwrite each other's guesses, which are no more.
    /// </summary>
    public int FindNext(ReadOnlySpan<byte> name, ref int last)
    {
        var slot = _table[last].Next;
        if (_table[slot].Name is not { } guess || !name.SequenceEqual(guess))
        {
            slot = FindSlot(name);
            if (slot < 0)
            {
                return -1;
            }

            _table[last].Next = slot;
        }

        last = slot;
        return _table[slot].Field;
    }

    /// <summary>The field of a name that may hold escapes.</summary>
    public int FindEscaped(ReadOnlySpan<byte> escaped)
    {
        // No known name is as long as this, so a hostile one cannot grow the stack.
        if (escaped.Length > 512)
        {
            return -1;
        }

        Span<byte> buffer = stackalloc byte[escaped.Length];
        return Find(JsonText.Unescape(escaped, buffer));
    }

    private int FindSlot(ReadOnlySpan<byte> name)
    {
        var slot = Slot(name);
        while (_table[slot].Name is { } known)
        {
            if (name.SequenceEqual(known))
            {
                return slot;
            }

            slot = (slot + 1) & _mask;
        }

        return -1;
    }

    private int Slot(ReadOnlySpan<byte> name)
    {
        if (name.Length < 4)
        {
            return (name.Length == 0 ? 0 : (name[0] * 31) + (name[^1] * 7) + name.Length) & _mask;
        }

        var head = BinaryPrimitives.ReadUInt32LittleEndian(name);
        var middle = BinaryPrimitives.ReadUInt32LittleEndian(name[((name.Length - 4) / 2)..]);
        var tail = BinaryPrimitives.ReadUInt32LittleEndian(name[^4..]);
        var hash = (((head * 0x9E3779B1u) ^ middle) * 0x85EBCA6Bu) ^ (tail * 0xC2B2AE35u) ^ ((uint)name.Length << 16);
        return (int)((hash ^ (hash >> 15)) & (uint)_mask);
    }

    private struct Entry
    {
        public byte[]? Name;
        public int Field;
        public int Next;
    }
}
