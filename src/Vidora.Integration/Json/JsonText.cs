using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Unicode;

namespace Vidora.Integration.Json;

/// <summary>
/// JSON strings as bytes: copied, encoded, decoded. Text that is no text (a lone surrogate, escaped or not) becomes
/// U+FFFD, everywhere the same way; the caller is told, so that it can report it.
/// </summary>
internal static class JsonText
{
    /// <summary>Appends <paramref name="text"/> as a JSON string with its quotes. False when a lone surrogate was replaced.</summary>
    public static bool AppendString(Utf8Buffer output, ReadOnlySpan<char> text)
    {
        output.Append((byte)'"');
        var valid = AppendEscaped(output, text);
        output.Append((byte)'"');
        return valid;
    }

    /// <summary>Appends <paramref name="text"/> escaped for the inside of a JSON string. False when a lone surrogate was replaced.</summary>
    public static bool AppendEscaped(Utf8Buffer output, ReadOnlySpan<char> text)
    {
        var valid = true;
        text = text[AppendPlain(output, text)..];
        while (!text.IsEmpty)
        {
            var free = output.Free(Math.Min(text.Length, 4096) * 3);
            var status = Utf8.FromUtf16(text, free, out var charsRead, out var bytesWritten, replaceInvalidSequences: false);
            var escape = IndexOfEscapable(free[..bytesWritten]);
            if (escape >= 0)
            {
                // Keep what needs no escaping, escape one byte, and go on behind it.
                output.Advance(escape);
                charsRead = Encoding.UTF8.GetCharCount(free[..escape]);
                AppendEscape(output, (byte)text[charsRead]);
                text = text[(charsRead + 1)..];
                continue;
            }

            output.Advance(bytesWritten);
            text = text[charsRead..];
            if (status == OperationStatus.InvalidData || (status == OperationStatus.NeedMoreData && !text.IsEmpty))
            {
                output.Append("\uFFFD"u8);
                text = text[1..];
                valid = false;
            }
        }

        return valid;
    }

    /// <summary>Appends text that is JSON already.</summary>
    public static void AppendUtf16(Utf8Buffer output, ReadOnlySpan<char> json)
    {
        var free = output.Free(Encoding.UTF8.GetMaxByteCount(json.Length));
        output.Advance(Encoding.UTF8.GetBytes(json, free));
    }

    /// <summary>
    /// Appends the inside of a JSON string (no quotes, still escaped) as it is. False when an escaped lone surrogate was
    /// in it and was replaced.
    /// </summary>
    public static bool CopyEscaped(Utf8Buffer output, ReadOnlySpan<byte> escaped)
    {
        var firstSurrogate = IndexOfLoneSurrogate(escaped);
        if (firstSurrogate < 0)
        {
            output.Append(escaped);
            return true;
        }

        while (firstSurrogate >= 0)
        {
            output.Append(escaped[..firstSurrogate]);
            output.Append("\uFFFD"u8);
            escaped = escaped[(firstSurrogate + 6)..];
            firstSurrogate = IndexOfLoneSurrogate(escaped);
        }

        output.Append(escaped);
        return false;
    }

    /// <summary>
    /// Appends the list or object at the start of <paramref name="json"/> as the inside of a JSON string, without the white
    /// space between its tokens, and says how long it is.
    /// </summary>
    public static int AppendCompact(Utf8Buffer output, ReadOnlySpan<byte> json)
    {
        var position = 0;
        var depth = 0;
        do
        {
            var first = json[position];
            switch (first)
            {
                case (byte)'"':
                    var end = JsonScanner.KnownTextEnd(json, position, out var isPlain);
                    AppendQuoted(output, json[(position + 1)..(end - 1)], !isPlain);
                    position = end;
                    continue;
                case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n':
                    position++;
                    continue;
                case (byte)'{' or (byte)'[':
                    depth++;
                    break;
                case (byte)'}' or (byte)']':
                    depth--;
                    break;
            }

            output.Append(first);
            position++;
        }
        while (depth > 0);
        return position;
    }

    /// <summary>The text of the inside of a JSON string (no quotes, still escaped).</summary>
    public static string Decode(ReadOnlySpan<byte> escaped)
    {
        var backslash = escaped.IndexOf((byte)'\\');
        if (backslash < 0)
        {
            return Encoding.UTF8.GetString(escaped);
        }

        var buffer = ArrayPool<byte>.Shared.Rent(escaped.Length);
        try
        {
            return Encoding.UTF8.GetString(Unescape(escaped, buffer));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Unescapes into <paramref name="destination"/>, which must be at least as long. The result is UTF-8.</summary>
    public static ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> escaped, Span<byte> destination)
    {
        var written = 0;
        while (true)
        {
            var backslash = escaped.IndexOf((byte)'\\');
            if (backslash < 0 || backslash == escaped.Length - 1)
            {
                escaped.CopyTo(destination[written..]);
                return destination[..(written + escaped.Length)];
            }

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
        }
    }

    /// <summary>The length of the list or object at the start of <paramref name="json"/>.</summary>
    public static int ContainerLength(ReadOnlySpan<byte> json)
    {
        var depth = 0;
        var position = 0;
        var inText = false;
        while (true)
        {
            var end = json.Length;
            if (position <= json.Length - Vector256<byte>.Count)
            {
                end = position + Vector256<byte>.Count;
                var bytes = Vector256.Create(json[position..]);
                if (!Vector256.EqualsAny(bytes, Vector256.Create((byte)'\\')))
                {
                    // Each quote turns all bits from its own on, so what is left are the bits inside of texts.
                    var text = Vector256.Equals(bytes, Vector256.Create((byte)'"')).ExtractMostSignificantBits();
                    text ^= text << 1;
                    text ^= text << 2;
                    text ^= text << 4;
                    text ^= text << 8;
                    text ^= text << 16;
                    text ^= inText ? uint.MaxValue : 0;

                    // With the bit that sets letters in lower case, both kinds of bracket are the same two bytes.
                    var folded = bytes | Vector256.Create((byte)0x20);
                    var opening = Vector256.Equals(folded, Vector256.Create((byte)'{')).ExtractMostSignificantBits() & ~text;
                    var closing = Vector256.Equals(folded, Vector256.Create((byte)'}')).ExtractMostSignificantBits() & ~text;
                    if (depth > BitOperations.PopCount(closing))
                    {
                        depth += BitOperations.PopCount(opening) - BitOperations.PopCount(closing);
                        inText = (int)text < 0;
                        position = end;
                        continue;
                    }
                }
            }

            // A block with escapes, or in which it may end, is looked at byte by byte; so is what is shorter than a block.
            for (; position < end; position++)
            {
                switch (json[position])
                {
                    case (byte)'\\':
                        position++;
                        break;
                    case (byte)'"':
                        inText = !inText;
                        break;
                    case (byte)'{' or (byte)'[' when !inText:
                        depth++;
                        break;
                    case (byte)'}' or (byte)']' when !inText:
                        depth--;
                        if (depth == 0)
                        {
                            return position + 1;
                        }

                        break;
                }
            }

            if (position >= json.Length)
            {
                throw new FormatException("A JSON list or object is not closed.");
            }
        }
    }

    /// <summary>Where the first <c>\uD800</c> to <c>\uDFFF</c> without its other half is, or -1.</summary>
    public static int IndexOfLoneSurrogate(ReadOnlySpan<byte> escaped)
    {
        // Long texts have many escapes, and seldom this one.
        if (escaped.IndexOf("\\u"u8) < 0)
        {
            return -1;
        }

        var position = 0;
        while (true)
        {
            var backslash = escaped[position..].IndexOf((byte)'\\');
            if (backslash < 0)
            {
                return -1;
            }

            position += backslash;
            var unit = CodeUnit(escaped[position..]);
            if (!char.IsSurrogate(unit))
            {
                position += 2;
                continue;
            }

            if (char.IsHighSurrogate(unit) && char.IsLowSurrogate(CodeUnit(escaped[(position + 6)..])))
            {
                position += 12;
                continue;
            }

            return position;
        }
    }

    /// <summary>The UTF-16 unit of a <c>\uXXXX</c> at the start, or a zero when there is none.</summary>
    private static char CodeUnit(ReadOnlySpan<byte> escaped) =>
        escaped.Length >= 6 && escaped[0] == (byte)'\\' && escaped[1] == (byte)'u'
        && ushort.TryParse(escaped.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : '\0';

    /// <summary>Appends what the text begins with that is the same in JSON, byte for character, and says how much that was.</summary>
    private static int AppendPlain(Utf8Buffer output, ReadOnlySpan<char> text)
    {
        var free = output.Free(text.Length);
        var i = 0;
        while (i < text.Length && text[i] is >= ' ' and < '\x7f' and not ('"' or '\\'))
        {
            free[i] = (byte)text[i];
            i++;
        }

        output.Advance(i);
        return i;
    }

    /// <summary>Appends a text inside of a text, quotes included.</summary>
    private static void AppendQuoted(Utf8Buffer output, ReadOnlySpan<byte> escaped, bool hasEscapes)
    {
        output.Append("\\\""u8);
        var next = hasEscapes ? escaped.IndexOf((byte)'\\') : -1;
        while (next >= 0)
        {
            // What is escaped inside of the text stays escaped inside of the text of the text.
            output.Append(escaped[..next]);
            output.Append("\\\\"u8);
            var kind = escaped[next + 1];
            if (kind is (byte)'"' or (byte)'\\')
            {
                output.Append((byte)'\\');
            }

            output.Append(kind);
            escaped = escaped[(next + 2)..];
            next = escaped.IndexOf((byte)'\\');
        }

        output.Append(escaped);
        output.Append("\\\""u8);
    }

    private static int IndexOfEscapable(ReadOnlySpan<byte> utf8)
    {
        for (var i = 0; i < utf8.Length; i++)
        {
            if (utf8[i] is < 0x20 or (byte)'"' or (byte)'\\')
            {
                return i;
            }
        }

        return -1;
    }

    private static void AppendEscape(Utf8Buffer output, byte value)
    {
        switch (value)
        {
            case (byte)'"':
                output.Append("\\\""u8);
                break;
            case (byte)'\\':
                output.Append("\\\\"u8);
                break;
            case (byte)'\n':
                output.Append("\\n"u8);
                break;
            case (byte)'\r':
                output.Append("\\r"u8);
                break;
            case (byte)'\t':
                output.Append("\\t"u8);
                break;
            default:
                output.Append("\\u00"u8);
                output.Append((byte)"0123456789abcdef"[value >> 4]);
                output.Append((byte)"0123456789abcdef"[value & 15]);
                break;
        }
    }
}
