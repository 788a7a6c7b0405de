using System.Buffers;
using System.Text;
using Vidora.Integration.Delivery.Compression;

namespace Vidora.Integration.Delivery.WriteBack.Exports;

/// <summary>The bytes of an export without their compression; and its header, to find out how it is divided.</summary>
internal static class ExportStream
{
    private const int LongestHeader = 64 * 1024;
    private const int BufferSize = 64 * 1024;

    /// <exception cref="PredictionExportException">There is no such file, it may not be read, or is a link where none may be.</exception>
    public static Stream Open(PredictionExportFile export)
    {
        var path = export.Path;
        try
        {
            RequireNoLink(export);

            // A pipe or a device has no length either, and opening one may never end.
            if (new FileInfo(path) is { Exists: true, LinkTarget: null, Length: 0 })
            {
                return Stream.Null;
            }

            Stream stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, FileOptions.SequentialScan);
            Span<byte> first = stackalloc byte[2];
            var read = stream.ReadAtLeast(first, 2, throwOnEndOfStream: false);
            stream.Position = 0;
            if (WholeGzipStream.Begins(first[..read]))
            {
                stream = new WholeGzipStream(stream);
            }

            return stream;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PredictionExportException($"The export {path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The delimiter that divides the header into the most fields, outside of quotes; a comma when none does.</summary>
    public static char FindDelimiter(PredictionExportFile export)
    {
        using var reader = new StreamReader(Open(export), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        var buffer = ArrayPool<char>.Shared.Rent(LongestHeader);
        try
        {
            var length = reader.ReadBlock(buffer, 0, LongestHeader);
            return FindDelimiter(buffer.AsSpan(0, length));
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new PredictionExportException($"The export {export.Path} cannot be read: {e.Message}", e);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    private static void RequireNoLink(PredictionExportFile export)
    {
        if (export.MustBeNoLink && new FileInfo(export.Path).LinkTarget is not null)
        {
            throw new PredictionExportException($"The export {export.Path} is a link, and links in a watched folder are not followed. Put the file itself there.");
        }
    }

    internal static char FindDelimiter(ReadOnlySpan<char> text)
    {
        Span<int> counts = stackalloc int[3];
        ReadOnlySpan<char> delimiters = ",\t;";
        var isQuoted = false;
        foreach (var c in text.TrimStart("\r\n"))
        {
            if (c == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (!isQuoted)
            {
                if (c is '\r' or '\n')
                {
                    break;
                }

                if (delimiters.IndexOf(c) is >= 0 and var index)
                {
                    counts[index]++;
                }
            }
        }

        var best = 0;
        for (var i = 1; i < counts.Length; i++)
        {
            best = counts[i] > counts[best] ? i : best;
        }

        return delimiters[best];
    }
}
