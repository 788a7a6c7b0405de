using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text.Json;
using System.Text.Unicode;

namespace Vidora.Integration.Json;

/// <summary>
/// Goes through a JSON document from front to back, once, and says where its values are. What it has passed is valid: it
/// takes exactly what <see cref="Utf8JsonReader"/> takes with its default options, and only UTF-8 inside of texts, which
/// that reader does not look at. It exists because most values need no more than to be stepped over, and costs half of it.
/// </summary>
/// <remarks>
/// It stands on a name or on a value, and whoever moves it takes the one before moving on to the next:
/// <code>
/// for (var more = cursor.EnterObject(); more; more = cursor.NextMember())
/// {
///     var field = cursor.TakeName(names, ref last);
///     var position = cursor.TakeValue();
/// }
/// </code>
/// What is invalid throws a <see cref="JsonException"/> that says nothing: whoever reports it has the framework's reader
/// look for it.
/// </remarks>
internal ref struct JsonCursor
{
    private readonly ReadOnlySpan<byte> _json;
    private readonly int _maxDepth;
    private int _depth;

    /// <summary>Stands on the first value of the document.</summary>
    /// <param name="json">The document.</param>
    /// <param name="maxDepth">How many levels lists and objects may be nested.</param>
    public JsonCursor(ReadOnlySpan<byte> json, int maxDepth)
    {
        _json = json;
        _maxDepth = maxDepth;
        Position = SkipWhiteSpace(0);
    }

    /// <summary>Where the name or the value begins.</summary>
    public int Position { get; private set; }

    /// <summary>The value that it stands on, as far as it is known without going through it. A null is no value.</summary>
    public readonly JsonPosition Value => At(Position) == (byte)'n' ? default : JsonPosition.At(Position);

    public readonly bool IsObject => At(Position) == (byte)'{';

    public readonly bool IsList => At(Position) == (byte)'[';

    /// <summary>Moves into the object that it stands on, to its first name. False when there is none: the object is behind it then.</summary>
    public bool EnterObject()
    {
        CheckDepth(++_depth);
        Position = SkipWhiteSpace(Position + 1);
        return At(Position) == (byte)'}' ? Leave() : IsOnName();
    }

    /// <summary>Moves from behind a value to the next name. False when there is none: the object is behind it then.</summary>
    public bool NextMember()
    {
        Position = SkipWhiteSpace(Position);
        switch (At(Position))
        {
            case (byte)',':
                Position = SkipWhiteSpace(Position + 1);
                return IsOnName();
            case (byte)'}':
                return Leave();
            default:
                ThrowInvalid();
                return false;
        }
    }

    /// <summary>Moves into the list that it stands on, to its first value. False when there is none: the list is behind it then.</summary>
    public bool EnterList()
    {
        CheckDepth(++_depth);
        Position = SkipWhiteSpace(Position + 1);
        return At(Position) != (byte)']' || Leave();
    }

    /// <summary>Moves from behind a value to the next. False when there is none: the list is behind it then.</summary>
    public bool NextItem()
    {
        Position = SkipWhiteSpace(Position);
        switch (At(Position))
        {
            case (byte)',':
                Position = SkipWhiteSpace(Position + 1);
                return true;
            case (byte)']':
                return Leave();
            default:
                ThrowInvalid();
                return false;
        }
    }

    /// <summary>Takes the name that it stands on and moves to its value.</summary>
    /// <param name="names">The names that are looked for.</param>
    /// <param name="last">The name before; see <see cref="Utf8Names.TryGuess"/>.</param>
    /// <returns>The field of that name, -1 when it is not among them.</returns>
    public int TakeName(Utf8Names names, ref int last)
    {
        if (names.TryGuess(_json[(Position + 1)..], ref last, out var field, out var length))
        {
            MoveToValue(Position + length + 2);
            return field;
        }

        var name = TakeName(out var hasEscapes);
        return hasEscapes ? names.FindEscaped(name) : names.FindNext(name, ref last);
    }

    /// <summary>Takes the name that it stands on, still escaped, and moves to its value.</summary>
    public ReadOnlySpan<byte> TakeName(out bool hasEscapes)
    {
        var start = Position + 1;
        var end = TextEnd(Position, out var isPlain);
        hasEscapes = !isPlain;
        MoveToValue(end);
        return _json[start..(end - 1)];
    }

    /// <summary>Takes the value that it stands on and moves behind it. A null is no value.</summary>
    public JsonPosition TakeValue()
    {
        var start = Position;
        switch (At(start))
        {
            case (byte)'"':
                Position = TextEnd(start, out var isPlain);
                return JsonPosition.At(start, isPlain ? Position - start : 0);
            case (byte)'{' or (byte)'[':
                Position = ContainerEnd(start, _depth);
                return JsonPosition.At(start);
            case (byte)'n':
                Position = ScalarEnd(start);
                return default;
            default:
                Position = ScalarEnd(start);
                return JsonPosition.At(start, Position - start);
        }
    }

    /// <summary>Sees to it that nothing is left.</summary>
    public readonly void CheckEnd()
    {
        if (SkipWhiteSpace(Position) < _json.Length)
        {
            ThrowInvalid();
        }
    }

    private bool IsOnName()
    {
        if (At(Position) != (byte)'"')
        {
            ThrowInvalid();
        }

        return true;
    }

    private bool Leave()
    {
        _depth--;
        Position++;
        return false;
    }

    private void MoveToValue(int nameEnd) => Position = SkipWhiteSpace(ColonEnd(nameEnd));

    private readonly void CheckDepth(int depth)
    {
        if (depth > _maxDepth)
        {
            ThrowInvalid();
        }
    }

    /// <summary>The byte there; behind the end a zero, which is not valid anywhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly byte At(int position) => (uint)position < (uint)_json.Length ? _json[position] : (byte)0;

    /// <summary>The first position from there on that is no white space.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int SkipWhiteSpace(int position) => At(position) > (byte)' ' ? position : SkipAllWhiteSpace(position);

    private readonly int SkipAllWhiteSpace(int position)
    {
        while (At(position) is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            position++;
        }

        return position;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int ColonEnd(int nameEnd)
    {
        var colon = SkipWhiteSpace(nameEnd);
        if (At(colon) != (byte)':')
        {
            ThrowInvalid();
        }

        return colon + 1;
    }

    /// <summary>The end of the list or object that begins there, inside of <paramref name="depth"/> others.</summary>
    private readonly int ContainerEnd(int position, int depth)
    {
        CheckDepth(depth + 1);
        return _json[position] == (byte)'{' ? ObjectEnd(position, depth + 1) : ListEnd(position, depth + 1);
    }

    private readonly int ObjectEnd(int position, int depth)
    {
        position = SkipWhiteSpace(position + 1);
        if (At(position) == (byte)'}')
        {
            return position + 1;
        }

        while (true)
        {
            if (At(position) != (byte)'"')
            {
                ThrowInvalid();
            }

            position = SkipWhiteSpace(ColonEnd(TextEnd(position, out _)));
            position = SkipWhiteSpace(ValueEnd(position, depth));
            var next = At(position);
            if (next == (byte)'}')
            {
                return position + 1;
            }

            if (next != (byte)',')
            {
                ThrowInvalid();
            }

            position = SkipWhiteSpace(position + 1);
        }
    }

    private readonly int ListEnd(int position, int depth)
    {
        position = SkipWhiteSpace(position + 1);
        if (At(position) == (byte)']')
        {
            return position + 1;
        }

        while (true)
        {
            position = SkipWhiteSpace(ValueEnd(position, depth));
            var next = At(position);
            if (next == (byte)']')
            {
                return position + 1;
            }

            if (next != (byte)',')
            {
                ThrowInvalid();
            }

            position = SkipWhiteSpace(position + 1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int ValueEnd(int position, int depth) => At(position) switch
    {
        (byte)'"' => TextEnd(position, out _),
        (byte)'{' or (byte)'[' => ContainerEnd(position, depth),
        _ => ScalarEnd(position),
    };

    /// <summary>The end of the number, boolean or null that begins there.</summary>
    private readonly int ScalarEnd(int position)
    {
        switch (At(position))
        {
            case (byte)'t' when _json[position..].StartsWith("true"u8):
            case (byte)'n' when _json[position..].StartsWith("null"u8):
                return position + 4;
            case (byte)'f' when _json[position..].StartsWith("false"u8):
                return position + 5;
            default:
                return NumberEnd(position);
        }
    }

    private readonly int NumberEnd(int position)
    {
        var start = At(position) == (byte)'-' ? position + 1 : position;
        var end = DigitsEnd(start);
        if (At(start) == (byte)'0' && end > start + 1)
        {
            ThrowInvalid();
        }

        if (At(end) == (byte)'.')
        {
            end = DigitsEnd(end + 1);
        }

        if (At(end) is (byte)'e' or (byte)'E')
        {
            end = DigitsEnd(At(end + 1) is (byte)'+' or (byte)'-' ? end + 2 : end + 1);
        }

        return end;
    }

    /// <summary>The end of the digits that begin there, of which there is at least one.</summary>
    private readonly int DigitsEnd(int start)
    {
        var end = start;
        while (end <= _json.Length - Vector256<byte>.Count)
        {
            // Ids have twenty digits, prices two: there is no branch that depends on how many there are.
            var others = Vector256.GreaterThan(Vector256.Create(_json[end..]) - Vector256.Create((byte)'0'), Vector256.Create((byte)9))
                .ExtractMostSignificantBits();
            end += BitOperations.TrailingZeroCount(others);
            if (others != 0)
            {
                return end > start ? end : ThrowInvalid();
            }
        }

        while (At(end) is >= (byte)'0' and <= (byte)'9')
        {
            end++;
        }

        return end > start ? end : ThrowInvalid();
    }

    /// <summary>The end of the text whose opening quote is there.</summary>
    /// <param name="start">Where the quote is.</param>
    /// <param name="isPlain">Whether there is no escape in it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int TextEnd(int start, out bool isPlain)
    {
        // Most texts are shorter than this and have nothing special in them.
        if (start < _json.Length - Vector256<byte>.Count)
        {
            var special = Special(Vector256.Create(_json[(start + 1)..]));
            var position = start + 1 + BitOperations.TrailingZeroCount(special);
            if (special != 0 && _json[position] == (byte)'"')
            {
                isPlain = true;
                return position + 1;
            }
        }

        return AnyTextEnd(start + 1, out isPlain);
    }

    private readonly int AnyTextEnd(int start, out bool isPlain)
    {
        isPlain = true;
        var isAscii = true;
        var position = start;
        while (true)
        {
            if (position <= _json.Length - Vector256<byte>.Count)
            {
                var bytes = Vector256.Create(_json[position..]);
                var special = isAscii ? Special(bytes) : SpecialOrControl(bytes);
                if (special == 0)
                {
                    position += Vector256<byte>.Count;
                    continue;
                }

                position += BitOperations.TrailingZeroCount(special);
            }

            switch (At(position))
            {
                case (byte)'"':
                    if (!isAscii && !Utf8.IsValid(_json[start..position]))
                    {
                        ThrowInvalid();
                    }

                    return position + 1;
                case (byte)'\\':
                    isPlain = false;
                    position = EscapeEnd(position);
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

    /// <summary>A bit for each byte that ends a text, begins an escape, is a control character or is not ASCII.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Special(Vector256<byte> bytes) =>
        (Vector256.Equals(bytes, Vector256.Create((byte)'"'))
            | Vector256.Equals(bytes, Vector256.Create((byte)'\\'))
            | Vector256.LessThan(bytes.AsSByte(), Vector256.Create((sbyte)' ')).AsByte()).ExtractMostSignificantBits();

    /// <summary>The same but for what is not ASCII.</summary>
    private static uint SpecialOrControl(Vector256<byte> bytes) =>
        (Vector256.Equals(bytes, Vector256.Create((byte)'"'))
            | Vector256.Equals(bytes, Vector256.Create((byte)'\\'))
            | Vector256.LessThan(bytes, Vector256.Create((byte)' '))).ExtractMostSignificantBits();

    private readonly int EscapeEnd(int position)
    {
        switch (At(position + 1))
        {
            case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                return position + 2;
            case (byte)'u' when char.IsAsciiHexDigit((char)At(position + 2)) && char.IsAsciiHexDigit((char)At(position + 3))
                && char.IsAsciiHexDigit((char)At(position + 4)) && char.IsAsciiHexDigit((char)At(position + 5)):
                return position + 6;
            default:
                return ThrowInvalid();
        }
    }

    [DoesNotReturn]
    private static int ThrowInvalid() => throw new JsonException();
}
