using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json;
using System.Text.Unicode;

namespace Vidora.Integration.Json;

/// <summary>
/// Where the parts of a JSON document end. What it has passed is valid: it takes exactly what <see cref="Utf8JsonReader"/>
/// takes with its default options, and only UTF-8 inside of texts, which that reader does not look at. It exists because
/// most values of a batch are only stepped over or copied, and costs half of it.
/// </summary>
/// <remarks>
/// What is invalid throws a <see cref="JsonException"/> that says nothing: whoever reports it has the framework's reader
/// look for it.
/// </remarks>
internal static class JsonScanner
{
    /// <summary>The byte there; behind the end a zero, which is not valid anywhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte At(ReadOnlySpan<byte> json, int position) => (uint)position < (uint)json.Length ? json[position] : (byte)0;

    /// <summary>The first position from there on that is no white space.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipWhiteSpace(ReadOnlySpan<byte> json, int position) =>
        At(json, position) > (byte)' ' ? position : SkipAllWhiteSpace(json, position);

    /// <summary>The first position from there on that is neither white space nor the comma between two members or values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipComma(ReadOnlySpan<byte> json, int position)
    {
        position = SkipWhiteSpace(json, position);
        return At(json, position) == (byte)',' ? SkipWhiteSpace(json, position + 1) : position;
    }

    /// <summary>Where the value begins whose name ends there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ValueStart(ReadOnlySpan<byte> json, int nameEnd)
    {
        var colon = SkipWhiteSpace(json, nameEnd);
        if (At(json, colon) != (byte)':')
        {
            ThrowInvalid();
        }

        return SkipWhiteSpace(json, colon + 1);
    }

    private static int SkipAllWhiteSpace(ReadOnlySpan<byte> json, int position)
    {
        while (At(json, position) is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            position++;
        }

        return position;
    }

    /// <summary>The end of the value that begins there.</summary>
    /// <param name="json">The document.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="levels">How many levels of lists and objects there may be in it, itself included.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ValueEnd(ReadOnlySpan<byte> json, int start, int levels) => At(json, start) switch
    {
        (byte)'"' => TextEnd(json, start, out _),
        (byte)'{' => ObjectEnd(json, start, levels),
        (byte)'[' => ListEnd(json, start, levels),
        _ => LiteralEnd(json, start),
    };

    private static int ObjectEnd(ReadOnlySpan<byte> json, int start, int levels)
    {
        if (levels == 0)
        {
            ThrowInvalid();
        }

        var position = SkipWhiteSpace(json, start + 1);
        if (At(json, position) == (byte)'}')
        {
            return position + 1;
        }

        while (true)
        {
            if (At(json, position) != (byte)'"')
            {
                ThrowInvalid();
            }

            position = ValueStart(json, TextEnd(json, position, out _));
            position = SkipWhiteSpace(json, ValueEnd(json, position, levels - 1));
            var next = At(json, position);
            if (next == (byte)'}')
            {
                return position + 1;
            }

            if (next != (byte)',')
            {
                ThrowInvalid();
            }

            position = SkipWhiteSpace(json, position + 1);
        }
    }

    private static int ListEnd(ReadOnlySpan<byte> json, int start, int levels)
    {
        if (levels == 0)
        {
            ThrowInvalid();
        }

        var position = SkipWhiteSpace(json, start + 1);
        if (At(json, position) == (byte)']')
        {
            return position + 1;
        }

        while (true)
        {
            position = SkipWhiteSpace(json, ValueEnd(json, position, levels - 1));
            var next = At(json, position);
            if (next == (byte)']')
            {
                return position + 1;
            }

            if (next != (byte)',')
            {
                ThrowInvalid();
            }

            position = SkipWhiteSpace(json, position + 1);
        }
    }

    /// <summary>The end of the number, boolean or null that begins there.</summary>
    public static int LiteralEnd(ReadOnlySpan<byte> json, int start)
    {
        switch (At(json, start))
        {
            case (byte)'t' when json[start..].StartsWith("true"u8):
            case (byte)'n' when json[start..].StartsWith("null"u8):
                return start + 4;
            case (byte)'f' when json[start..].StartsWith("false"u8):
                return start + 5;
            default:
                return NumberEnd(json, start);
        }
    }

    private static int NumberEnd(ReadOnlySpan<byte> json, int start)
    {
        var digits = At(json, start) == (byte)'-' ? start + 1 : start;
        var end = DigitsEnd(json, digits);
        if (At(json, digits) == (byte)'0' && end > digits + 1)
        {
            ThrowInvalid();
        }

        if (At(json, end) == (byte)'.')
        {
            end = DigitsEnd(json, end + 1);
        }

        if (At(json, end) is (byte)'e' or (byte)'E')
        {
            end = DigitsEnd(json, At(json, end + 1) is (byte)'+' or (byte)'-' ? end + 2 : end + 1);
        }

        return end;
    }

    /// <summary>The end of the digits that begin there, of which there is at least one.</summary>
    private static int DigitsEnd(ReadOnlySpan<byte> json, int start)
    {
        var end = start;
        while (end <= json.Length - Vector256<byte>.Count)
        {
            // An id has twenty digits, a quantity one: this takes no branch that depends on it.
            var others = Vector256.GreaterThan(BlockAt(json, end) - Vector256.Create((byte)'0'), Vector256.Create((byte)9))
                .ExtractMostSignificantBits();
            end += BitOperations.TrailingZeroCount(others);
            if (others != 0)
            {
                return end > start ? end : ThrowInvalid();
            }
        }

        while (At(json, end) is >= (byte)'0' and <= (byte)'9')
        {
            end++;
        }

        return end > start ? end : ThrowInvalid();
    }

    /// <summary>The end of the text whose opening quote is there.</summary>
    /// <param name="json">The document.</param>
    /// <param name="start">Where the quote is.</param>
    /// <param name="isPlain">Whether there is no escape in it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TextEnd(ReadOnlySpan<byte> json, int start, out bool isPlain) => TextEnd(json, start, isKnown: false, out isPlain);

    /// <summary>The same in a document that is known to be valid.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int KnownTextEnd(ReadOnlySpan<byte> json, int start, out bool isPlain) => TextEnd(json, start, isKnown: true, out isPlain);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int TextEnd(ReadOnlySpan<byte> json, int start, bool isKnown, out bool isPlain)
    {
        // Most texts are shorter than a block and have nothing special in them.
        var position = start + 1;
        if (start < json.Length - Vector256<byte>.Count)
        {
            var block = BlockAt(json, position);
            position += BitOperations.TrailingZeroCount(isKnown ? QuoteOrBackslash(block).ExtractMostSignificantBits() : Special(block));
            if (At(json, position) == (byte)'"')
            {
                isPlain = true;
                return position + 1;
            }
        }

        return AnyTextEnd(json, start + 1, position, isKnown, out isPlain);
    }

    /// <summary>The end of the text that begins at <paramref name="start"/> and has nothing special before <paramref name="position"/>.</summary>
    private static int AnyTextEnd(ReadOnlySpan<byte> json, int start, int position, bool isKnown, out bool isPlain)
    {
        isPlain = true;
        var isAscii = !isKnown;
        while (true)
        {
            if (position <= json.Length - Vector256<byte>.Count)
            {
                var bytes = BlockAt(json, position);
                var special = isAscii ? Special(bytes) : SpecialOrControl(bytes);
                if (special == 0)
                {
                    position += Vector256<byte>.Count;
                    continue;
                }

                position += BitOperations.TrailingZeroCount(special);
            }

            switch (At(json, position))
            {
                case (byte)'"':
                    if (!isAscii && !isKnown && !Utf8.IsValid(json[start..position]))
                    {
                        ThrowInvalid();
                    }

                    return position + 1;
                case (byte)'\\':
                    isPlain = false;
                    position = EscapeEnd(json, position);
                    break;
                case < (byte)' ':
                    ThrowInvalid();
                    break;
                case > 0x7F:
                    isAscii = false;
                    position++;
                    break;
                default:
                    position++;
                    break;
            }
        }
    }

    /// <summary>The block of bytes that begins there, when the document has as many.</summary>
    /// <remarks>The callers have just looked; a slice would look twice more, for each name and value.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> BlockAt(ReadOnlySpan<byte> json, int position)
    {
        Debug.Assert((uint)position <= (uint)(json.Length - Vector256<byte>.Count), "The block is not inside of the document.");
        return Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(json), (nuint)position);
    }

    /// <summary>A bit for each byte that ends a text, begins an escape, is a control character or is not ASCII.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Special(Vector256<byte> bytes) =>
        (QuoteOrBackslash(bytes) | Vector256.LessThan(bytes.AsSByte(), Vector256.Create((sbyte)' ')).AsByte()).ExtractMostSignificantBits();

    /// <summary>The same but for what is not ASCII.</summary>
    private static uint SpecialOrControl(Vector256<byte> bytes) =>
        (QuoteOrBackslash(bytes) | Vector256.LessThan(bytes, Vector256.Create((byte)' '))).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> QuoteOrBackslash(Vector256<byte> bytes) =>
        Vector256.Equals(bytes, Vector256.Create((byte)'"')) | Vector256.Equals(bytes, Vector256.Create((byte)'\\'));

    private static int EscapeEnd(ReadOnlySpan<byte> json, int position)
    {
        switch (At(json, position + 1))
        {
            case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                return position + 2;
            case (byte)'u' when char.IsAsciiHexDigit((char)At(json, position + 2)) && char.IsAsciiHexDigit((char)At(json, position + 3))
                && char.IsAsciiHexDigit((char)At(json, position + 4)) && char.IsAsciiHexDigit((char)At(json, position + 5)):
                return position + 6;
            default:
                return ThrowInvalid();
        }
    }

    [DoesNotReturn]
    public static int ThrowInvalid() => throw new JsonException();
}
