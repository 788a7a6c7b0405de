using System.Runtime.CompilerServices;
using static Vidora.Integration.Json.JsonScanner;

namespace Vidora.Integration.Json;

/// <summary>
/// Walks a JSON document once, from front to back, and tells the positions of its values. The part behind it is valid;
/// invalid JSON throws as <see cref="JsonScanner"/> says.
/// </summary>
/// <remarks>
/// Its methods are inlined: a local cursor that no call refers to stays in registers. Reading took 5 % longer without.
/// The cursor stands on a name or on a value. Take it before you move on:
/// <code>
/// for (var more = cursor.EnterObject(); more; more = cursor.NextMember())
/// {
///     var field = cursor.TakeName(names, ref last);
///     var position = cursor.TakeValue();
/// }
/// </code>
/// </remarks>
internal ref struct JsonCursor
{
    private readonly ReadOnlySpan<byte> _json;
    private readonly bool _isKnown;
    private int _levels;

    /// <summary>Starts on the first value of a document, whose lists and objects may be nested that deep.</summary>
    public static JsonCursor Open(ReadOnlySpan<byte> json, int maxDepth) => new(json, SkipWhiteSpace(json, 0), maxDepth, isKnown: false);

    /// <summary>Starts on a value of a document that is known to be valid.</summary>
    public JsonCursor(ReadOnlySpan<byte> json, int start)
        : this(json, start, int.MaxValue, isKnown: true)
    {
    }

    /// <summary>Starts on a value of a document that is known to be valid; behind the document when there is no value.</summary>
    public JsonCursor(ReadOnlySpan<byte> json, JsonPosition position)
        : this(json, position.IsAbsent ? json.Length : position.Start)
    {
    }

    private JsonCursor(ReadOnlySpan<byte> json, int start, int levels, bool isKnown)
    {
        _isKnown = isKnown;
        _json = json;
        _levels = levels;
        Position = start;
    }

    /// <summary>Gets where the name or the value begins.</summary>
    public int Position { get; private set; }

    /// <summary>Gets the position of the value, without its end; absent for null.</summary>
    public readonly JsonPosition Value => At(_json, Position) == (byte)'n' ? default : JsonPosition.At(Position);

    public readonly bool IsObject => At(_json, Position) == (byte)'{';

    public readonly bool IsList => At(_json, Position) == (byte)'[';

    /// <summary>Moves into the object, to its first name. Returns false when it is empty, and stands behind it.</summary>
    public bool EnterObject() => Enter(isList: false);

    /// <summary>Moves from behind a value to the next name. Returns false when there is none, and stands behind the object.</summary>
    public bool NextMember() => Next(isList: false);

    /// <summary>Moves into the list, to its first value. Returns false when it is empty, and stands behind it.</summary>
    public bool EnterList() => Enter(isList: true);

    /// <summary>Moves from behind a value to the next. Returns false when there is none, and stands behind the list.</summary>
    public bool NextItem() => Next(isList: true);

    /// <summary>Takes the name and moves to its value.</summary>
    /// <param name="names">The names.</param>
    /// <param name="last">The slot of the name before; see <see cref="Utf8Names.TryGuess"/>.</param>
    /// <returns>The field of that name; -1 when the names do not have it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TakeName(Utf8Names names, ref int last)
    {
        if (names.TryGuess(_json[Position..], ref last, out var field, out var length))
        {
            Position = ValueStart(_json, Position + length);
            return field;
        }

        var name = TakeName(out var hasEscapes);
        return hasEscapes ? names.Find(name, hasEscapes) : names.FindNext(name, ref last);
    }

    /// <summary>Takes the name, still escaped, and moves to its value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> TakeName(out bool hasEscapes)
    {
        if (At(_json, Position) != (byte)'"')
        {
            ThrowInvalid();
        }

        var start = Position + 1;
        var end = TextEnd(_json, Position, _isKnown, out var isPlain);
        hasEscapes = !isPlain;
        Position = ValueStart(_json, end);
        return _json[start..(end - 1)];
    }

    /// <summary>Takes the value and moves behind it. A null is absent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public JsonPosition TakeValue()
    {
        var start = Position;
        switch (At(_json, start))
        {
            case (byte)'"':
                Position = TextEnd(_json, start, _isKnown, out var isPlain);
                return JsonPosition.At(start, isPlain ? Position - start : 0);
            case (byte)'{' or (byte)'[':
                Position = ValueEnd(_json, start, _levels, _isKnown);
                return JsonPosition.At(start);
            case (byte)'n':
                Position = LiteralEnd(_json, start);
                return default;
            default:
                Position = LiteralEnd(_json, start);
                return JsonPosition.At(start, Position - start);
        }
    }

    /// <summary>Throws when more than white space follows.</summary>
    public readonly void CheckEnd()
    {
        if (SkipWhiteSpace(_json, Position) < _json.Length)
        {
            ThrowInvalid();
        }
    }

    /// <summary>Moves from behind a value to the next member or item.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Next(bool isList)
    {
        Position = SkipWhiteSpace(_json, Position);
        var next = At(_json, Position);
        if (next == (byte)',')
        {
            Position = SkipWhiteSpace(_json, Position + 1);
            return true;
        }

        if (next != (isList ? (byte)']' : (byte)'}'))
        {
            ThrowInvalid();
        }

        return Leave();
    }

    /// <summary>Moves into the object or the list.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Enter(bool isList)
    {
        if (_levels == 0)
        {
            ThrowInvalid();
        }

        _levels--;
        Position = SkipWhiteSpace(_json, Position + 1);
        return At(_json, Position) != (isList ? (byte)']' : (byte)'}') || Leave();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Leave()
    {
        _levels++;
        Position++;
        return false;
    }
}
