namespace Vidora.Integration.Json;

/// <summary>Walks the names and values of a JSON object that is known to be valid, duplicates included.</summary>
internal ref struct JsonMembers
{
    private readonly ReadOnlySpan<byte> _json;
    private int _next;

    public JsonMembers(ReadOnlySpan<byte> map) => _json = map is [(byte)'{', ..] ? map : default;

    /// <summary>The name, still escaped.</summary>
    public ReadOnlySpan<byte> Name;

    public JsonToken Value;

    /// <summary>Where <see cref="Value"/> begins, from the start of the map.</summary>
    public int ValuePosition;

    /// <summary>Where the map ends, once all of it was walked.</summary>
    public int End { get; private set; }

    public readonly JsonMembers Current => this;

    public readonly JsonMembers GetEnumerator() => this;

    /// <summary>Whether the name may hold escapes.</summary>
    public bool NameHasEscapes;

    /// <summary>Says where <see cref="Value"/> ends, when it was walked anyway.</summary>
    public void EndValue(int length) => _next = ValuePosition + length;

    public bool MoveNext()
    {
        if (_json.IsEmpty)
        {
            return false;
        }

        // The end of a value is looked for when the next one is asked for, which is often never.
        var position = SkipTo(_json, _next != 0 ? _next : ValuePosition == 0 ? 1 : ValuePosition + Value.Raw.Length);
        _next = 0;
        if (_json[position] == (byte)'}')
        {
            End = position + 1;
            return false;
        }

        var nameLength = JsonText.StringLength(_json[position..], out var hasEscapes);
        Name = _json.Slice(position + 1, nameLength - 2);
        NameHasEscapes = hasEscapes;
        ValuePosition = SkipTo(_json, position + nameLength);
        Value = JsonToken.At(_json, ValuePosition);
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
