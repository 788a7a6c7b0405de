using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Vidora.Integration.Json;

/// <summary>
/// One JSON value as the bytes it has in a document that is known to be valid JSON. Typed readings take the wire's
/// variants: numbers and booleans as text, too. A reading that does not fit is null, never an exception.
/// </summary>
internal readonly ref struct JsonToken
{
    /// <summary>The value and what follows it in its document.</summary>
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

    /// <summary>Whether a text may hold escapes; when not, its inside is the text itself.</summary>
    public bool HasEscapes { get; }

    /// <summary>The bytes of the value; empty when there is none.</summary>
    public ReadOnlySpan<byte> Raw => _json[..(IsContainer ? JsonText.ContainerLength(_json) : _length)];

    /// <summary>The value and what follows it in its document.</summary>
    public ReadOnlySpan<byte> Rest => _json;

    public bool IsContainer => _length < 0;

    /// <summary>How long the value is; negative for a list or an object, because its end is seldom asked for.</summary>
    public int Length => _length;

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

    /// <summary>The inside of a text value, still escaped; otherwise the bytes as they are.</summary>
    public ReadOnlySpan<byte> Inner => Shape == JsonTokenShape.Text ? _json.Slice(1, _length - 2) : Raw;

    /// <summary>A scalar as text. Empty text is absent where the field's meaning says so; see <see cref="GetText"/>.</summary>
    public string? GetTextOrEmpty() => Shape switch
    {
        JsonTokenShape.Text => JsonText.Decode(Inner),
        JsonTokenShape.Number or JsonTokenShape.Boolean => Encoding.UTF8.GetString(Raw),
        _ => null,
    };

    /// <summary>A scalar as text; null when it is absent, empty, or a zero GUID.</summary>
    public string? GetText() => IsZeroText ? null : GetTextOrEmpty();

    /// <summary>Whether there is a <see cref="GetText"/>.</summary>
    public bool HasText => !IsZeroText && Shape is JsonTokenShape.Text or JsonTokenShape.Number or JsonTokenShape.Boolean;

    /// <summary>Whether this is text that stands for "absent": empty, or a zero GUID.</summary>
    public bool IsZeroText => _length switch
    {
        2 => _json.StartsWith("\"\""u8),
        38 => _json.StartsWith("\"00000000-0000-0000-0000-000000000000\""u8),
        _ => false,
    };

    /// <summary>A whole number, also written as text, exact to 64 bits.</summary>
    public long? GetInt64()
    {
        var inner = Inner;
        return Utf8Parser.TryParse(inner, out long value, out var consumed) && consumed == inner.Length && Shape is JsonTokenShape.Number or JsonTokenShape.Text
            ? value
            : null;
    }

    /// <summary>An id: a whole number that is not 0.</summary>
    public long? GetId() => GetInt64() is { } id and not 0 ? id : null;

    /// <summary>Returns which of the names the text is, ignoring case; -1 when it is none.</summary>
    public int FindIn(Utf8Names names)
    {
        var inner = Inner;
        if (Shape != JsonTokenShape.Text || inner.Length > Utf8Names.MaxLength)
        {
            return -1;
        }

        Span<byte> buffer = stackalloc byte[Utf8Names.MaxLength];
        var text = buffer[..JsonText.Unescape(inner, buffer).Length];
        Ascii.ToLowerInPlace(text, out _);
        return names.Find(text);
    }

    public int? GetInt32() => GetInt64() is >= int.MinValue and <= int.MaxValue and { } value ? (int)value : null;

    public ulong? GetUInt64() =>
        Utf8Parser.TryParse(Inner, out ulong value, out var consumed) && consumed == Inner.Length && Shape is JsonTokenShape.Number or JsonTokenShape.Text
            ? value
            : null;

    public decimal? GetDecimal() =>
        IsNumber && decimal.TryParse(Inner, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    public double? GetDouble() =>
        IsNumber && double.TryParse(Inner, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : null;

    public bool? GetBoolean() =>
        Inner.Length switch
        {
            4 when Ascii.EqualsIgnoreCase(Inner, "true"u8) => true,
            5 when Ascii.EqualsIgnoreCase(Inner, "false"u8) => false,
            _ => null,
        };

    /// <summary>An instant in milliseconds since 1970; 0 is absent.</summary>
    public DateTimeOffset? GetTime() =>
        GetInt64() is { } milliseconds and not 0 and >= -62_135_596_800_000 and <= 253_402_300_799_999
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;

    /// <summary>Whether the inside is a number as JSON writes numbers, so that it can be copied as one.</summary>
    public bool IsNumber => Shape == JsonTokenShape.Number || (Shape == JsonTokenShape.Text && IsJsonNumber(Inner));

    /// <summary>The values of a list; nothing when it is none.</summary>
    public JsonItems Items => new(_json, 0);

    /// <summary>The names and values of a map; nothing when it is none.</summary>
    public JsonMembers Members => new(_json, 0);

    /// <summary>The value at <paramref name="position"/>, which is not absent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static JsonToken At(ReadOnlySpan<byte> json, JsonPosition position)
    {
        if (position.IsPlain)
        {
            return new(json[position.Start..], position.Length, hasEscapes: false);
        }

        return position.Constant > 0 ? JsonConstants.At(position) : At(json, position.Start);
    }

    /// <summary>The value that begins at <paramref name="position"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static JsonToken At(ReadOnlySpan<byte> json, int position)
    {
        switch (json[position])
        {
            case (byte)'"':
                var end = JsonScanner.KnownTextEnd(json, position, out var isPlain);
                return new(json[position..], end - position, !isPlain);
            case (byte)'{' or (byte)'[':
                return new(json[position..], length: -1, hasEscapes: true);
            default:
                return new(json[position..], JsonScanner.LiteralEnd(json, position) - position, hasEscapes: false);
        }
    }

    private static bool IsJsonNumber(ReadOnlySpan<byte> text)
    {
        var i = 0;
        if (i < text.Length && text[i] == (byte)'-')
        {
            i++;
        }

        var whole = Digits(text, ref i);
        if (whole == 0 || (whole > 1 && text[i - whole] == (byte)'0'))
        {
            return false;
        }

        if (i < text.Length && text[i] == (byte)'.')
        {
            i++;
            if (Digits(text, ref i) == 0)
            {
                return false;
            }
        }

        if (i < text.Length && text[i] is (byte)'e' or (byte)'E')
        {
            i++;
            if (i < text.Length && text[i] is (byte)'+' or (byte)'-')
            {
                i++;
            }

            if (Digits(text, ref i) == 0)
            {
                return false;
            }
        }

        return i == text.Length;
    }

    private static int Digits(ReadOnlySpan<byte> text, ref int i)
    {
        var start = i;
        while (i < text.Length && text[i] is >= (byte)'0' and <= (byte)'9')
        {
            i++;
        }

        return i - start;
    }
}
