using System.Buffers;
using System.IO.Compression;

namespace Vidora.Integration.Emulator.Storage;

/// <summary>
/// A run of consecutive events and their bytes, in blocks that can be packed one by one; let go as a whole. Events of one
/// account repeat each other, so a packed block is a fraction of itself.
/// </summary>
internal sealed class EventSegment(long firstNumber)
{
    public const int Capacity = 4096;

    private const int BlockSize = 256 * 1024;
    private const int PackQuality = 1;
    private const int PackWindow = 18;

    private readonly List<Block> _blocks = [];
    private EventEntry[] _entries = new EventEntry[64];
    private int _free;

    public long FirstNumber { get; } = firstNumber;

    public int Count { get; private set; }

    /// <summary>The number of the last block.</summary>
    public int LastBlock => _blocks.Count - 1;

    public bool IsFull => Count == Capacity;

    /// <summary>Bytes in blocks that are not packed.</summary>
    public long RawBytes { get; private set; }

    /// <summary>Whether the events have been let go, so that its blocks need no packing any more.</summary>
    public bool IsGone { get; set; }

    public ref EventEntry this[long number] => ref _entries[number - FirstNumber];

    /// <summary>The bytes of an event; those of a packed block are valid until the next call with the same place to unpack.</summary>
    public ReadOnlySpan<byte> Json(in EventEntry entry, UnpackedBlock unpacked) =>
        Bytes(entry.Block, unpacked).Slice(entry.Offset, entry.Length);

    /// <summary>Adds an event. True when that closed a block, which may be packed from now on: the one before the last.</summary>
    public bool Append(EventEntry entry, ReadOnlySpan<byte> json)
    {
        var closed = false;
        if (_blocks.Count == 0 || _free < json.Length)
        {
            closed = _blocks.Count > 0;

            // The first block starts small: most emulators live for one test.
            var size = Math.Max(_blocks.Count == 0 && FirstNumber == 1 ? BlockSize / 16 : BlockSize, json.Length);
            _blocks.Add(new Block(GC.AllocateUninitializedArray<byte>(size), 0));
            _free = size;
            RawBytes += size;
        }

        var block = _blocks[^1].Bytes;
        entry.Block = _blocks.Count - 1;
        entry.Offset = block.Length - _free;
        entry.Length = json.Length;
        json.CopyTo(block.AsSpan(entry.Offset));
        _free -= json.Length;
        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, Math.Min(Capacity, Count * 4));
        }

        _entries[Count++] = entry;
        return closed;
    }

    /// <summary>Packs a block that nothing more is added to; returns by how many bytes the raw ones became fewer.</summary>
    public long Pack(int number)
    {
        var bytes = _blocks[number].Bytes;
        if (_blocks[number].UnpackedLength > 0)
        {
            return 0;
        }

        var target = ArrayPool<byte>.Shared.Rent(BrotliEncoder.GetMaxCompressedLength(bytes.Length));
        var packed = BrotliEncoder.TryCompress(bytes, target, out var length, PackQuality, PackWindow);
        if (packed)
        {
            _blocks[number] = new Block(target.AsSpan(0, length).ToArray(), bytes.Length);
            RawBytes -= bytes.Length;
        }

        ArrayPool<byte>.Shared.Return(target);
        return packed ? bytes.Length : 0;
    }

    public void Erase(long number, UnpackedBlock unpacked)
    {
        ref var entry = ref this[number];
        var block = entry.Block;
        var isPacked = _blocks[block].UnpackedLength > 0;
        var bytes = isPacked ? Bytes(block, unpacked).ToArray() : _blocks[block].Bytes;
        bytes.AsSpan(entry.Offset, entry.Length).Clear();
        entry = new EventEntry { Type = -1, User = -1 };
        if (isPacked)
        {
            unpacked.Forget();
            _blocks[block] = new Block(bytes, 0);
            RawBytes += bytes.Length;
            Pack(block);
        }
    }

    private ReadOnlySpan<byte> Bytes(int number, UnpackedBlock unpacked)
    {
        var (bytes, length) = _blocks[number];
        return length == 0 ? bytes : unpacked.Get(this, number, bytes, length);
    }

    /// <summary>Bytes, and how many they are unpacked; 0 when they are not packed.</summary>
    private readonly record struct Block(byte[] Bytes, int UnpackedLength);
}
