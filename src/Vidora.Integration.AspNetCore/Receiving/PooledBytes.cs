using System.Buffers;

namespace Vidora.Integration.AspNetCore.Receiving;

/// <summary>Holds bytes in a pooled array that grows up to a bound.</summary>
internal sealed class PooledBytes(int firstCapacity, int maxBytes) : IDisposable
{
    private byte[] _array = ArrayPool<byte>.Shared.Rent(Math.Min(firstCapacity, maxBytes));
    private int _length;

    public ReadOnlyMemory<byte> Written => _array.AsMemory(0, _length);

    /// <summary>Gets whether the bytes exceed the bound. The array takes one byte more than allowed to find out.</summary>
    public bool IsOver => _length > maxBytes;

    /// <summary>Returns the room for the next bytes. It is empty only when <see cref="IsOver"/>.</summary>
    public Memory<byte> Room()
    {
        if (_length == _array.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(maxBytes + 1L, _array.Length * 2L));
            Written.Span.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_array);
            _array = larger;
        }

        return _array.AsMemory(_length, Math.Min(_array.Length, maxBytes + 1) - _length);
    }

    public void Advance(int count) => _length += count;

    public void Truncate(int length) => _length = length;

    public Stream AsStream() => new MemoryStream(_array, 0, _length, writable: false);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_array);
        _array = [];
        _length = 0;
    }
}
