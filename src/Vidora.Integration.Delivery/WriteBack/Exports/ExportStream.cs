using System.Security.Cryptography;
using Vidora.Integration.Delivery.Compression;

namespace Vidora.Integration.Delivery.WriteBack.Exports;

/// <summary>Reads the unpacked bytes of an export, and hashes them.</summary>
internal sealed class ExportStream : ReadOnlyStream
{
    private const int LongestHeader = 64 * 1024;

    private readonly Stream _content;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private ReadOnlyMemory<byte> _head;
    private byte _last;
    private bool _hasLineEnd;

    /// <exception cref="PredictionExportException">The file is missing, unreadable, or a link where links are refused.</exception>
    public ExportStream(PredictionExportFile export)
    {
        Stream? file = null;
        try
        {
            file = Open(export);
            _content = Unpack(file);
            var head = new byte[LongestHeader];
            _head = head.AsMemory(0, _content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            file?.Dispose();
            throw new PredictionExportException($"The export {export.Path} cannot be read: {e.Message}", e);
        }

        Add(_head.Span);
        Delimiter = FindDelimiter(_head.Span);
    }

    /// <summary>Gets the delimiter with the most occurrences in the header, outside of quotes. Default: a comma.</summary>
    public char Delimiter { get; }

    /// <summary>
    /// Gets, at the end, whether the file is cut off: its last line has no line end and others have one. A file that is copied or written
    /// may be cut exactly there, so that its last row reads well.
    /// </summary>
    public bool IsCutOff => _hasLineEnd && !IsLineEnd(_last);

    /// <summary>Gets the hash of the bytes read so far.</summary>
    public string Hash => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public override int Read(Span<byte> buffer)
    {
        if (!_head.IsEmpty)
        {
            var count = Math.Min(buffer.Length, _head.Length);
            _head.Span[..count].CopyTo(buffer);
            _head = _head[count..];
            return count;
        }

        var read = _content.Read(buffer);
        Add(buffer[..read]);
        return read;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _content.Dispose();
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private static bool IsLineEnd(byte letter) => letter is (byte)'\n' or (byte)'\r';

    private static Stream Open(PredictionExportFile export)
    {
        var file = new FileInfo(export.Path);
        if (export.IsWatched && file.LinkTarget is not null)
        {
            throw new PredictionExportException($"The export {export.Path} is a link, and a watched folder refuses links. Put the file itself there.");
        }

        // A pipe or a device has no length either, and opening one may block forever.
        return file is { Exists: true, LinkTarget: null, Length: 0 } ? Null : export.Open(export.Path);
    }

    private static Stream Unpack(Stream file)
    {
        Span<byte> first = stackalloc byte[2];
        var read = file.ReadAtLeast(first, 2, throwOnEndOfStream: false);
        if (file.CanSeek)
        {
            file.Position = 0;
        }

        return WholeGzipStream.Begins(first[..read]) ? new WholeGzipStream(file) : file;
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        _hash.AppendData(bytes);
        if (!bytes.IsEmpty)
        {
            _last = bytes[^1];
            _hasLineEnd = _hasLineEnd || bytes.ContainsAny((byte)'\n', (byte)'\r');
        }
    }

    private static char FindDelimiter(ReadOnlySpan<byte> head)
    {
        (char Delimiter, int Count)[] counts = [(',', 0), ('\t', 0), (';', 0)];
        var isQuoted = false;
        foreach (var c in head[(head.StartsWith("\uFEFF"u8) ? 3 : 0)..].TrimStart("\r\n"u8))
        {
            if (!isQuoted && c is (byte)'\r' or (byte)'\n')
            {
                break;
            }

            isQuoted ^= c == '"';
            if (!isQuoted && Array.FindIndex(counts, count => count.Delimiter == c) is >= 0 and var index)
            {
                counts[index].Count++;
            }
        }

        return counts.MaxBy(count => count.Count).Delimiter;
    }
}
