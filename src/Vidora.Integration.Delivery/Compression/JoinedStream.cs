namespace Vidora.Integration.Delivery.Compression;

/// <summary>Reads bytes that were read before, then a stream, then further bytes.</summary>
internal sealed class JoinedStream(ReadOnlyMemory<byte> before, Stream inner, ReadOnlyMemory<byte> behind) : ReadOnlyStream
{
    private readonly int _beforeLength = before.Length;
    private ReadOnlyMemory<byte> _before = before;
    private ReadOnlyMemory<byte> _behind = behind;
    private long _innerRead;

    /// <summary>Gets the bytes read of the stream, with those before it.</summary>
    public long BytesRead => Interlocked.Read(ref _innerRead) + _beforeLength;

    public override int Read(Span<byte> buffer) => _before.IsEmpty ? Took(inner.Read(buffer), buffer) : Take(ref _before, buffer);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _before.IsEmpty
        ? Took(await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false), buffer.Span)
        : Take(ref _before, buffer.Span);

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

    private static int Take(ref ReadOnlyMemory<byte> from, Span<byte> to)
    {
        var count = Math.Min(from.Length, to.Length);
        from.Span[..count].CopyTo(to);
        from = from[count..];
        return count;
    }

    private int Took(int read, Span<byte> buffer)
    {
        Interlocked.Add(ref _innerRead, read);
        return read > 0 || buffer.IsEmpty ? read : Take(ref _behind, buffer);
    }
}
