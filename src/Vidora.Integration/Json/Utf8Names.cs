using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Vidora.Integration.Json;

/// <summary>
/// Finds the number of a field by its name. A field may have several names, because the wire formats differ; the first one
/// is written.
/// </summary>
internal sealed class Utf8Names
{
    /// <summary>No known name is longer, so a hostile one cannot grow the stack.</summary>
    public const int MaxLength = 512;

    private readonly (byte[]? Name, int Field)[] _table;
    private readonly int _mask;
    private readonly string[] _first;

    /// <param name="names">The names of each field, separated by bars.</param>
    public Utf8Names(params string[] names)
    {
        var all = names.SelectMany((aliases, field) => aliases.Split('|').Select(name => (Name: Encoding.UTF8.GetBytes(name), Field: field))).ToList();
        _first = [.. names.Select(aliases => aliases.Split('|')[0])];
        _table = new (byte[]?, int)[BitOperations.RoundUpToPowerOf2((uint)all.Count * 4)];
        _mask = _table.Length - 1;
        foreach (var (name, field) in all)
        {
            var slot = Slot(name);
            while (_table[slot].Name is not null)
            {
                slot = (slot + 1) & _mask;
            }

            _table[slot] = (name, field);
        }
    }

    public int Count => _first.Length;

    public string this[int field] => _first[field];

    /// <summary>Returns the field of that name; -1 when there is none.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        var slot = Slot(name);
        while (_table[slot].Name is { } known)
        {
            if (name.SequenceEqual(known))
            {
                return _table[slot].Field;
            }

            slot = (slot + 1) & _mask;
        }

        return -1;
    }

    /// <summary>Returns the field of a name that may hold escapes; -1 when there is none.</summary>
    public int Find(ReadOnlySpan<byte> name, bool hasEscapes) => hasEscapes ? FindEscaped(name) : Find(name);

    /// <summary>Returns the field of that text; -1 when there is none.</summary>
    public int Find(string name) => Find(Encoding.UTF8.GetBytes(name));

    private int FindEscaped(ReadOnlySpan<byte> escaped)
    {
        if (escaped.Length > MaxLength)
        {
            return -1;
        }

        Span<byte> buffer = stackalloc byte[escaped.Length];
        return Find(JsonText.Unescape(escaped, buffer));
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
}
