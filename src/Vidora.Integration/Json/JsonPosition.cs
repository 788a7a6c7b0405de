namespace Vidora.Integration.Json;

/// <summary>
/// Where a JSON value is in a document, in four bytes: where it begins and, for short scalars without escapes, how long
/// it is, so that its end need not be looked for again. The default is "no value". Some stand for a constant that is in
/// no document; see <see cref="JsonConstants"/>.
/// </summary>
internal readonly struct JsonPosition
{
    /// <summary>The length of the longest document whose positions fit.</summary>
    public const int MaxDocumentBytes = 1 << (31 - LengthBits);

    private const int LengthBits = 9;
    private const int LengthMask = (1 << LengthBits) - 1;

    private readonly int _packed;

    private JsonPosition(int packed) => _packed = packed;

    public bool IsAbsent => _packed == 0;

    /// <summary>The number of the constant it stands for, 0 when it stands for none.</summary>
    public int Constant => _packed < 0 ? -_packed : 0;

    /// <summary>Whether this is a scalar of known length, without escapes and in the document.</summary>
    public bool IsPlain => Constant == 0 && Length > 0;

    /// <summary>Where the value begins.</summary>
    public int Start => _packed >> LengthBits;

    /// <summary>How long the value is; 0 when that is to be looked for.</summary>
    public int Length => _packed & LengthMask;

    /// <summary>The value that begins at <paramref name="start"/>; its length may be given when it is a scalar without escapes.</summary>
    public static JsonPosition At(int start, int length = 0) => new((start << LengthBits) | (length is >= 0 and <= LengthMask ? length : 0));

    public static JsonPosition OfConstant(int number) => new(-number);

    /// <summary>Whether this value begins behind the other.</summary>
    public bool IsAfter(JsonPosition other) => _packed > other._packed;
}
