using System.Buffers;
using System.IO.Compression;
using Vidora.Integration.Delivery.Compression;

namespace Vidora.Integration.AspNetCore.Receiving;

/// <summary>
/// Decompresses a whole body. A body that is cut off is corrupt, even when the rest holds whole documents: .NET's streams read the
/// end of their input as the end of the content.
/// </summary>
internal static class Decompression
{
    private const int SalvageStep = 64;

    /// <summary>Decompresses gzip, of one member or several.</summary>
    /// <param name="compressed">The body.</param>
    /// <param name="maxBytes">The maximum size of the output.</param>
    /// <param name="output">Gets the output; of a corrupt body the part before the damage.</param>
    public static RequestBodyFault Gunzip(PooledBytes compressed, int maxBytes, out PooledBytes output)
    {
        output = new PooledBytes(FirstCapacity(compressed, maxBytes), maxBytes);
        using (var whole = new WholeGzipStream(compressed.AsStream()))
        {
            if (TryCopy(whole, output, int.MaxValue))
            {
                return output.IsOver ? RequestBodyFault.TooLarge : RequestBodyFault.None;
            }
        }

        // Reads the part before the damage once more, in small steps: an exception loses the bytes of its step.
        output.Truncate(0);
        using var part = new GZipStream(compressed.AsStream(), CompressionMode.Decompress);
        TryCopy(part, output, SalvageStep);
        return output.IsOver ? RequestBodyFault.TooLarge : RequestBodyFault.Corrupt;
    }

    /// <summary>Decompresses brotli.</summary>
    /// <param name="compressed">The body.</param>
    /// <param name="maxBytes">The maximum size of the output.</param>
    /// <param name="output">Gets the output; of a corrupt body the part before the damage.</param>
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

    /// <summary>Copies until the end or until the output is over its bound. Returns false when the content is corrupt.</summary>
    private static bool TryCopy(Stream source, PooledBytes output, int step)
    {
        try
        {
            while (!output.IsOver)
            {
                var room = output.Room().Span;
                var read = source.Read(room[..Math.Min(room.Length, step)]);
                if (read == 0)
                {
                    break;
                }

                output.Advance(read);
            }

            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static int FirstCapacity(PooledBytes compressed, int maxBytes) => (int)Math.Min(maxBytes, compressed.Written.Length * 4L);
}
