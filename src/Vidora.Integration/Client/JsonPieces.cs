using System.Net;
using System.Net.Http.Headers;

namespace Vidora.Integration.Client;

/// <summary>
/// A JSON body that is written piece by piece from where its bytes already are: nothing is copied into a buffer of its own, and
/// signing reads the same pieces.
/// </summary>
internal sealed class JsonPieces : HttpContent
{
    private readonly long _length;

    public JsonPieces(IReadOnlyCollection<ReadOnlyMemory<byte>> pieces)
    {
        Pieces = pieces;
        foreach (var piece in pieces)
        {
            _length += piece.Length;
        }

        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    public IReadOnlyCollection<ReadOnlyMemory<byte>> Pieces { get; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        foreach (var piece in Pieces)
        {
            await stream.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }
}
