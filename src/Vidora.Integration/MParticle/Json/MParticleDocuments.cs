using System.Buffers;
using System.Runtime.CompilerServices;
using Vidora.Integration.MParticle.Json;

namespace Vidora.Integration;

/// <summary>
/// Splits an input into its documents: one a line, one behind the other, or a JSON list. A broken document is reported in its
/// place, and the next one follows.
/// </summary>
public static class MParticleDocuments
{
    private const int FirstBuffer = 64 * 1024;

    /// <summary>Reads the documents of an input in memory. They keep the memory.</summary>
    /// <param name="utf8">The input.</param>
    /// <param name="limits">The limits. Default: <see cref="MParticleReadLimits.Default"/>.</param>
    public static IEnumerable<MParticleDocument> Read(ReadOnlyMemory<byte> utf8, MParticleReadLimits? limits = null) =>
        new DocumentsInMemory(utf8, limits ?? MParticleReadLimits.Default);

    /// <summary>Reads copies of the documents of an input in memory.</summary>
    /// <param name="utf8">The input.</param>
    /// <param name="limits">The limits. Default: <see cref="MParticleReadLimits.Default"/>.</param>
    public static IEnumerable<MParticleDocument> Read(ReadOnlySequence<byte> utf8, MParticleReadLimits? limits = null) =>
        Read(utf8.IsSingleSegment ? utf8.First : utf8.ToArray(), limits);

    /// <summary>Reads copies of the documents of a stream. Buffers at most the largest document, or the limit.</summary>
    /// <param name="stream">The input, which is read to its end and not disposed.</param>
    /// <param name="limits">The limits. Default: <see cref="MParticleReadLimits.Default"/>.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static async IAsyncEnumerable<MParticleDocument> ReadAsync(
        Stream stream, MParticleReadLimits? limits = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var splitter = new DocumentSplitter(limits ?? MParticleReadLimits.Default, copy: true);
        var buffer = new byte[FirstBuffer];
        var start = 0;
        var end = 0;
        var final = false;
        while (true)
        {
            var taken = splitter.Take(buffer.AsMemory(start, end - start), final, out var document);
            start += taken;
            if (document is not null)
            {
                yield return document;
            }

            if (taken > 0)
            {
                continue;
            }

            if (final)
            {
                yield break;
            }

            if (start > 0)
            {
                buffer.AsSpan(start, end - start).CopyTo(buffer);
                end -= start;
                start = 0;
            }

            if (end == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }

            final = await FillAsync().ConfigureAwait(false);
        }

        // A document is looked through again each time there is more of it, so the buffer is filled before that.
        async ValueTask<bool> FillAsync()
        {
            var goal = end < FirstBuffer ? end + 1 : buffer.Length;
            while (end < goal)
            {
                var read = await stream.ReadAsync(buffer.AsMemory(end), cancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    return true;
                }

                end += read;
            }

            return false;
        }
    }
}
