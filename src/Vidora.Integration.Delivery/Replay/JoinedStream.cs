namespace Vidora.Integration.Delivery.Replay;

/// <summary>A stream with something before it, because that was read already, and something behind it.</summary>
internal sealed class JoinedStream(ReadOnlyMemory<byte> before, Stream inner, ReadOnlyMemory<byte> behind) : ReadOnlyStream
{
    private readonly int _beforeLength = before.Length;
    private ReadOnlyMemory<byte> _before = before;
    private ReadOnlyMemory<byte> _behind = behind;
    private long _innerRead;

    /// <summary>How much was read of the stream and of what stands before it.</summary>
    public long BytesRead => Interlocked.Read(ref _innerRead) + _beforeLength;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_before.IsEmpty)
        {
            return Take(ref _before, buffer);
        }

        var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Interlocked.Add(ref _innerRead, read);
        return read > 0 ? read : Take(ref _behind, buffer);
    }

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private static int Take(ref ReadOnlyMemory<byte> from, Memory<byte> to)
    {
        var count = Math.Min(from.Length, to.Length);
        from[..count].CopyTo(to);
        from = from[count..];
        return count;
    }
}
