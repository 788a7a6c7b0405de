using System.Globalization;
using System.Security.Cryptography;

namespace Vidora.Integration.Delivery.Replay;

/// <summary>Reads a local file.</summary>
/// <param name="path">The full path.</param>
/// <param name="length">The length when the file was found.</param>
/// <param name="root">The folder it was found in, below which links are not followed; null when the file itself was named.</param>
internal sealed class LocalReplayInput(string path, long length, string? root) : ReplayInput(path, length)
{
    private const int HashedBytes = 64 * 1024;

    internal override async ValueTask<string?> GetVersionAsync(CancellationToken cancellationToken)
    {
        await using var file = Open();
        var first = new byte[(int)Math.Min(HashedBytes, file.Length)];
        var read = await file.ReadAtLeastAsync(first, first.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        var hash = Convert.ToHexStringLower(SHA256.HashData(first.AsSpan(0, read)).AsSpan(0, 8));
        var changed = File.GetLastWriteTimeUtc(file.SafeFileHandle).Ticks;
        return string.Create(CultureInfo.InvariantCulture, $"{file.Length}-{changed}-{hash}");
    }

    internal override ValueTask<ReplayContent> OpenAsync(CancellationToken cancellationToken) => ReplayContent.OpenAsync(Open(), cancellationToken);

    private FileStream Open()
    {
        // A folder that was listed may have become a link since.
        for (var part = Name; root is not null && part is not null && part != root; part = Path.GetDirectoryName(part))
        {
            if (new FileInfo(part).LinkTarget is not null)
            {
                throw new IOException("It is now a link, or in a folder that is a link. Links are not followed.");
            }
        }

        return new FileStream(Name, new FileStreamOptions
        {
            Access = FileAccess.Read,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
            Options = FileOptions.SequentialScan,
        });
    }
}
