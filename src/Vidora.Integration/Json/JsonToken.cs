using System.Buffers.Text;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Vidora.Integration.Json;

/// <summary>
/// Reads one value of a document that is known to be valid. Numbers and booleans may stand as text. A reading that does not
/// fit the value returns null.
/// </summary>
internal readonly ref struct JsonToken
{
    /// <summary>The value and the rest of its document.</summary>
    private readonly ReadOnlySpan<byte> _json;

    private readonly int _length;

    public JsonToken(ReadOnlySpan<byte> json)
        : this(json, json is [(byte)'{' or (byte)'[', ..] ? -1 : json.Length, hasEscapes: true)
    {
    }

    internal JsonToken(ReadOnlySpan<byte> json, int length, bool hasEscapes)
    {
        _json = json;
        _length = length;
        HasEscapes = hasEscapes;
    }

    /// <summary>Gets whether a text may hold escapes.</summary>
    public bool HasEscapes { get; }

    /// <summary>Gets the bytes of the value; empty when there is none.</summary>
    public ReadOnlySpan<byte> Raw => _json[..(IsContainer ? JsonScanner.ValueEnd(_json, 0, int.MaxValue, isKnown: true) : _length)];

    public bool IsContainer => _length < 0;

    public JsonTokenShape Shape => _json.IsEmpty
        ? JsonTokenShape.Absent
        : _json[0] switch
        {
            (byte)'"' => JsonTokenShape.Text,
            (byte)'{' => JsonTokenShape.Map,
            (byte)'[' => JsonTokenShape.List,
            (byte)'t' or (byte)'f' => JsonTokenShape.Boolean,
            (byte)'n' => JsonTokenShape.Null,
            _ => JsonTokenShape.Number,
        };

    public bool IsAbsent => _json.IsEmpty || _json[0] == (byte)'n';

    /// <summary>Gets the inside of a text, still escaped, and the bytes of any other value.</summary>
    public ReadOnlySpan<byte> Inner => Shape == JsonTokenShape.Text ? _json.Slice(1, _length - 2) : Raw;

    /// <summary>Returns a scalar as text.</summary>
    public string? GetTextOrEmpty() => Shape switch
    {
        JsonTokenShape.Text => JsonText.Decode(Inner),
        JsonTokenShape.Number or JsonTokenShape.Boolean => Encoding.UTF8.GetString(Raw),
        _ => null,
    };

    /// <summary>Returns a scalar as text; null when it is absent, empty or a zero GUID.</summary>
    public string? GetText() => IsZeroText ? null : GetTextOrEmpty();

    /// <summary>Gets whether <see cref="GetText"/> returns a text.</summary>
    public bool HasText => !IsZeroText && Shape is JsonTokenShape.Text or JsonTokenShape.Number or JsonTokenShape.Boolean;

    /// <summary>Gets whether this text stands for no value: it is empty or a zero GUID.</summary>
    public bool IsZeroText => _length switch
    {
        2 => _json.StartsWith("\"\""u8),
        38 => _json.StartsWith("\"00000000-0000-0000-0000-000000000000\""u8),
        _ => false,
    };

    /// <summary>Returns a whole number, exact to 64 bits.</summary>
    public long? GetInt64() =>
        Utf8Parser.TryParse(Inner, out long value, out var consumed) && consumed == Inner.Length && Shape is JsonTokenShape.Number or JsonTokenShape.Text
            ? value
            : null;

    /// <summary>
    /// Returns an id: a whole number other than 0, also with blanks around it, or as a float that is whole and at most 2^53
    /// (pandas and Spark write them).
    /// </summary>
    public long? GetId()
    {
        const double Exact = 1L << 53;
        var digits = Digits;
        return Utf8Parser.TryParse(digits, out long id, out var consumed) && consumed == digits.Length ? id == 0 ? null : id
            : JsonScanner.NumberEnd(digits, 0) != digits.Length ? null
            : double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsInteger(value) && value is not 0 and >= -Exact and <= Exact ? (long)value
            : null;
    }

    /// <summary>Gets the digits of a number, or a text without the blanks around it; empty for any other value.</summary>
    public ReadOnlySpan<byte> Digits => Shape is JsonTokenShape.Number or JsonTokenShape.Text ? Inner.Trim((byte)' ') : default;

    /// <summary>Gets whether this is text without a value: empty, blank or a zero GUID.</summary>
    public bool IsBlank => IsZeroText || (Shape == JsonTokenShape.Text && Digits.IsEmpty);

    /// <summary>Returns the field whose name the text is, ignoring case; -1 when there is none.</summary>
    public int FindIn(Utf8Names names) =>
        Shape != JsonTokenShape.Text ? -1
        : names.Find(Inner) is >= 0 and var field ? field
        : names.FindEscaped(Inner, ignoreCase: true);

    public ulong? GetUInt64() =>
        Utf8Parser.TryParse(Inner, out ulong value, out var consumed) && consumed == Inner.Length && Shape is JsonTokenShape.Number or JsonTokenShape.Text
            ? value
            : null;

    public decimal? GetDecimal() =>
        IsNumber && decimal.TryParse(Inner, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    public double? GetDouble() =>
        IsNumber && double.TryParse(Inner, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    public bool? GetBoolean() =>
        Inner.Length switch
        {
            4 when Ascii.EqualsIgnoreCase(Inner, "true"u8) => true,
            5 when Ascii.EqualsIgnoreCase(Inner, "false"u8) => false,
            _ => null,
        };

    /// <summary>Gets whether the inside is a JSON number, so that it can be copied as one.</summary>
    public bool IsNumber => Shape == JsonTokenShape.Number || (Shape == JsonTokenShape.Text && JsonScanner.NumberEnd(Inner, 0) == Inner.Length);

    /// <summary>Gets the members of an object; none for any other value.</summary>
    public JsonMembers Members => Shape == JsonTokenShape.Map ? Children : default;

    /// <summary>Gets the values of a list; none for any other value.</summary>
    public JsonMembers Items => Shape == JsonTokenShape.List ? Children : default;

    /// <summary>Gets the members of an object, or the values of a list; none for any other value.</summary>
    public JsonMembers Children => new(_json, 0);

    /// <summary>Returns the value at <paramref name="position"/>, which is not absent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static JsonToken At(ReadOnlySpan<byte> json, JsonPosition position)
    {
        return position.IsPlain ? new(json[position.Start..], position.Length, hasEscapes: false)
            : position.Constant > 0 ? JsonConstants.At(position)
            : At(json, position.Start);
    }

    /// <summary>Returns the value that begins at <paramref name="position"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static JsonToken At(ReadOnlySpan<byte> json, int position)
    {
        switch (json[position])
        {
            case (byte)'"':
                var end = JsonScanner.TextEnd(json, position, isKnown: true, out var isPlain);
                return new(json[position..], end - position, !isPlain);
            case (byte)'{' or (byte)'[':
                return new(json[position..], length: -1, hasEscapes: true);
            default:
                return new(json[position..], JsonScanner.LiteralEnd(json, position) - position, hasEscapes: false);
        }
    }
}

/// <summary>Says what a value is, by its first byte.</summary>
internal enum JsonTokenShape
{
    Absent,
    Null,
    Text,
    Number,
    Boolean,
    List,
    Map,
}
