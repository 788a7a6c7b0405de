using Vidora.Integration.Delivery.Compression;

namespace Vidora.Integration.Delivery.Replay;

/// <summary>Reads the documents of an open input.</summary>
internal sealed class ReplayContent : IAsyncDisposable
{
    private readonly JoinedStream? _stored;
    private readonly Stream? _plain;

    public ReplayContent(IAsyncEnumerable<MParticleDocument> documents) => Documents = documents;

    private ReplayContent(JoinedStream stored, Stream plain)
        : this(MParticleDocuments.ReadAsync(plain))
    {
        _stored = stored;
        _plain = plain;
    }

    public IAsyncEnumerable<MParticleDocument> Documents { get; }

    /// <summary>Gets the bytes read so far, as stored.</summary>
    public long BytesRead => _stored?.BytesRead ?? 0;

    /// <summary>Opens a stream, plain or gzip, by its first bytes. The content closes it.</summary>
    /// <exception cref="InvalidDataException">It is text in UTF-16 or UTF-32.</exception>
    public static async ValueTask<ReplayContent> OpenAsync(Stream stream, CancellationToken cancellationToken)
    {
        try
        {
            var first = new byte[2];
            var read = await stream.ReadAtLeastAsync(first, first.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            if (first is [0xff, 0xfe] or [0xfe, 0xff] or [0, (byte)'{'] or [(byte)'{', 0])
            {
                throw new InvalidDataException("It is text in UTF-16 or UTF-32, and JSON is UTF-8. Convert it first.");
            }

            var stored = new JoinedStream(first.AsMemory(0, read), stream, default);
            return new ReplayContent(stored, WholeGzipStream.Begins(first.AsSpan(0, read)) ? new WholeGzipStream(stored) : stored);
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public ValueTask DisposeAsync() => _plain?.DisposeAsync() ?? default;
}
