using System.IO.Compression;

namespace Vidora.Integration.Delivery.Replay;

/// <summary>
/// Unpacks gzip and notices when it was cut off, which the framework's stream takes for its end. The packed stream must
/// end in <see cref="Mark"/>, a little gzip file of white space: only where all before it was whole does that come out.
/// </summary>
internal sealed class WholeGzipStream(Stream packed) : ReadOnlyStream
{
    private static readonly byte[] _mark = " \t\t \t  \t\t  \t \t\n"u8.ToArray();

    private readonly GZipStream _inner = new(packed, CompressionMode.Decompress);
    private readonly byte[] _last = new byte[_mark.Length];

    public static ReadOnlySpan<byte> Magic => [0x1f, 0x8b];

    public static ReadOnlyMemory<byte> Mark { get; } = Pack(_mark);

    /// <exception cref="InvalidDataException">The content is damaged or cut off.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await _inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (read == 0 && buffer.Length > 0 && !_last.AsSpan().SequenceEqual(_mark))
        {
            throw new InvalidDataException("The gzip data is damaged or cut off.");
        }

        Remember(buffer.Span[..read]);
        return read;
    }

    public override async ValueTask DisposeAsync()
    {
        await _inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private static byte[] Pack(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    private void Remember(ReadOnlySpan<byte> read)
    {
        if (read.Length >= _last.Length)
        {
            read[^_last.Length..].CopyTo(_last);
        }
        else
        {
            _last.AsSpan(read.Length..).CopyTo(_last);
            read.CopyTo(_last.AsSpan(_last.Length - read.Length));
        }
    }
}
