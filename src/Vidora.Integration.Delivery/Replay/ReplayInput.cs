using Vidora.Integration.Delivery.Replay;

namespace Vidora.Integration.Delivery;

/// <summary>
/// One piece of history: a file, an object of a storage service, or any sequence of documents. It is read once in a run,
/// from its beginning; what the checkpoint knows to be settled is passed over. One with the name of a verification file of
/// mParticle's storage outputs is left out.
/// </summary>
public class ReplayInput
{
    private readonly Func<CancellationToken, ValueTask<Stream>>? _open;
    private readonly IAsyncEnumerable<MParticleDocument>? _documents;
    private readonly string? _version;

    /// <summary>An input that is a stream of bytes: documents one a line or one behind the other, plain or gzip.</summary>
    /// <param name="name">Its name in report and checkpoint, the same in every run. Not empty.</param>
    /// <param name="open">
    /// Opens it; throws a <see cref="FileNotFoundException"/> when it is not there any more. The replay closes the stream.
    /// </param>
    /// <param name="version">
    /// Changes when the content does, such as an ETag; an input whose version is not the one the checkpoint knows is not gone
    /// on with. Null when that cannot be told.
    /// </param>
    /// <param name="length">How many bytes it has, for the progress; null when that is not known.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public ReplayInput(string name, Func<CancellationToken, ValueTask<Stream>> open, string? version = null, long? length = null)
        : this(name, length)
    {
        ArgumentNullException.ThrowIfNull(open);
        _open = open;
        _version = version;
    }

    private protected ReplayInput(string name, long? length)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        Length = length;
    }

    private ReplayInput(string name, IAsyncEnumerable<MParticleDocument> documents, string? version)
        : this(name, length: null)
    {
        _documents = documents;
        _version = version;
    }

    /// <summary>Its name in report and checkpoint.</summary>
    public string Name { get; }

    /// <summary>How many bytes it has as it is stored; null when that is not known.</summary>
    public long? Length { get; }

    /// <summary>An input that is a sequence of documents, always in the same order.</summary>
    /// <param name="name">Its name in report and checkpoint, the same in every run. Not empty.</param>
    /// <param name="documents">The documents, such as <see cref="MParticleDocuments"/> makes them.</param>
    /// <param name="version">Changes when the content does; null when that cannot be told.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static ReplayInput FromDocuments(string name, IAsyncEnumerable<MParticleDocument> documents, string? version = null)
    {
        ArgumentNullException.ThrowIfNull(documents);
        return new ReplayInput(name, documents, version);
    }

    /// <summary>Why it is not read at all; null when it is.</summary>
    internal virtual (ReplayFileState State, string Problem)? Refusal => IsVerification(Name.AsSpan(Name.LastIndexOfAny(['/', '\\']) + 1))
        ? (ReplayFileState.LeftOut, "mParticle wrote it to find out whether it may.")
        : null;

    /// <summary>Tells this content from any other under the same name.</summary>
    internal virtual ValueTask<string?> GetVersionAsync(CancellationToken cancellationToken) => new(_version);

    /// <summary>Opens the input.</summary>
    internal virtual async ValueTask<ReplayContent> OpenAsync(CancellationToken cancellationToken) => _documents is not null
        ? new ReplayContent(_documents)
        : await ReplayContent.OpenAsync(await _open!(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>The names of S3, Google Cloud Storage and Azure Blob, in this order.</summary>
    private static bool IsVerification(ReadOnlySpan<char> name) =>
        name.StartsWith("mParticle_Bucket_Verification_", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("mparticle-validation-", StringComparison.OrdinalIgnoreCase)
        || name.Equals("mparticle_validation.txt", StringComparison.OrdinalIgnoreCase);
}
