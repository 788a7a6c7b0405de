using System.Runtime.CompilerServices;
using Vidora.Integration.Delivery.Replay;

namespace Vidora.Integration.Delivery;

/// <summary>Describes one piece of history: a file, an object of a storage service, or a sequence of documents.</summary>
/// <remarks>
/// A run reads it once, from its beginning, and skips what the checkpoint knows to be settled. Inputs with the name of a verification
/// file of mParticle's storage outputs are left out.
/// </remarks>
public class ReplayInput
{
    private readonly Func<CancellationToken, ValueTask<Stream>>? _open;
    private readonly IAsyncEnumerable<MParticleDocument>? _documents;
    private readonly string? _version;

    /// <summary>Creates an input from a stream of JSON documents, plain or gzip.</summary>
    /// <param name="name">The name in report and checkpoint. It must be the same in every run.</param>
    /// <param name="open">
    /// Opens the stream, which the replay closes. Throw <see cref="FileNotFoundException"/> when the input no longer exists.
    /// </param>
    /// <param name="version">
    /// A value that changes with the content, such as an ETag; null when it is unknown. A run does not continue an input whose version
    /// differs from the checkpoint's.
    /// </param>
    /// <param name="length">The length in bytes, for the progress; null when it is unknown.</param>
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

    /// <summary>Gets the name in report and checkpoint: of a file, its full path.</summary>
    public string Name { get; }

    /// <summary>Gets the length in bytes as stored; null when it is unknown.</summary>
    public long? Length { get; }

    /// <summary>Lists named files, and all files below named folders, in the order of their paths.</summary>
    /// <remarks>
    /// The order of paths is the order of time in mParticle's storage outputs. Verification files, empty files, hidden files and links
    /// in a folder are listed and left out by the run.
    /// </remarks>
    /// <param name="paths">The files and folders.</param>
    /// <exception cref="FileNotFoundException">A path does not exist.</exception>
    public static IReadOnlyList<ReplayInput> FromFiles(params IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return ReplayFolder.List(paths);
    }

    /// <summary>Creates an input from documents that always come in the same order.</summary>
    /// <param name="name">The name in report and checkpoint. It must be the same in every run.</param>
    /// <param name="documents">The documents, such as those of <see cref="MParticleDocuments"/>.</param>
    /// <param name="version">A value that changes with the content; null when it is unknown.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static ReplayInput FromDocuments(string name, IAsyncEnumerable<MParticleDocument> documents, string? version = null)
    {
        ArgumentNullException.ThrowIfNull(documents);
        return new ReplayInput(name, documents, version);
    }

    /// <summary>Reads the documents, without a replay: for counts or predictions.</summary>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The documents; none of an input that a replay leaves out.</returns>
    /// <exception cref="IOException">Throws when the input cannot be read to its end.</exception>
    /// <exception cref="InvalidDataException">Throws when the input is damaged, or cannot be listed.</exception>
    public async IAsyncEnumerable<MParticleDocument> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (Refusal is { } refusal)
        {
            if (refusal.State != ReplayFileState.LeftOut)
            {
                throw new InvalidDataException(refusal.Problem);
            }

            yield break;
        }

        await using var content = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var document in content.Documents.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            yield return document;
        }
    }

    /// <summary>Gets why the input is not read; null when it is.</summary>
    internal virtual (ReplayFileState State, string Problem)? Refusal => IsVerification(Name.AsSpan(Name.LastIndexOfAny(['/', '\\']) + 1))
        ? (ReplayFileState.LeftOut, "mParticle wrote it to verify its access.")
        : null;

    /// <summary>Returns a value that differs for other content under the same name.</summary>
    internal virtual ValueTask<string?> GetVersionAsync(CancellationToken cancellationToken) => new(_version);

    internal virtual async ValueTask<ReplayContent> OpenAsync(CancellationToken cancellationToken) => _documents is not null
        ? new ReplayContent(_documents)
        : await ReplayContent.OpenAsync(await _open!(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Compares with the names of S3, Google Cloud Storage and Azure Blob, in this order.</summary>
    private static bool IsVerification(ReadOnlySpan<char> name) =>
        name.StartsWith("mParticle_Bucket_Verification_", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("mparticle-validation-", StringComparison.OrdinalIgnoreCase)
        || name.Equals("mparticle_validation.txt", StringComparison.OrdinalIgnoreCase);
}
