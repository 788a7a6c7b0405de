namespace Vidora.Integration.Json;

/// <summary>
/// Tells where a value is in a document, in four bytes: its start and, for short scalars without escapes, its length.
/// The default is "no value". Some positions stand for a constant; see <see cref="JsonConstants"/>.
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

    /// <summary>Gets the number of the constant; 0 when the position is in the document.</summary>
    public int Constant => _packed < 0 ? -_packed : 0;

    /// <summary>Gets whether this is a scalar of known length, without escapes and in the document.</summary>
    public bool IsPlain => Constant == 0 && Length > 0;

    public int Start => _packed >> LengthBits;

    /// <summary>Gets the length of the value; 0 when it is not known.</summary>
    public int Length => _packed & LengthMask;

    /// <summary>Returns the position of a value.</summary>
    /// <param name="start">Where the value begins.</param>
    /// <param name="length">The length of a scalar without escapes; else 0.</param>
    public static JsonPosition At(int start, int length = 0) => new((start << LengthBits) | (length is >= 0 and <= LengthMask ? length : 0));

    public static JsonPosition OfConstant(int number) => new(-number);

    /// <summary>Returns whether this value begins behind the other.</summary>
    public bool IsAfter(JsonPosition other) => _packed > other._packed;
}
