namespace Vidora.Integration.Json;

/// <summary>Walks the names and values of a JSON object that is known to be valid, duplicates included.</summary>
internal ref struct JsonMembers
{
    private readonly ReadOnlySpan<byte> _json;
    private int _position;

    public JsonMembers(ReadOnlySpan<byte> map) => _json = map is [(byte)'{', ..] ? map : default;

    /// <summary>The name, still escaped.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    public JsonToken Value { get; private set; }

    /// <summary>Where <see cref="Value"/> begins, from the start of the map.</summary>
    public int ValuePosition { get; private set; }

    public readonly JsonMembers Current => this;

    public readonly JsonMembers GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_json.IsEmpty)
        {
            return false;
        }

        _position = SkipTo(_json, _position == 0 ? 1 : _position);
        if (_json[_position] == (byte)'}')
        {
            return false;
        }

        var nameLength = JsonText.StringLength(_json[_position..]);
        Name = _json.Slice(_position + 1, nameLength - 2);
        ValuePosition = SkipTo(_json, _position + nameLength);
        Value = JsonToken.At(_json, ValuePosition);
        _position = ValuePosition + Value.Raw.Length;
        return true;
    }

    /// <summary>The first byte from <paramref name="position"/> on that is neither white space, comma nor colon.</summary>
    internal static int SkipTo(ReadOnlySpan<byte> json, int position)
    {
        while (json[position] is (byte)',' or (byte)':' or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            position++;
        }

        return position;
    }
}
