namespace Vidora.Integration.Json;

/// <summary>Enumerates the members of an object, duplicates included, or the values of a list; nothing for any other value.</summary>
internal ref struct JsonMembers(ReadOnlySpan<byte> json, int start)
{
    private readonly ReadOnlySpan<byte> _json = json;
    private JsonCursor _cursor = new(json, start);
    private bool _isList;
    private bool _isInside;

    /// <summary>Gets the name, still escaped; empty in a list.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>Gets the position of the value; the constant null for null.</summary>
    public JsonPosition Position { get; private set; }

    public readonly JsonToken Value => JsonToken.At(_json, Position);

    public readonly JsonMembers Current => this;

    public readonly JsonMembers GetEnumerator() => this;

    public bool MoveNext()
    {
        _isList |= !_isInside && _cursor.IsList;
        if (!(_isInside ? _cursor.Next(_isList) : (_isList || _cursor.IsObject) && _cursor.Enter(_isList)))
        {
            return false;
        }

        _isInside = true;
        Name = _isList ? default : _cursor.TakeName(out _);
        Position = _cursor.TakeValue() is { IsAbsent: false } position ? position : JsonConstants.Null;
        return true;
    }
}
