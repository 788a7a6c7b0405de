using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>
/// Holds the bytes that the models of one document look at: the document, or for models that are built by hand a buffer
/// that grows with every value.
/// </summary>
internal sealed class JsonSource
{
    private readonly Utf8Buffer? _built;
    private ReadOnlyMemory<byte> _document;

    public JsonSource(ReadOnlyMemory<byte> document) => _document = document;

    public JsonSource()
    {
        _built = new Utf8Buffer();
        _built.Append((byte)' ');
    }

    public ReadOnlySpan<byte> Span => _built is null ? _document.Span : _built.Written;

    /// <summary>Gets the buffer of models that are built by hand.</summary>
    public Utf8Buffer Built => _built ?? throw new InvalidOperationException("A model that was read from a document is read-only.");

    /// <summary>Ends the document there.</summary>
    public void EndAt(int end) => _document = _document[..end];

    /// <summary>Copies the document, so that its memory can be reused.</summary>
    public void Detach() => _document = _document.ToArray();

    public JsonToken At(JsonPosition position) => position.IsAbsent ? default : JsonToken.At(Span, position);
}
