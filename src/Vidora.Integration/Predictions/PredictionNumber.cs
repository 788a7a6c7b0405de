using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Vidora.Integration.Json;
using Vidora.Integration.Predictions;

namespace Vidora.Integration;

/// <summary>Holds a finite number with the digits of its source.</summary>
/// <remarks>mParticle receives the same digits, as a JSON number. Numbers of the same value are equal. The default value is 0.</remarks>
public readonly struct PredictionNumber : IEquatable<PredictionNumber>
{
    /// <summary>The most characters of a user attribute's value (mParticle documentation).</summary>
    public const int MaxLength = 4096;

    private readonly string? _text;

    /// <summary>Creates a number with the digits that it needs to be read back unchanged.</summary>
    /// <param name="value">The number; finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is infinite or not a number.</exception>
    public PredictionNumber(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(nameof(value), "A prediction is a finite number.");
        }

        Value = value;
        _text = value.ToString("R", CultureInfo.InvariantCulture);
    }

    private PredictionNumber(string text, double value)
    {
        _text = text;
        Value = value;
    }

    /// <summary>Gets the number as the nearest double.</summary>
    public double Value { get; }

    /// <summary>Creates a number: see <see cref="PredictionNumber(double)"/>.</summary>
    /// <param name="value">The number; finite.</param>
    public static implicit operator PredictionNumber(double value) => new(value);

    /// <summary>Returns whether the values are equal.</summary>
    /// <param name="left">One number.</param>
    /// <param name="right">The other number.</param>
    public static bool operator ==(PredictionNumber left, PredictionNumber right) => left.Equals(right);

    /// <summary>Returns whether the values differ.</summary>
    /// <param name="left">One number.</param>
    /// <param name="right">The other number.</param>
    public static bool operator !=(PredictionNumber left, PredictionNumber right) => !left.Equals(right);

    /// <summary>Creates a number: see <see cref="PredictionNumber(double)"/>.</summary>
    /// <param name="value">The number; finite.</param>
    public static PredictionNumber FromDouble(double value) => new(value);

    /// <summary>Reads a number of the invariant culture. Returns false when there is none.</summary>
    /// <remarks>
    /// It may have sign, digits, a point and an exponent, but no white space and no groups. A JSON number is kept as it is. <c>+1</c>,
    /// <c>.5</c> and <c>1.</c> are rewritten.
    /// </remarks>
    /// <param name="text">The text; at most <see cref="MaxLength"/> characters.</param>
    /// <param name="number">The number; 0 when this returns false.</param>
    /// <returns>False when the text is not a number, not finite or too long.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out PredictionNumber number)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (text is { Length: > 0 and <= MaxLength }
            && double.TryParse(text, Style, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value))
        {
            number = IsJson(text) ? new PredictionNumber(text, value) : new PredictionNumber(value);
            return true;
        }

        number = default;
        return false;
    }

    /// <inheritdoc/>
    public bool Equals(PredictionNumber other) => Value.Equals(other.Value) || (Value == 0 && other.Value == 0);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is PredictionNumber other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Value == 0 ? 0 : Value.GetHashCode();

    /// <summary>Returns the number as JSON.</summary>
    public override string ToString() => _text ?? "0";

    /// <summary>Returns whether a number has the form of RFC 8259.</summary>
    private static bool IsJson(string text) => JsonScanner.NumberEnd(Encoding.UTF8.GetBytes(text), 0) == text.Length;
}
