using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using System.Text;
using Vidora.Integration.Json;

namespace Vidora.Integration.Mapping;

/// <summary>
/// Holds the names that an event has: those of this library, of the context, and of the event itself; README, "Names". The hash
/// has a random key in each process, so that a hostile sender cannot make names collide.
/// </summary>
internal sealed class NameSet
{
    private static readonly Vector256<ulong> _key = Vector256.Create(RandomNumberGenerator.GetBytes(Vector256<byte>.Count)).AsUInt64();

    /// <summary>The buffers that the names are written to, so that they are not kept twice.</summary>
    private readonly Utf8Buffer _context;
    private readonly Utf8Buffer _events;

    /// <summary>The scope in which each name that other kinds of events reserve was taken last.</summary>
    private readonly long[] _reserved = new long[OutputNames.All.Length];
    private readonly Dictionary<string, long> _contextNumbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _eventNumbers = new(StringComparer.Ordinal);

    /// <summary>The names of this library, then those of the context, then those of the event.</summary>
    private (ulong Hash, int Start, int Length, int Slot)[] _entries = new (ulong, int, int, int)[256];
    private int[] _slots = new int[512];
    private int _count;
    private int _contextCount;
    private long _contextScope;
    private long _scope;
    private EventKind _kinds;

    /// <param name="context">The buffer of the context's names.</param>
    /// <param name="events">The buffer of the events' names.</param>
    public NameSet(Utf8Buffer context, Utf8Buffer events)
    {
        _context = context;
        _events = events;
        foreach (var output in OutputNames.All)
        {
            var field = output.Name;
            var hash = Hash(field.NameAndMore, field.Name.Length);
            Insert(FindSlot(hash, field.Name, out _), hash, 0, field.Name.Length);
        }
    }

    /// <summary>Removes all names. The next ones are the context's.</summary>
    public void BeginContext()
    {
        Truncate(OutputNames.All.Length);
        _kinds = EventKind.Every;
        _contextScope = ++_scope;
        Empty(_contextNumbers);
        Empty(_eventNumbers);
    }

    /// <summary>Removes the names of the last event. The next ones are an event's.</summary>
    public void BeginEvent(EventKind kind)
    {
        if (_scope == _contextScope)
        {
            _contextCount = _count;
        }

        Truncate(_contextCount);
        _kinds = EventKind.Every | kind;
        _scope++;
        Empty(_eventNumbers);
    }

    /// <summary>Returns whether the name that was written at <paramref name="start"/> is reserved in the event, or free and now taken.</summary>
    public NameState Take(int start, int length)
    {
        var home = _scope == _contextScope ? _context : _events;
        home.Free(Vector256<byte>.Count);
        var name = home.From(start);
        var hash = Hash(name, length);
        var slot = FindSlot(hash, name[..length], out var entry);
        if (entry < 0)
        {
            Insert(slot, hash, start, length);
            return NameState.Free;
        }

        if (entry >= _reserved.Length || _reserved[entry] == _contextScope || _reserved[entry] == _scope)
        {
            return NameState.Taken;
        }

        if ((OutputNames.All[entry].Kinds & _kinds) != 0)
        {
            return NameState.Reserved;
        }

        _reserved[entry] = _scope;
        return NameState.Free;
    }

    /// <summary>Returns the first suffix to try, so that many equal names cost no more than few.</summary>
    public long NextNumber(ReadOnlySpan<byte> name)
    {
        var text = Encoding.UTF8.GetString(name);
        return _eventNumbers.TryGetValue(text, out var last) || _contextNumbers.TryGetValue(text, out last) ? last + 1 : 2;
    }

    public void RememberNumber(ReadOnlySpan<byte> name, long number) =>
        (_scope == _contextScope ? _contextNumbers : _eventNumbers)[Encoding.UTF8.GetString(name)] = number;

    /// <summary>Returns whether the context or the products of the event may have a name with that beginning.</summary>
    /// <param name="name">A name without a prefix of this library, escaped.</param>
    public bool HasReservedBeginning(ReadOnlySpan<byte> name) => name.Length > 5 && name[0] switch
    {
        (byte)'u' => name.StartsWith(NamePrefix.User.Text),
        (byte)'c' => (name.StartsWith(NamePrefix.Gdpr.Text) || name.StartsWith(NamePrefix.Ccpa.Text)) && name.Length > NamePrefix.Gdpr.NameLength,
        (byte)'p' => (_kinds & EventKind.Commerce) != 0 && name.StartsWith(NamePrefix.Product.Text) && name.Length > NamePrefix.Product.NameLength,
        _ => false,
    };

    /// <summary>Returns the hash of a name, which is given with the bytes after it.</summary>
    private static ulong Hash(ReadOnlySpan<byte> nameAndRest, int length)
    {
        var hash = (ulong)length;
        while (length > Vector256<byte>.Count)
        {
            hash = Mix(hash, Vector256.Create(nameAndRest));
            nameAndRest = nameAndRest[Vector256<byte>.Count..];
            length -= Vector256<byte>.Count;
        }

        var isName = Vector256.LessThan(Vector256<byte>.Indices, Vector256.Create((byte)length));
        return Mix(hash, Vector256.Create(nameAndRest) & isName);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong hash, Vector256<byte> block)
    {
        var words = block.AsUInt64() ^ _key;
        return Fold(words.GetElement(0) ^ hash, words.GetElement(1)) ^ Fold(words.GetElement(2), words.GetElement(3) ^ hash);

        static ulong Fold(ulong a, ulong b) => Math.BigMul(a, b, out var low) ^ low;
    }

    private static void Empty(Dictionary<string, long> numbers)
    {
        if (numbers.Count > 0)
        {
            numbers.Clear();
        }
    }

    private int FindSlot(ulong hash, ReadOnlySpan<byte> name, out int entry)
    {
        var slot = (int)hash & (_slots.Length - 1);
        while ((entry = _slots[slot] - 1) >= 0)
        {
            if (_entries[entry].Hash == hash && NameOf(entry).SequenceEqual(name))
            {
                break;
            }

            slot = (slot + 1) & (_slots.Length - 1);
        }

        return slot;
    }

    private ReadOnlySpan<byte> NameOf(int entry)
    {
        if (entry < _reserved.Length)
        {
            return OutputNames.All[entry].Name.Name;
        }

        var home = _scope == _contextScope || entry < _contextCount ? _context : _events;
        return home.Written.Slice(_entries[entry].Start, _entries[entry].Length);
    }

    private void Insert(int slot, ulong hash, int start, int length)
    {
        _entries[_count] = (hash, start, length, slot);
        _count++;
        _slots[slot] = _count;
        if (_count == _entries.Length)
        {
            Grow();
        }
    }

    /// <summary>Removes the last names, in reverse order, so that the slots are as before each of them.</summary>
    private void Truncate(int count)
    {
        while (_count > count)
        {
            _count--;
            _slots[_entries[_count].Slot] = 0;
        }
    }

    private void Grow()
    {
        Array.Resize(ref _entries, _entries.Length * 2);
        _slots = new int[_entries.Length * 2];
        for (var i = 0; i < _count; i++)
        {
            var slot = (int)_entries[i].Hash & (_slots.Length - 1);
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & (_slots.Length - 1);
            }

            _slots[slot] = i + 1;
            _entries[i].Slot = slot;
        }
    }
}

/// <summary>Says whether a customer's name can be written as it is.</summary>
internal enum NameState
{
    Free,

    /// <summary>The kind of event has a field of that name, whether or not this event has it.</summary>
    Reserved,

    /// <summary>Another name of the customer's is the same.</summary>
    Taken,
}
