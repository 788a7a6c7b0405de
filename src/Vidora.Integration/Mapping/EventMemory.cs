using System.Buffers;

namespace Vidora.Integration.Mapping;

/// <summary>
/// Holds the JSON of a batch's events in a pooled array. After it is disposed, reading throws; it never shows the bytes of
/// another batch.
/// </summary>
internal sealed class EventMemory : MemoryManager<byte>
{
    private readonly int _length;
    private byte[]? _array;

    public EventMemory(ReadOnlySpan<byte> json)
    {
        _array = ArrayPool<byte>.Shared.Rent(json.Length);
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
        if (Interlocked.Exchange(ref _array, null) is { } array)
        {
            ArrayPool<byte>.Shared.Return(array);
        }
    }
}
