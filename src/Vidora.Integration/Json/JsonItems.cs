namespace Vidora.Integration.Json;

/// <summary>Walks the values of a JSON list that is known to be valid.</summary>
internal ref struct JsonItems
{
    private readonly ReadOnlySpan<byte> _json;
    private int _next;

    public JsonItems(ReadOnlySpan<byte> list) => _json = list is [(byte)'[', ..] ? list : default;

    public JsonToken Current { get; private set; }

    /// <summary>Where <see cref="Current"/> begins, from the start of the list.</summary>
    public int Position;

    public readonly JsonItems GetEnumerator() => this;

    /// <summary>Says where <see cref="Current"/> ends, when it was walked anyway.</summary>
    public void EndCurrent(int length) => _next = Position + length;

    public bool MoveNext()
    {
        if (_json.IsEmpty)
        {
            return false;
        }

        var position = JsonMembers.SkipTo(_json, _next != 0 ? _next : Position == 0 ? 1 : Position + Current.Raw.Length);
        _next = 0;
        if (_json[position] == (byte)']')
        {
            return false;
        }

        Position = position;
        Current = JsonToken.At(_json, position);
        return true;
    }
}
