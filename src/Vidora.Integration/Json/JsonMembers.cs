namespace Vidora.Integration.Json;

/// <summary>Enumerates the members of an object with a <see cref="JsonCursor"/>, duplicates included.</summary>
internal ref struct JsonMembers(ReadOnlySpan<byte> json, int start)
{
    private readonly ReadOnlySpan<byte> _json = json;
    private JsonCursor _cursor = new(json, start);
    private bool _isInside;

    /// <summary>Gets the name, still escaped.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>Gets the position of the value; the constant null for null.</summary>
    public JsonPosition Position { get; private set; }

    public readonly JsonToken Value => JsonToken.At(_json, Position);

    public readonly JsonMembers Current => this;

    public readonly JsonMembers GetEnumerator() => this;

    public bool MoveNext()
    {
        if (!(_isInside ? _cursor.NextMember() : _cursor.IsObject && _cursor.EnterObject()))
        {
            return false;
        }

        _isInside = true;
        Name = _cursor.TakeName(out _);
        Position = _cursor.TakeValue() is { IsAbsent: false } position ? position : JsonConstants.Null;
        return true;
    }
}
