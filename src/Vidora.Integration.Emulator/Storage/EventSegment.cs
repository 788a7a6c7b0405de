namespace Vidora.Integration.Emulator.Storage;

/// <summary>A run of consecutive events and their bytes; let go as a whole.</summary>
internal sealed class EventSegment(long firstNumber)
{
    public const int Capacity = 4096;

    private const int BlockSize = 256 * 1024;

    private readonly List<byte[]> _blocks = [];
    private EventEntry[] _entries = new EventEntry[64];
    private int _free;

    public long FirstNumber { get; } = firstNumber;

    public int Count { get; private set; }

    public bool IsFull => Count == Capacity;

    public ref EventEntry this[long number] => ref _entries[number - FirstNumber];

    public ReadOnlySpan<byte> Json(in EventEntry entry) => _blocks[entry.Block].AsSpan(entry.Offset, entry.Length);

    public void Append(EventEntry entry, ReadOnlySpan<byte> json)
    {
        if (_blocks.Count == 0 || _free < json.Length)
        {
            // The first block starts small: most emulators live for one test.
            var size = _blocks.Count == 0 && FirstNumber == 1 ? BlockSize / 16 : BlockSize;
            _blocks.Add(GC.AllocateUninitializedArray<byte>(Math.Max(size, json.Length)));
            _free = _blocks[^1].Length;
        }

        var block = _blocks[^1];
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
    }

    public void Erase(long number)
    {
        ref var entry = ref this[number];
        _blocks[entry.Block].AsSpan(entry.Offset, entry.Length).Clear();
        entry = new EventEntry { Type = -1, User = -1 };
    }
}
