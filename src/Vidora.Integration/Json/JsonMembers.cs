namespace Vidora.Integration.Json;

/// <summary>Walks the names and values of a JSON object that is known to be valid, duplicates included.</summary>
internal ref struct JsonMembers
{
    // Numbers, from which names and values are made where they are used: copying spans out of here would cost more.
    private readonly ReadOnlySpan<byte> _json;
    private int _next;
    private int _valueLength;
    private bool _valueHasEscapes;

    /// <summary>Walks what begins at <paramref name="start"/>; nothing when that is no object.</summary>
    public JsonMembers(ReadOnlySpan<byte> json, int start)
    {
        _json = json;
        _next = start < json.Length && json[start] == (byte)'{' ? start + 1 : Nowhere;
    }

    /// <summary>Walks the object at <paramref name="position"/>; nothing when there is none.</summary>
    public JsonMembers(ReadOnlySpan<byte> json, JsonPosition position)
        : this(position.IsAbsent ? default : json, position.Start)
    {
    }

    private const int Nowhere = -1;
    private const int BehindValue = 0;

    /// <summary>The document.</summary>
    public readonly ReadOnlySpan<byte> Json => _json;

    /// <summary>Whether the name may hold escapes.</summary>
    public bool NameHasEscapes { get; private set; }

    public int NameStart { get; private set; }

    public int NameLength { get; private set; }

    /// <summary>The name, still escaped, and what follows it.</summary>
    public readonly ReadOnlySpan<byte> NameAndRest => _json[NameStart..];

    /// <summary>The name, still escaped.</summary>
    public readonly ReadOnlySpan<byte> Name => _json.Slice(NameStart, NameLength);

    public int ValueStart { get; private set; }

    public readonly JsonToken Value => new(_json[ValueStart..], _valueLength, _valueHasEscapes);

    public readonly JsonPosition ValuePosition => JsonPosition.At(ValueStart, _valueHasEscapes ? 0 : _valueLength);

    /// <summary>Where a scalar value ends.</summary>
    public readonly int ValueEnd => ValueStart + _valueLength;

    /// <summary>Whether this is a name and a scalar, without escapes, null or white space between them.</summary>
    public readonly bool IsVerbatim =>
        !NameHasEscapes && !_valueHasEscapes && NameLength > 0 && ValueStart == NameStart + NameLength + 2 && _json[ValueStart] != (byte)'n';

    /// <summary>Where the object ends, once all of it was walked.</summary>
    public int End { get; private set; }

    public readonly JsonMembers Current => this;

    public readonly JsonMembers GetEnumerator() => this;

    /// <summary>Says where <see cref="Value"/> ends, when it was walked anyway.</summary>
    public void EndValue(int end) => _next = end;

    public bool MoveNext()
    {
        if (_next == Nowhere)
        {
            return false;
        }

        // The end of a list or an object is looked for when the next member is asked for, which is often never.
        var position = SkipTo(_json, _next == BehindValue ? ValueStart + JsonText.ContainerLength(_json[ValueStart..]) : _next);
        if (_json[position] == (byte)'}')
        {
            _next = Nowhere;
            End = position + 1;
            return false;
        }

        var nameLength = JsonText.StringLength(_json[position..], out var hasEscapes);
        NameStart = position + 1;
        NameLength = nameLength - 2;
        NameHasEscapes = hasEscapes;
        ValueStart = SkipTo(_json, position + nameLength);
        _valueLength = JsonText.ScalarLength(_json[ValueStart..], out _valueHasEscapes);
        _next = _valueLength < 0 ? BehindValue : ValueStart + _valueLength;
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
