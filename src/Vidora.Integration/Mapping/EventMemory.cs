using System.Buffers;

namespace Vidora.Integration.Mapping;

/// <summary>
/// Holds the JSON of a batch's events in a pooled array. After it is disposed, reading throws; it never shows the bytes of
/// another batch.
/// </summary>
internal sealed class EventMemory : MemoryManager<byte>
{
    /// <summary>Bounds pooled arrays. The shared pool would keep 64 larger ones for minutes after a burst.</summary>
    private const int LargestPooled = 1024 * 1024;

    private readonly int _length;
    private byte[]? _array;

    public EventMemory(ReadOnlySpan<byte> json)
    {
        _array = json.Length <= LargestPooled ? ArrayPool<byte>.Shared.Rent(json.Length) : GC.AllocateUninitializedArray<byte>(json.Length);
        _length = json.Length;
        json.CopyTo(_array);
    }

    private byte[] Array => _array ?? throw new ObjectDisposedException(nameof(MappingResult), "The mapping result was disposed. Use its events before that.");

    public override Memory<byte> Memory => CreateMemory(_length);

    public override Span<byte> GetSpan() => Array.AsSpan(0, _length);

    public override MemoryHandle Pin(int elementIndex = 0) => Array.AsMemory(elementIndex).Pin();

    public override void Unpin()
    {
    }

    protected override bool TryGetArray(out ArraySegment<byte> segment)
    {
        segment = new ArraySegment<byte>(Array, 0, _length);
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _array, null) is { Length: <= LargestPooled } array)
        {
            ArrayPool<byte>.Shared.Return(array);
        }
    }
}
