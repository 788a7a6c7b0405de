namespace Vidora.Integration.AspNetCore.Receiving;

/// <summary>Holds bytes in a rented array that grows up to a bound.</summary>
/// <param name="inHand">Rents the arrays.</param>
/// <param name="maxBytes">The most bytes.</param>
/// <param name="expected">The bytes to expect; 0 when they are not known.</param>
internal sealed class PooledBytes(BytesInHand inHand, int maxBytes, long expected = 0) : IDisposable
{
    private const int FirstCapacity = 8 * 1024;

    /// <summary>A sender that only announces a large body holds no more than twice what it has sent, until it has sent this much.</summary>
    private const int Trust = 1024 * 1024;

    private byte[] _array = [];
    private int _length;

    public ReadOnlyMemory<byte> Written => _array.AsMemory(0, _length);

    /// <summary>Gets whether the bytes exceed the bound. The array takes one byte more than allowed to find out.</summary>
    public bool IsOver => _length > maxBytes;

    /// <summary>Returns room for the next bytes, or false when all requests together hold too many.</summary>
    public bool TryGetRoom(out Memory<byte> room)
    {
        if (_length == _array.Length && !TryGrow())
        {
            room = default;
            return false;
        }

        room = _array.AsMemory(_length, Math.Min(_array.Length, maxBytes + 1) - _length);
        return true;
    }

    public void Advance(int count) => _length += count;

    public void Truncate(int length) => _length = length;

    public Stream AsStream() => new MemoryStream(_array, 0, _length, writable: false);

    public void Dispose()
    {
        inHand.Return(_array);
        _array = [];
        _length = 0;
    }

    private bool TryGrow()
    {
        var wanted = Math.Max(FirstCapacity, _array.Length * 2L);
        if (_array.Length >= Trust)
        {
            wanted = Math.Max(wanted, expected + 1);
        }

        if (inHand.Rent(Math.Min(wanted, maxBytes + 1L)) is not { } larger)
        {
            return false;
        }

        Written.Span.CopyTo(larger);
        inHand.Return(_array);
        _array = larger;
        return true;
    }
}
