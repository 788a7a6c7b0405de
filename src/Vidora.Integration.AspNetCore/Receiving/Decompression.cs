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
    /// <param name="output">Gets the output; of a corrupt body the part before the damage.</param>
    public static RequestBodyFault Gunzip(PooledBytes compressed, PooledBytes output)
    {
        using (var whole = new WholeGzipStream(compressed.AsStream()))
        {
            if (Copy(whole, output, int.MaxValue) is not RequestBodyFault.Corrupt and var fault)
            {
                return fault;
            }
        }

        // Reads the part before the damage once more, in small steps: an exception loses the bytes of its step.
        output.Truncate(0);
        using var part = new GZipStream(compressed.AsStream(), CompressionMode.Decompress);
        return Copy(part, output, SalvageStep) is not RequestBodyFault.None and var salvaged ? salvaged : RequestBodyFault.Corrupt;
    }

    /// <summary>Decompresses brotli.</summary>
    /// <param name="compressed">The body.</param>
    /// <param name="output">Gets the output; of a corrupt body the part before the damage.</param>
    public static RequestBodyFault Unbrotli(PooledBytes compressed, PooledBytes output)
    {
        var source = compressed.Written.Span;
        using var decoder = new BrotliDecoder();
        while (output.TryGetRoom(out var room))
        {
            var status = decoder.Decompress(source, room.Span, out var consumed, out var written);
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

        return RequestBodyFault.Busy;
    }

    /// <summary>Copies until the end, until the output is over its bound, or until the content is corrupt.</summary>
    private static RequestBodyFault Copy(Stream source, PooledBytes output, int step)
    {
        try
        {
            while (output.TryGetRoom(out var room))
            {
                var read = source.Read(room.Span[..Math.Min(room.Length, step)]);
                if (read == 0)
                {
                    return RequestBodyFault.None;
                }

                output.Advance(read);
                if (output.IsOver)
                {
                    return RequestBodyFault.TooLarge;
                }
            }

            return RequestBodyFault.Busy;
        }
        catch (InvalidDataException)
        {
            return RequestBodyFault.Corrupt;
        }
    }
}
