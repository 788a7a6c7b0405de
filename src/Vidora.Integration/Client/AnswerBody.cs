using Vidora.Integration.Json;

namespace Vidora.Integration.Client;

/// <summary>Reads the body of an answer up to a limit.</summary>
internal static class AnswerBody
{
    private const int ReadSize = 16 * 1024;

    /// <summary>Reads at least one byte more than the limit when the body is longer, so that the caller can tell.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, int limit, CancellationToken cancellationToken)
    {
        var body = new Utf8Buffer();
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = stream.ConfigureAwait(false);
        var chunk = new byte[ReadSize];
        int read;
        while (body.Length <= limit && (read = await stream.ReadAsync(chunk, cancellationToken).ConfigureAwait(false)) > 0)
        {
            body.Append(chunk.AsSpan(0, read));
        }

        return body.WrittenMemory;
    }
}
