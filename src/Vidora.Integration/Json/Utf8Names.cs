using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace Vidora.Integration.Json;

/// <summary>
/// A fixed set of field names and the number of the field that each stands for. Several names may stand for one field
/// (the wire formats have their own words); the first is the one that is written.
/// </summary>
internal sealed class Utf8Names
{
    /// <summary>No known name is longer, so a hostile one cannot grow the stack.</summary>
    public const int MaxLength = 512;

    private readonly Entry[] _table;
    private readonly int _mask;
    private readonly string[] _first;

    /// <param name="names">The names of each field, separated by bars.</param>
    public Utf8Names(params string[] names)
    {
        var all = new List<(byte[] Name, int Field)>();
        _first = new string[names.Length];
        for (var field = 0; field < names.Length; field++)
        {
            var aliases = names[field].Split('|');
            _first[field] = aliases[0];
            all.AddRange(aliases.Select(name => (Encoding.UTF8.GetBytes(name), field)));
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

            _table[slot] = new Entry(name, field);
        }
    }

    public int Count => _first.Length;

    public string this[int field] => _first[field];

    /// <summary>What <see cref="TryGuess"/> and <see cref="FindNext"/> are given for the first name of an object.</summary>
    public int Start => _mask + 1;

    /// <summary>The field of that name, -1 when it is not in the set.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        var slot = FindSlot(name);
        return slot < 0 ? -1 : _table[slot].Field;
    }

    /// <summary>The same for a name that may hold escapes.</summary>
    public int Find(ReadOnlySpan<byte> name, bool hasEscapes) => hasEscapes ? FindEscaped(name) : Find(name);

    /// <summary>
    /// The field of the name at the start of <paramref name="nameAndRest"/>, up to its closing quote, when it is the one
    /// that has followed the last one before: documents of one sender have them in the same order, and a guess that is
    /// right costs less than looking for the end of the name. Threads may overwrite each other's guesses, which are no more.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryGuess(ReadOnlySpan<byte> nameAndRest, ref int last, out int field, out int length)
    {
        var slot = _table[last].Next;
        ref readonly var guess = ref _table[slot];
        field = guess.Field;
        length = guess.Length;
        if (nameAndRest.Length < Vector256<byte>.Count)
        {
            return false;
        }

        var equal = Vector256.Equals(Vector256.Create(nameAndRest), guess.NameAndQuote).ExtractMostSignificantBits();
        if ((~equal & guess.Mask) != 0 || guess.Mask == 0)
        {
            return false;
        }

        last = slot;
        return true;
    }

    /// <summary>The field of a name that was not guessed, -1 when it is not in the set. It is the next guess.</summary>
    public int FindNext(ReadOnlySpan<byte> name, ref int last)
    {
        var slot = FindSlot(name);
        if (slot < 0)
        {
            return -1;
        }

        _table[last].Next = slot;
        last = slot;
        return _table[slot].Field;
    }

    /// <summary>The field of a name that may hold escapes.</summary>
    public int FindEscaped(ReadOnlySpan<byte> escaped)
    {
        if (escaped.Length > MaxLength)
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
        /// <summary>Which bytes of <see cref="NameAndQuote"/> count; none when the name is too long to be guessed.</summary>
        public readonly uint Mask;
        public readonly Vector256<byte> NameAndQuote;
        public readonly byte[]? Name;
        public readonly int Length;
        public readonly int Field;
        public int Next;

        public Entry(byte[] name, int field)
        {
            Name = name;
            Length = name.Length;
            Field = field;
            if (name.Length < Vector256<byte>.Count)
            {
                Span<byte> quoted = stackalloc byte[Vector256<byte>.Count];
                quoted.Clear();
                name.CopyTo(quoted);
                quoted[name.Length] = (byte)'"';
                NameAndQuote = Vector256.Create<byte>(quoted);
                Mask = uint.MaxValue >> (Vector256<byte>.Count - 1 - name.Length);
            }
        }
    }
}
