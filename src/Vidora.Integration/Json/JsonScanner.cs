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
/// Finds where the parts of a JSON document end. The part that it passed is valid: it takes exactly the documents that
/// <see cref="Utf8JsonReader"/> takes with its default options, and in texts only UTF-8.
/// </summary>
/// <remarks>
/// Most values of a batch are only stepped over or copied. A cursor on <see cref="Utf8JsonReader"/>, which also reads them,
/// mapped 30 % slower (ratio 0.29 against 0.41). Invalid JSON throws a <see cref="JsonException"/> without a message: the
/// reports come from the framework's reader, which then looks for the place.
/// </remarks>
internal static class JsonScanner
{
    /// <summary>The lowest byte of a text that is known to be valid.</summary>
    private static Vector256<sbyte> Any => Vector256.Create(sbyte.MinValue);

    /// <summary>Returns the byte there; behind the end a zero, which is valid nowhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte At(ReadOnlySpan<byte> json, int position) => (uint)position < (uint)json.Length ? json[position] : (byte)0;

    /// <summary>Returns the first position that is no white space.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipWhiteSpace(ReadOnlySpan<byte> json, int position) =>
        At(json, position) > (byte)' ' ? position : SkipAllWhiteSpace(json, position);

    /// <summary>Returns where the value begins whose name ends there.</summary>
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

    /// <summary>Returns the end of the value that begins there and has at most that many levels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ValueEnd(ReadOnlySpan<byte> json, int start, int levels, bool isKnown) => At(json, start) switch
    {
        (byte)'"' => TextEnd(json, start, isKnown, out _),
        (byte)'{' or (byte)'[' => ContainerEnd(json, start, levels, isKnown),
        _ => LiteralEnd(json, start),
    };

    private static int ContainerEnd(ReadOnlySpan<byte> json, int start, int levels, bool isKnown)
    {
        if (levels == 0)
        {
            ThrowInvalid();
        }

        var isObject = json[start] == (byte)'{';
        var closing = isObject ? (byte)'}' : (byte)']';
        var position = SkipWhiteSpace(json, start + 1);
        if (At(json, position) == closing)
        {
            return position + 1;
        }

        while (true)
        {
            if (isObject)
            {
                if (At(json, position) != (byte)'"')
                {
                    ThrowInvalid();
                }

                position = ValueStart(json, TextEnd(json, position, isKnown, out _));
            }

            position = SkipWhiteSpace(json, ValueEnd(json, position, levels - 1, isKnown));
            var next = At(json, position);
            if (next == closing)
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

    /// <summary>Returns the end of the number, boolean or null that begins there.</summary>
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
                return NumberEnd(json, start) is >= 0 and var end ? end : ThrowInvalid();
        }
    }

    /// <summary>Returns the end of the number that begins there; -1 when there is none.</summary>
    public static int NumberEnd(ReadOnlySpan<byte> json, int start)
    {
        var digits = At(json, start) == (byte)'-' ? start + 1 : start;
        var end = DigitsEnd(json, digits);
        if (At(json, digits) == (byte)'0' && end > digits + 1)
        {
            return -1;
        }

        if (end >= 0 && At(json, end) == (byte)'.')
        {
            end = DigitsEnd(json, end + 1);
        }

        if (end >= 0 && At(json, end) is (byte)'e' or (byte)'E')
        {
            end = DigitsEnd(json, At(json, end + 1) is (byte)'+' or (byte)'-' ? end + 2 : end + 1);
        }

        return end;
    }

    private static int DigitsEnd(ReadOnlySpan<byte> json, int start)
    {
        var end = start;
        if (start <= json.Length - Vector256<byte>.Count)
        {
            // An id has twenty digits, a quantity one: a block needs no branch for each.
            var others = Vector256.GreaterThan(BlockAt(json, start) - Vector256.Create((byte)'0'), Vector256.Create((byte)9));
            end += BitOperations.TrailingZeroCount(others.ExtractMostSignificantBits());
        }

        while (At(json, end) is >= (byte)'0' and <= (byte)'9')
        {
            end++;
        }

        return end > start ? end : -1;
    }

    /// <summary>
    /// Returns the end of the text whose opening quote is there, and whether it holds no escape. The UTF-8 of a document that is
    /// known to be valid is not checked again.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TextEnd(ReadOnlySpan<byte> json, int start, bool isKnown, out bool isPlain)
    {
        // Most texts hold nothing special.
        var position = start + 1;
        var lowest = isKnown ? Any : Vector256.Create((sbyte)' ');
        while (position <= json.Length - Vector256<byte>.Count)
        {
            var special = Special(BlockAt(json, position), lowest);
            position += BitOperations.TrailingZeroCount(special);
            if (special != 0)
            {
                if (json[position] == (byte)'"')
                {
                    isPlain = true;
                    return position + 1;
                }

                break;
            }
        }

        return AnyTextEnd(json, start + 1, position, isKnown, out isPlain);
    }

    private static int AnyTextEnd(ReadOnlySpan<byte> json, int start, int position, bool isKnown, out bool isPlain)
    {
        isPlain = true;
        while (true)
        {
            position = SpecialAt(json, position);
            switch (json[position])
            {
                case (byte)'"':
                    return isKnown || Utf8.IsValid(json[start..position]) ? position + 1 : ThrowInvalid();
                case (byte)'\\':
                    isPlain = false;
                    position = EscapeEnd(json, position);
                    break;
                default:
                    ThrowInvalid();
                    break;
            }
        }
    }

    /// <summary>Returns the position of the next byte that ends a text, begins an escape or is not allowed.</summary>
    private static int SpecialAt(ReadOnlySpan<byte> json, int position)
    {
        for (; position <= json.Length - Vector256<byte>.Count; position += Vector256<byte>.Count)
        {
            var bytes = BlockAt(json, position);
            var special = Special(bytes, Any) | Vector256.LessThan(bytes, Vector256.Create((byte)' ')).ExtractMostSignificantBits();
            if (special != 0)
            {
                return position + BitOperations.TrailingZeroCount(special);
            }
        }

        // The last bytes of a document are no block.
        while (position < json.Length && json[position] is not ((byte)'"' or (byte)'\\' or < (byte)' '))
        {
            position++;
        }

        return position < json.Length ? position : ThrowInvalid();
    }

    /// <summary>Loads the block of bytes that begins there.</summary>
    /// <remarks>The callers have checked the length; a slice would check it twice more for each name and value.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> BlockAt(ReadOnlySpan<byte> json, int position)
    {
        Debug.Assert((uint)position <= (uint)(json.Length - Vector256<byte>.Count), "The block is not inside of the document.");
        return Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(json), (nuint)position);
    }

    /// <summary>
    /// Returns a bit for each quote and backslash, and for each byte below the lowest one that is allowed: as signed numbers, the
    /// bytes that are not ASCII are below all others.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Special(Vector256<byte> bytes, Vector256<sbyte> lowest) =>
        (Vector256.Equals(bytes, Vector256.Create((byte)'"'))
            | Vector256.Equals(bytes, Vector256.Create((byte)'\\'))
            | Vector256.LessThan(bytes.AsSByte(), lowest).AsByte()).ExtractMostSignificantBits();

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
