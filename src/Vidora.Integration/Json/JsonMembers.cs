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
        var position = JsonScanner.SkipComma(_json, _next == BehindValue ? ValueStart + JsonText.ContainerLength(_json[ValueStart..]) : _next);
        if (_json[position] == (byte)'}')
        {
            _next = Nowhere;
            End = position + 1;
            return false;
        }

        var nameEnd = JsonScanner.KnownTextEnd(_json, position, out var isPlain);
        NameStart = position + 1;
        NameLength = nameEnd - position - 2;
        NameHasEscapes = !isPlain;
        ValueStart = JsonScanner.ValueStart(_json, nameEnd);
        switch (_json[ValueStart])
        {
            case (byte)'"':
                _next = JsonScanner.KnownTextEnd(_json, ValueStart, out isPlain);
                _valueHasEscapes = !isPlain;
                break;
            case (byte)'{' or (byte)'[':
                _next = BehindValue;
                _valueLength = -1;
                _valueHasEscapes = true;
                return true;
            default:
                _next = JsonScanner.LiteralEnd(_json, ValueStart);
                _valueHasEscapes = false;
                break;
        }

        _valueLength = _next - ValueStart;
        return true;
    }
}
