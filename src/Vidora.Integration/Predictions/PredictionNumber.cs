using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Vidora.Integration.Predictions;

namespace Vidora.Integration;

/// <summary>
/// A finite number as its source wrote it: the digits that came are the digits that go to mParticle, as a JSON number. Equal when
/// the values are, whatever the spelling. The default value is 0.
/// </summary>
public readonly struct PredictionNumber : IEquatable<PredictionNumber>
{
    /// <summary>The longest value that mParticle takes for a user attribute, in characters (mParticle documentation).</summary>
    public const int MaxLength = 4096;

    private readonly string? _text;

    /// <summary>Takes a number, with as many digits as it needs to be read back unchanged.</summary>
    /// <param name="value">The number; finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is infinite or not a number.</exception>
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

    /// <summary>The number, as near as a double comes.</summary>
    public double Value { get; }

    /// <summary>Takes a number: <see cref="PredictionNumber(double)"/>.</summary>
    /// <param name="value">The number; finite.</param>
    public static implicit operator PredictionNumber(double value) => new(value);

    /// <summary>Whether the values are equal.</summary>
    /// <param name="left">One number.</param>
    /// <param name="right">The other number.</param>
    public static bool operator ==(PredictionNumber left, PredictionNumber right) => left.Equals(right);

    /// <summary>Whether the values differ.</summary>
    /// <param name="left">One number.</param>
    /// <param name="right">The other number.</param>
    public static bool operator !=(PredictionNumber left, PredictionNumber right) => !left.Equals(right);

    /// <summary>Takes a number: <see cref="PredictionNumber(double)"/>.</summary>
    /// <param name="value">The number; finite.</param>
    public static PredictionNumber FromDouble(double value) => new(value);

    /// <summary>
    /// Reads a number of invariant culture: sign, digits, a point, an exponent; no white space and no groups. Text that is a JSON
    /// number is kept as it is; <c>+1</c>, <c>.5</c> and <c>1.</c> are rewritten.
    /// </summary>
    /// <param name="text">The text; at most <see cref="MaxLength"/> characters.</param>
    /// <param name="number">The number; 0 when this returns false.</param>
    /// <returns>False when it is no number, not finite or too long.</returns>
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

    /// <summary>The number as JSON.</summary>
    public override string ToString() => _text ?? "0";

    /// <summary>The grammar of RFC 8259, for text that is known to be some number.</summary>
    private static bool IsJson(string text)
    {
        var digits = text.AsSpan(text[0] == '-' ? 1 : 0);
        var whole = CountDigits(digits);
        if (whole == 0 || (whole > 1 && digits[0] == '0'))
        {
            return false;
        }

        digits = digits[whole..];
        if (!digits.IsEmpty && digits[0] == '.')
        {
            var fraction = CountDigits(digits[1..]);
            if (fraction == 0)
            {
                return false;
            }

            digits = digits[(fraction + 1)..];
        }

        if (!digits.IsEmpty && digits[0] is ('e' or 'E'))
        {
            // A number has digits behind this; only zero characters, which parsing passes over, may follow them.
            var sign = digits[1] is '+' or '-' ? 2 : 1;
            return digits.Length == sign + CountDigits(digits[sign..]);
        }

        return digits.IsEmpty;
    }

    private static int CountDigits(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }
}
