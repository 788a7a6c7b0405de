namespace Vidora.Integration.Json;

/// <summary>Walks the values of a JSON list that is known to be valid.</summary>
internal ref struct JsonItems
{
    private readonly ReadOnlySpan<byte> _json;
    private int _next;

    /// <summary>Walks what begins at <paramref name="start"/>; nothing when that is no list.</summary>
    public JsonItems(ReadOnlySpan<byte> json, int start)
    {
        _json = json;
        _next = start < json.Length && json[start] == (byte)'[' ? start + 1 : Nowhere;
    }

    /// <summary>Walks the list at <paramref name="position"/>; nothing when there is none.</summary>
    public JsonItems(ReadOnlySpan<byte> json, JsonPosition position)
        : this(position.IsAbsent ? default : json, position.Start)
    {
    }

    private const int Nowhere = -1;
    private const int BehindCurrent = 0;

    /// <summary>Where <see cref="Current"/> begins.</summary>
    public int Position { get; private set; }

    public readonly JsonToken Current => JsonToken.At(_json, Position);

    public readonly bool IsObject => _json[Position] == (byte)'{';

    public readonly JsonItems GetEnumerator() => this;

    /// <summary>Says where <see cref="Current"/> ends, when it was walked anyway.</summary>
    public void EndCurrent(int end) => _next = end;

    public bool MoveNext()
    {
        if (_next == Nowhere)
        {
            return false;
        }

        Position = JsonScanner.SkipComma(_json, _next == BehindCurrent ? Position + Current.Raw.Length : _next);
        _next = _json[Position] == (byte)']' ? Nowhere : BehindCurrent;
        return _next != Nowhere;
    }
}
