namespace Vidora.Integration.Json;

/// <summary>
/// The bytes that the models of one document look at: the document itself, or, for models that are built by hand, a
/// buffer that grows with every value they are given. A position in it is where a JSON value begins; 0 is "no value",
/// because a document begins with its opening brace; a negative one is a value of <see cref="JsonConstants"/>.
/// </summary>
internal sealed class JsonSource
{
    private ReadOnlyMemory<byte> _document;
    private readonly Utf8Buffer? _built;

    public JsonSource(ReadOnlyMemory<byte> document) => _document = document;

    public JsonSource()
    {
        _built = new Utf8Buffer();
        _built.Append((byte)' ');
    }

    public ReadOnlySpan<byte> Span => _built is null ? _document.Span : _built.Written;

    /// <summary>The buffer of models that are built by hand.</summary>
    public Utf8Buffer Built => _built ?? throw new InvalidOperationException("A model that was read from a document is read-only.");

    /// <summary>Copies the document, so that its memory can be reused.</summary>
    public void Detach() => _document = _document.ToArray();

    public JsonToken At(int position) => position switch
    {
        0 => default,
        < 0 => JsonConstants.At(position),
        _ => JsonToken.At(Span, position),
    };
}
