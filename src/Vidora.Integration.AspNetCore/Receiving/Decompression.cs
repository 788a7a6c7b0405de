using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Vidora.Integration.AspNetCore.Receiving;

/// <summary>
/// Decompresses a whole body. A body that is cut off is corrupt, also where the cut leaves nothing but whole documents: .NET's
/// streams take the end of their input for the end of the content.
/// </summary>
internal static class Decompression
{
    private const int EndLength = 16;
    private const int SalvageStep = 64;

    // What stands behind the body as one more member of the gzip file: it comes out at the end only when all before it is complete.
    private static readonly byte[] _end = RandomNumberGenerator.GetBytes(EndLength);
    private static readonly byte[] _compressedEnd = Gzip(_end);

    /// <summary>Decompresses gzip, of one member or several.</summary>
    /// <param name="compressed">The body; gets the end appended.</param>
    /// <param name="maxBytes">The most bytes to come out.</param>
    /// <param name="output">What came out; what there is before the damage when the body is corrupt.</param>
    public static RequestBodyFault Gunzip(PooledBytes compressed, int maxBytes, out PooledBytes output)
    {
        var length = compressed.Written.Length;
        compressed.Append(_compressedEnd);
        output = new PooledBytes(FirstCapacity(compressed, maxBytes), maxBytes + EndLength);
        var isWhole = TryGunzip(compressed, output, int.MaxValue);
        if (output.Written.Length > maxBytes + EndLength)
        {
            return RequestBodyFault.TooLarge;
        }

        if (isWhole && output.Written.Span.EndsWith(_end))
        {
            output.Truncate(output.Written.Length - EndLength);
            return RequestBodyFault.None;
        }

        // Once more without the end, and in small steps, of which only the last one is lost.
        compressed.Truncate(length);
        output.Truncate(0);
        TryGunzip(compressed, output, SalvageStep);
        return output.Written.Length > maxBytes ? RequestBodyFault.TooLarge : RequestBodyFault.Corrupt;
    }

    /// <summary>Decompresses brotli.</summary>
    /// <param name="compressed">The body.</param>
    /// <param name="maxBytes">The most bytes to come out.</param>
    /// <param name="output">What came out; what there is before the damage when the body is corrupt.</param>
    public static RequestBodyFault Unbrotli(PooledBytes compressed, int maxBytes, out PooledBytes output)
    {
        output = new PooledBytes(FirstCapacity(compressed, maxBytes), maxBytes);
        var source = compressed.Written.Span;
        using var decoder = new BrotliDecoder();
        while (true)
        {
            var status = decoder.Decompress(source, output.Room().Span, out var consumed, out var written);
            source = source[consumed..];
            output.Advance(written);
            if (output.IsOver)
            {
                return RequestBodyFault.TooLarge;
            }

            if (status is not OperationStatus.DestinationTooSmall)
            {
                return status is OperationStatus.Done && source.IsEmpty ? RequestBodyFault.None : RequestBodyFault.Corrupt;
            }
        }
    }

    private static bool TryGunzip(PooledBytes compressed, PooledBytes output, int step)
    {
        using var source = compressed.AsStream();
        using var decompression = new GZipStream(source, CompressionMode.Decompress);
        try
        {
            while (!output.IsOver)
            {
                var room = output.Room().Span;
                var read = decompression.Read(room[..Math.Min(room.Length, step)]);
                if (read == 0)
                {
                    return true;
                }

                output.Advance(read);
            }

            return false;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static int FirstCapacity(PooledBytes compressed, int maxBytes) => (int)Math.Min(maxBytes, compressed.Written.Length * 4L);

    private static byte[] Gzip(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var compression = new GZipStream(compressed, CompressionLevel.NoCompression))
        {
            compression.Write(content);
        }

        return compressed.ToArray();
    }
}
