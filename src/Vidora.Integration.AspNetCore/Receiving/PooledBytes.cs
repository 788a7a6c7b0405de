using System.Buffers;

namespace Vidora.Integration.AspNetCore.Receiving;

/// <summary>Bytes in a pooled array that grows as they come, and never beyond a bound.</summary>
internal sealed class PooledBytes(int firstCapacity, int maxBytes) : IDisposable
{
    private byte[] _array = ArrayPool<byte>.Shared.Rent(Math.Min(firstCapacity, maxBytes));
    private int _length;

    public ReadOnlyMemory<byte> Written => _array.AsMemory(0, _length);

    /// <summary>Whether there are more bytes than allowed: one more is taken to find out, and no other.</summary>
    public bool IsOver => _length > maxBytes;

    /// <summary>Room for the next bytes; never empty unless <see cref="IsOver"/>.</summary>
    public Memory<byte> Room()
    {
        if (_length == _array.Length)
        {
            Grow((int)Math.Min(maxBytes + 1L, _array.Length * 2L));
        }

        return _array.AsMemory(_length, Math.Min(_array.Length, maxBytes + 1) - _length);
    }

    public void Advance(int count) => _length += count;

    public void Truncate(int length) => _length = length;

    /// <summary>Appends bytes of one's own, which no bound applies to.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_array.Length - _length < bytes.Length)
        {
            Grow(_length + bytes.Length);
        }

        bytes.CopyTo(_array.AsSpan(_length));
        _length += bytes.Length;
    }

    public Stream AsStream() => new MemoryStream(_array, 0, _length, writable: false);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_array);
        _array = [];
        _length = 0;
    }

    private void Grow(int capacity)
    {
        var larger = ArrayPool<byte>.Shared.Rent(capacity);
        Written.Span.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_array);
        _array = larger;
    }
}
