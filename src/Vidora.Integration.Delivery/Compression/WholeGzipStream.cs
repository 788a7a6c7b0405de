using System.IO.Compression;

namespace Vidora.Integration.Delivery.Compression;

/// <summary>Decompresses gzip and fails when the input is cut off.</summary>
/// <remarks>
/// <see cref="GZipStream"/> takes the end of a cut-off input for the end of the content. So a marker member is appended to the input: it
/// comes out unchanged only when the input is whole.
/// </remarks>
internal sealed class WholeGzipStream(Stream compressed) : ReadOnlyStream
{
    private static readonly byte[] _mark = "\0vidora: whole\0\n"u8.ToArray();
    private static readonly byte[] _compressedMark = Compress(_mark);

    private readonly GZipStream _gzip = new(new JoinedStream(default, compressed, _compressedMark), CompressionMode.Decompress);
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _ended;

    /// <summary>Gets whether more input is needed to know that the buffered bytes are not the marker.</summary>
    private bool NeedsMore => _end - _start <= _mark.Length && !_ended;

    /// <summary>Returns whether these are the first bytes of a gzip file.</summary>
    public static bool Begins(ReadOnlySpan<byte> first) => first is [0x1f, 0x8b, ..];

    /// <exception cref="InvalidDataException">The content is damaged or cut off.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (NeedsMore)
        {
            var room = MakeRoom();
            Took(_gzip.Read(room.Span));
        }

        return Take(buffer);
    }

    /// <exception cref="InvalidDataException">The content is damaged or cut off.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (NeedsMore)
        {
            var room = MakeRoom();
            Took(await _gzip.ReadAsync(room, cancellationToken).ConfigureAwait(false));
        }

        return Take(buffer.Span);
    }

    public override async ValueTask DisposeAsync()
    {
        await _gzip.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gzip.Dispose();
        }

        base.Dispose(disposing);
    }

    private static byte[] Compress(byte[] bytes)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.NoCompression))
        {
            gzip.Write(bytes);
        }

        return output.ToArray();
    }

    private Memory<byte> MakeRoom()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        return _buffer.AsMemory(_end);
    }

    private void Took(int read)
    {
        _end += read;
        if (read == 0)
        {
            _ended = true;
            if (!_buffer.AsSpan(0, _end).SequenceEqual(_mark))
            {
                throw new InvalidDataException("The compressed data is damaged or cut off.");
            }
        }
    }

    private int Take(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _end - _start - _mark.Length);
        _buffer.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }
}
