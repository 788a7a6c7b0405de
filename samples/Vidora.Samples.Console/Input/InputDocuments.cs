using System.Runtime.CompilerServices;
using Vidora.Integration;

namespace Vidora.Samples.Console.Input;

/// <summary>Reads the documents of several files, one file after the other.</summary>
internal static class InputDocuments
{
    /// <param name="files">The files.</param>
    /// <param name="terminal">Has the standard input.</param>
    /// <param name="onDamage">Gets the file and the problem when a file ends too early. The next file follows.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static async IAsyncEnumerable<InputDocument> ReadAsync(
        IEnumerable<string> files,
        Terminal terminal,
        Action<string, string> onDamage,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long number = 0;
        long before = 0;
        foreach (var file in files)
        {
            var (content, source) = await InputFile.OpenAsync(file, terminal, cancellationToken);
            await using var stream = content;
            var start = before;
            before += source?.Length ?? 0;
            await using var documents = MParticleDocuments.ReadAsync(stream, cancellationToken: cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await MoveNextAsync())
            {
                yield return new InputDocument(file, ++number, documents.Current, start + (source?.Position ?? 0));
            }

            async ValueTask<bool> MoveNextAsync()
            {
                try
                {
                    return await documents.MoveNextAsync();
                }
                catch (Exception e) when (e is IOException or InvalidDataException)
                {
                    onDamage(file, e is InvalidDataException ? "the gzip data is damaged or cut off." : "it could not be read to its end.");
                    return false;
                }
            }
        }
    }
}
