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

    /// <summary>Room for the next bytes; never empty.</summary>
    public Memory<byte> Room()
    {
        if (_length == _array.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min((long)maxBytes + 1, _array.Length * 2L));
            _array.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_array);
            _array = larger;
        }

        return _array.AsMemory(_length, Math.Min(_array.Length, maxBytes + 1) - _length);
    }

    public void Advance(int count) => _length += count;

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_array);
        _array = [];
        _length = 0;
    }
}
