namespace Vidora.Integration.Json;

/// <summary>Enumerates the values of a list with a <see cref="JsonCursor"/>.</summary>
internal ref struct JsonItems(ReadOnlySpan<byte> json, int start)
{
    private readonly ReadOnlySpan<byte> _json = json;
    private JsonCursor _cursor = new(json, start);
    private bool _isInside;

    public JsonToken Current { get; private set; }

    public readonly JsonItems GetEnumerator() => this;

    public bool MoveNext()
    {
        if (!(_isInside ? _cursor.NextItem() : _cursor.IsList && _cursor.EnterList()))
        {
            return false;
        }

        _isInside = true;
        Current = JsonToken.At(_json, _cursor.Position);
        _cursor.TakeValue();
        return true;
    }
}
