using System.Globalization;
using Vidora.Integration.Json;

namespace Vidora.Integration;

/// <summary>
/// One value of a <see cref="VidoraEvent"/>: text, an integer, a float or a boolean (Vidora Behavioral API). Converts
/// implicitly from the .NET types, so that an event can be written as an object initializer. Numbers keep their digits:
/// <c>19.90m</c> is sent as <c>19.90</c>.
/// </summary>
public readonly struct VidoraValue : IEquatable<VidoraValue>
{
    private readonly string? _text;
    private readonly long _integer;

    private VidoraValue(VidoraValueKind kind, string? text, long integer)
    {
        Kind = kind;
        _text = text;
        _integer = integer;
    }

    /// <summary>Which kind of value this is. The default value of this struct is the empty text.</summary>
    public VidoraValueKind Kind { get; }

    /// <summary>Makes a text value. The text is sent as it is, also when it looks like a number.</summary>
    /// <param name="value">The text.</param>
    public static implicit operator VidoraValue(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(VidoraValueKind.Text, value, 0);
    }

    /// <summary>Makes an integer value.</summary>
    /// <param name="value">The number.</param>
    public static implicit operator VidoraValue(long value) => new(VidoraValueKind.Integer, null, value);

    /// <summary>Makes a float value that keeps the digits of the decimal, trailing zeros included.</summary>
    /// <param name="value">The number.</param>
    public static implicit operator VidoraValue(decimal value) =>
        new(VidoraValueKind.Float, value.ToString(CultureInfo.InvariantCulture), 0);

    /// <summary>Makes a float value. JSON has no NaN and no infinity: they are an <see cref="ArgumentException"/>.</summary>
    /// <param name="value">The number, finite.</param>
    public static implicit operator VidoraValue(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentException("A Vidora event can hold finite numbers only.", nameof(value));
        }

        // A whole number needs its point: without one it would be read as an integer.
        var digits = value.ToString("R", CultureInfo.InvariantCulture);
        return new(VidoraValueKind.Float, digits.AsSpan().ContainsAny(".E") ? digits : digits + ".0", 0);
    }

    /// <summary>Makes a boolean value.</summary>
    /// <param name="value">True or false.</param>
    public static implicit operator VidoraValue(bool value) => new(VidoraValueKind.Boolean, null, value ? 1 : 0);

    /// <summary>Whether both are the same kind and the same value; floats are compared by their digits.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other value.</param>
    public static bool operator ==(VidoraValue left, VidoraValue right) => left.Equals(right);

    /// <summary>Whether the two differ.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other value.</param>
    public static bool operator !=(VidoraValue left, VidoraValue right) => !left.Equals(right);

    /// <summary>The text of a text value.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public string GetText() => Kind == VidoraValueKind.Text ? _text ?? "" : throw WrongKind(VidoraValueKind.Text);

    /// <summary>The number of an integer value.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public long GetInt64() => Kind == VidoraValueKind.Integer ? _integer : throw WrongKind(VidoraValueKind.Integer);

    /// <summary>The number of an integer or float value, as near as a double comes.</summary>
    /// <exception cref="InvalidOperationException">The value is not a number.</exception>
    public double GetDouble() => Kind switch
    {
        VidoraValueKind.Integer => _integer,
        VidoraValueKind.Float => double.Parse(_text!, NumberStyles.Float, CultureInfo.InvariantCulture),
        _ => throw WrongKind(VidoraValueKind.Float),
    };

    /// <summary>The number of an integer or float value, exact.</summary>
    /// <exception cref="InvalidOperationException">The value is not a number.</exception>
    /// <exception cref="OverflowException">The number does not fit a decimal.</exception>
    public decimal GetDecimal() => Kind switch
    {
        VidoraValueKind.Integer => _integer,
        VidoraValueKind.Float => decimal.Parse(_text!, NumberStyles.Float, CultureInfo.InvariantCulture),
        _ => throw WrongKind(VidoraValueKind.Float),
    };

    /// <summary>The truth of a boolean value.</summary>
    /// <exception cref="InvalidOperationException">The value is of another kind.</exception>
    public bool GetBoolean() => Kind == VidoraValueKind.Boolean ? _integer != 0 : throw WrongKind(VidoraValueKind.Boolean);

    /// <inheritdoc/>
    public bool Equals(VidoraValue other) =>
        Kind == other.Kind && _integer == other._integer && string.Equals(_text ?? "", other._text ?? "", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is VidoraValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, _integer, _text ?? "");

    /// <summary>The value as text, invariant: the text itself, the digits, or <c>true</c> and <c>false</c>.</summary>
    public override string ToString() => Kind switch
    {
        VidoraValueKind.Integer => _integer.ToString(CultureInfo.InvariantCulture),
        VidoraValueKind.Boolean => _integer != 0 ? "true" : "false",
        _ => _text ?? "",
    };

    internal static VidoraValue FromNumber(string digits) =>
        long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer)
            ? new(VidoraValueKind.Integer, null, integer)
            : new(VidoraValueKind.Float, digits, 0);

    internal void AppendTo(Utf8Buffer output)
    {
        if (Kind == VidoraValueKind.Text)
        {
            JsonText.AppendString(output, _text);
        }
        else
        {
            JsonText.AppendEscaped(output, ToString());
        }
    }

    private InvalidOperationException WrongKind(VidoraValueKind wanted) =>
        new($"The value is of kind {Kind}, not {wanted}.");
}
