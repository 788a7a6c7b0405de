namespace Vidora.Integration.Json;

/// <summary>Walks the values of a JSON list that is known to be valid.</summary>
internal ref struct JsonItems
{
    private readonly ReadOnlySpan<byte> _json;
    private int _position;

    public JsonItems(ReadOnlySpan<byte> list) => _json = list is [(byte)'[', ..] ? list : default;

    public JsonToken Current { get; private set; }

    /// <summary>Where <see cref="Current"/> begins, from the start of the list.</summary>
    public int Position { get; private set; }

    public readonly JsonItems GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_json.IsEmpty)
        {
            return false;
        }

        _position = JsonMembers.SkipTo(_json, _position == 0 ? 1 : _position);
        if (_json[_position] == (byte)']')
        {
            return false;
        }

        Position = _position;
        Current = JsonToken.At(_json, _position);
        _position += Current.Raw.Length;
        return true;
    }
}
