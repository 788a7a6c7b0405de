using System.IO.Compression;

namespace Vidora.Integration.Delivery.WriteBack;

/// <summary>
/// Decompresses a file and throws when it is cut off, which <see cref="GZipStream"/> takes for its end. Behind the file it reads a
/// member of its own: only when the file was whole does that come out as it went in.
/// </summary>
internal sealed class WholeGzipStream(Stream compressed) : Stream
{
    private static readonly byte[] _mark = "\0vidora: whole\0\n"u8.ToArray();

    private readonly GZipStream _gzip = new(new Followed(compressed, Compress(_mark)), CompressionMode.Decompress);
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _ended;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        // What may be the mark stays behind until it is known.
        while (_end - _start <= _mark.Length && !_ended)
        {
            Fill();
        }

        var count = Math.Min(buffer.Length, _end - _start - _mark.Length);
        _buffer.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

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

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        var read = _gzip.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        if (read == 0)
        {
            _ended = true;
            if (!_buffer.AsSpan(0, _end).SequenceEqual(_mark))
            {
                throw new InvalidDataException("The compressed data is cut off.");
            }
        }
    }

    /// <summary>A stream, and some bytes behind it.</summary>
    private sealed class Followed(Stream first, byte[] rest) : Stream
    {
        private int _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var read = first.Read(buffer);
            if (read > 0 || buffer.IsEmpty)
            {
                return read;
            }

            read = Math.Min(buffer.Length, rest.Length - _position);
            rest.AsSpan(_position, read).CopyTo(buffer);
            _position += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                first.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
