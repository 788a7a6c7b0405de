using static Vidora.Integration.Json.JsonScanner;

namespace Vidora.Integration.Json;

/// <summary>
/// Goes through a JSON document from front to back, once, and says where its values are. What it has passed is valid; what
/// is not, throws as <see cref="JsonScanner"/> says.
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
/// </remarks>
internal ref struct JsonCursor
{
    private readonly ReadOnlySpan<byte> _json;
    private int _levels;

    /// <summary>Stands on the first value of the document.</summary>
    /// <param name="json">The document.</param>
    /// <param name="maxDepth">How many levels lists and objects may be nested.</param>
    public JsonCursor(ReadOnlySpan<byte> json, int maxDepth)
    {
        _json = json;
        _levels = maxDepth;
        Position = SkipWhiteSpace(json, 0);
    }

    /// <summary>Stands on a value of a document that is known to be valid.</summary>
    public JsonCursor(ReadOnlySpan<byte> json, JsonPosition position)
    {
        _json = json;
        _levels = int.MaxValue;
        Position = position.Start;
    }

    /// <summary>Where the name or the value begins.</summary>
    public int Position { get; private set; }

    /// <summary>The value that it stands on, as far as it is known without going through it. A null is no value.</summary>
    public readonly JsonPosition Value => At(_json, Position) == (byte)'n' ? default : JsonPosition.At(Position);

    public readonly bool IsObject => At(_json, Position) == (byte)'{';

    public readonly bool IsList => At(_json, Position) == (byte)'[';

    /// <summary>Moves into the object that it stands on, to its first name. False when there is none: the object is behind it then.</summary>
    public bool EnterObject()
    {
        Enter();
        return At(_json, Position) == (byte)'}' ? Leave() : IsOnName();
    }

    /// <summary>Moves from behind a value to the next name. False when there is none: the object is behind it then.</summary>
    public bool NextMember()
    {
        Position = SkipWhiteSpace(_json, Position);
        switch (At(_json, Position))
        {
            case (byte)',':
                Position = SkipWhiteSpace(_json, Position + 1);
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
        Enter();
        return At(_json, Position) != (byte)']' || Leave();
    }

    /// <summary>Moves from behind a value to the next. False when there is none: the list is behind it then.</summary>
    public bool NextItem()
    {
        Position = SkipWhiteSpace(_json, Position);
        switch (At(_json, Position))
        {
            case (byte)',':
                Position = SkipWhiteSpace(_json, Position + 1);
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
            Position = ValueStart(_json, Position + length + 2);
            return field;
        }

        var name = TakeName(out var hasEscapes);
        return hasEscapes ? names.FindEscaped(name) : names.FindNext(name, ref last);
    }

    /// <summary>Takes the name that it stands on, still escaped, and moves to its value.</summary>
    public ReadOnlySpan<byte> TakeName(out bool hasEscapes)
    {
        var start = Position + 1;
        var end = TextEnd(_json, Position, out var isPlain);
        hasEscapes = !isPlain;
        Position = ValueStart(_json, end);
        return _json[start..(end - 1)];
    }

    /// <summary>Takes the value that it stands on and moves behind it. A null is no value.</summary>
    public JsonPosition TakeValue()
    {
        var start = Position;
        switch (At(_json, start))
        {
            case (byte)'"':
                Position = TextEnd(_json, start, out var isPlain);
                return JsonPosition.At(start, isPlain ? Position - start : 0);
            case (byte)'{' or (byte)'[':
                Position = ValueEnd(_json, start, _levels);
                return JsonPosition.At(start);
            case (byte)'n':
                Position = LiteralEnd(_json, start);
                return default;
            default:
                Position = LiteralEnd(_json, start);
                return JsonPosition.At(start, Position - start);
        }
    }

    /// <summary>Sees to it that nothing is left.</summary>
    public readonly void CheckEnd()
    {
        if (SkipWhiteSpace(_json, Position) < _json.Length)
        {
            ThrowInvalid();
        }
    }

    private bool IsOnName()
    {
        if (At(_json, Position) != (byte)'"')
        {
            ThrowInvalid();
        }

        return true;
    }

    private void Enter()
    {
        if (_levels == 0)
        {
            ThrowInvalid();
        }

        _levels--;
        Position = SkipWhiteSpace(_json, Position + 1);
    }

    private bool Leave()
    {
        _levels++;
        Position++;
        return false;
    }
}
