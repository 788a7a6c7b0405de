using System.Globalization;
using System.Security.Cryptography;

namespace Vidora.Integration.Delivery.Replay;

/// <summary>A file on this machine.</summary>
/// <param name="path">Its full path.</param>
/// <param name="length">How long it was when it was found.</param>
/// <param name="root">The folder it was found in, below which no link is followed; null when the file itself was named.</param>
internal sealed class LocalReplayInput(string path, long length, string? root) : ReplayInput(path, length)
{
    private const int BytesToTellBy = 64 * 1024;

    internal override async ValueTask<string?> GetVersionAsync(CancellationToken cancellationToken)
    {
        await using var file = Open();
        var first = new byte[(int)Math.Min(BytesToTellBy, file.Length)];
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
                throw new IOException("It is a link now, or in a folder that is one; links are not followed.");
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
