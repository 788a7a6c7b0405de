using System.Buffers;
using System.Globalization;
using System.Text;

namespace Vidora.Integration.Json;

/// <summary>Copies, encodes and decodes JSON strings. A lone surrogate, escaped or not, becomes U+FFFD everywhere.</summary>
internal static class JsonText
{
    private static readonly SearchValues<byte> _betweenTexts = SearchValues.Create("\" \t\r\n"u8);
    private static readonly SearchValues<char> _escaped = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(code => (char)code), '"', '\\']);

    /// <summary>Appends a text as a JSON string with its quotes.</summary>
    public static void AppendString(Utf8Buffer output, ReadOnlySpan<char> text)
    {
        output.Append((byte)'"');
        AppendEscaped(output, text);
        output.Append((byte)'"');
    }

    /// <summary>Appends a text, escaped for the inside of a JSON string.</summary>
    public static void AppendEscaped(Utf8Buffer output, ReadOnlySpan<char> text)
    {
        var next = text.IndexOfAny(_escaped);
        while (next >= 0)
        {
            AppendUtf16(output, text[..next]);
            AppendEscape(output, (byte)text[next]);
            text = text[(next + 1)..];
            next = text.IndexOfAny(_escaped);
        }

        AppendUtf16(output, text);
    }

    /// <summary>Appends text that is JSON.</summary>
    public static void AppendUtf16(Utf8Buffer output, ReadOnlySpan<char> json)
    {
        // Counting the bytes of a short text takes longer than encoding it.
        const int Short = 256;
        output.Advance(Encoding.UTF8.GetBytes(json, output.Free(json.Length <= Short ? json.Length * 3 : Encoding.UTF8.GetByteCount(json))));
    }

    /// <summary>Appends the inside of a scalar unchanged. Returns false when it replaced an escaped lone surrogate.</summary>
    public static bool CopyEscaped(Utf8Buffer output, in JsonToken text)
    {
        var escaped = text.Inner;
        var isLone = text.HasEscapes && HasLoneSurrogate(escaped);
        if (isLone)
        {
            AppendEscaped(output, Decode(escaped));
        }
        else
        {
            output.Append(escaped);
        }

        return !isLone;
    }

    /// <summary>Appends a list or an object as the inside of a JSON string, without white space between its tokens.</summary>
    public static void AppendCompact(Utf8Buffer output, ReadOnlySpan<byte> json)
    {
        var isText = false;
        while (true)
        {
            var next = isText ? json.IndexOfAny((byte)'"', (byte)'\\') : json.IndexOfAny(_betweenTexts);
            if (next < 0)
            {
                output.Append(json);
                return;
            }

            output.Append(json[..next]);
            var found = json[next];
            json = json[(next + 1)..];
            if (found == (byte)'"')
            {
                output.Append("\\\""u8);
                isText = !isText;
            }
            else if (found == (byte)'\\')
            {
                // An escaped quote does not end the text.
                output.Append("\\\\"u8);
                output.Append(json[0] is (byte)'"' or (byte)'\\' ? [(byte)'\\', json[0]] : json[..1]);
                json = json[1..];
            }
        }
    }

    /// <summary>Returns the text of the inside of a JSON string.</summary>
    public static string Decode(ReadOnlySpan<byte> escaped)
    {
        if (escaped.IndexOf((byte)'\\') < 0)
        {
            return Encoding.UTF8.GetString(escaped);
        }

        var buffer = escaped.Length <= 256 ? stackalloc byte[256] : new byte[escaped.Length];
        return Encoding.UTF8.GetString(Unescape(escaped, buffer));
    }

    /// <summary>Unescapes into <paramref name="destination"/>, which is at least as long, and returns the UTF-8.</summary>
    public static ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> escaped, Span<byte> destination)
    {
        var written = 0;
        var backslash = escaped.IndexOf((byte)'\\');
        while (backslash >= 0)
        {
            escaped[..backslash].CopyTo(destination[written..]);
            written += backslash;
            var kind = escaped[backslash + 1];
            if (kind != (byte)'u')
            {
                destination[written++] = kind switch
                {
                    (byte)'b' => (byte)'\b',
                    (byte)'f' => (byte)'\f',
                    (byte)'n' => (byte)'\n',
                    (byte)'r' => (byte)'\r',
                    (byte)'t' => (byte)'\t',
                    _ => kind,
                };
                escaped = escaped[(backslash + 2)..];
                backslash = escaped.IndexOf((byte)'\\');
                continue;
            }

            var high = CodeUnit(escaped[backslash..]);
            var length = 6;
            Rune rune;
            if (char.IsHighSurrogate(high) && CodeUnit(escaped[(backslash + 6)..]) is var low && char.IsLowSurrogate(low))
            {
                rune = new Rune(high, low);
                length = 12;
            }
            else
            {
                rune = Rune.TryCreate(high, out var single) ? single : Rune.ReplacementChar;
            }

            written += rune.EncodeToUtf8(destination[written..]);
            escaped = escaped[(backslash + length)..];
            backslash = escaped.IndexOf((byte)'\\');
        }

        escaped.CopyTo(destination[written..]);
        return destination[..(written + escaped.Length)];
    }

    /// <summary>Returns whether an escaped surrogate stands without its other half.</summary>
    public static bool HasLoneSurrogate(ReadOnlySpan<byte> escaped)
    {
        // Most escapes are others.
        var next = escaped.IndexOf("\\u"u8) < 0 ? -1 : escaped.IndexOf((byte)'\\');
        while (next >= 0)
        {
            escaped = escaped[next..];
            var unit = CodeUnit(escaped);
            var isPair = char.IsHighSurrogate(unit) && char.IsLowSurrogate(CodeUnit(escaped[6..]));
            if (char.IsSurrogate(unit) && !isPair)
            {
                return true;
            }

            escaped = escaped[(isPair ? 12 : 2)..];
            next = escaped.IndexOf((byte)'\\');
        }

        return false;
    }

    /// <summary>Returns the UTF-16 unit of the <c>\uXXXX</c> at the start; zero when there is none.</summary>
    private static char CodeUnit(ReadOnlySpan<byte> escaped) =>
        escaped.Length >= 6 && escaped[0] == (byte)'\\' && escaped[1] == (byte)'u'
        && ushort.TryParse(escaped.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : '\0';

    private static void AppendEscape(Utf8Buffer output, byte value)
    {
        output.Append(value switch
        {
            (byte)'"' => "\\\""u8,
            (byte)'\\' => "\\\\"u8,
            (byte)'\n' => "\\n"u8,
            (byte)'\r' => "\\r"u8,
            (byte)'\t' => "\\t"u8,
            _ => [.. "\\u00"u8, (byte)"0123456789abcdef"[value >> 4], (byte)"0123456789abcdef"[value & 15]],
        });
    }
}
