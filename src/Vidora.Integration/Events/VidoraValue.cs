using System.Globalization;
using System.Text;
using Vidora.Integration.Json;

namespace Vidora.Integration;

/// <summary>
/// Holds one value of an event or an attribute as JSON. Numbers keep their digits: <c>19.90m</c> is sent as <c>19.90</c>.
/// Converts implicitly from .NET types.
/// </summary>
public readonly struct VidoraValue : IEquatable<VidoraValue>
{
    private readonly string? _json;

    private VidoraValue(string json) => _json = json;

    /// <summary>Gets what the value is. The default value is <see cref="VidoraValueKind.Null"/>.</summary>
    public VidoraValueKind Kind => Json[0] switch
    {
        'n' => VidoraValueKind.Null,
        '"' => VidoraValueKind.Text,
        't' or 'f' => VidoraValueKind.Boolean,
        '[' => VidoraValueKind.List,
        '{' => VidoraValueKind.Map,
        _ => long.TryParse(Json, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? VidoraValueKind.Integer : VidoraValueKind.Float,
    };

    /// <summary>Gets the value as JSON.</summary>
    public string Json => _json ?? "null";

    /// <summary>Gets the items of a list as text; empty for any other kind.</summary>
    public IReadOnlyList<string> Items
    {
        get
        {
            var items = new List<string>();
            foreach (var item in new JsonToken(Encoding.UTF8.GetBytes(Json)).Items)
            {
                items.Add(item.Value.GetTextOrEmpty() ?? Encoding.UTF8.GetString(item.Value.Raw));
            }

            return items;
        }
    }

    /// <summary>Converts a text; null becomes the null value.</summary>
    /// <param name="value">The text.</param>
    public static implicit operator VidoraValue(string? value) => value is null ? default : FromText(value);

    /// <summary>Converts a whole number.</summary>
    /// <param name="value">The number.</param>
    public static implicit operator VidoraValue(long value) => new(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Converts a number with its digits, trailing zeros included.</summary>
    /// <param name="value">The number.</param>
    public static implicit operator VidoraValue(decimal value) => new(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Converts a number. A whole number gets a point, so that it stays a float.</summary>
    /// <param name="value">The number.</param>
    /// <exception cref="ArgumentException">Throws when the number is infinite or not a number.</exception>
    public static implicit operator VidoraValue(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentException("JSON can hold finite numbers only.", nameof(value));
        }

        var digits = value.ToString("R", CultureInfo.InvariantCulture);
        return new(digits.AsSpan().ContainsAny(".E") ? digits : digits + ".0");
    }

    /// <summary>Converts a boolean.</summary>
    /// <param name="value">True or false.</param>
    public static implicit operator VidoraValue(bool value) => new(value ? "true" : "false");

    /// <summary>Converts a list of texts.</summary>
    /// <param name="value">The texts.</param>
    public static implicit operator VidoraValue(string[] value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new($"[{string.Join(',', value.Select(item => ((VidoraValue)item).Json))}]");
    }

    /// <summary>Compares two values.</summary>
    /// <param name="left">The first value.</param>
    /// <param name="right">The second value.</param>
    public static bool operator ==(VidoraValue left, VidoraValue right) => left.Equals(right);

    /// <summary>Compares two values.</summary>
    /// <param name="left">The first value.</param>
    /// <param name="right">The second value.</param>
    public static bool operator !=(VidoraValue left, VidoraValue right) => !left.Equals(right);

    /// <summary>Returns the text of a text value.</summary>
    /// <exception cref="InvalidOperationException">Throws when the value is of another kind.</exception>
    public string GetText() => Kind == VidoraValueKind.Text ? ToString() : throw WrongKind(VidoraValueKind.Text);

    /// <summary>Returns the number of an integer value.</summary>
    /// <exception cref="InvalidOperationException">Throws when the value is of another kind.</exception>
    public long GetInt64() => Kind == VidoraValueKind.Integer
        ? long.Parse(Json, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
        : throw WrongKind(VidoraValueKind.Integer);

    /// <summary>Returns a number as the nearest double.</summary>
    /// <exception cref="InvalidOperationException">Throws when the value is not a number.</exception>
    public double GetDouble() => double.Parse(Number, NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>Returns a number, exact.</summary>
    /// <exception cref="InvalidOperationException">Throws when the value is not a number.</exception>
    /// <exception cref="OverflowException">Throws when the number does not fit a decimal.</exception>
    public decimal GetDecimal() => decimal.Parse(Number, NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>Returns a boolean.</summary>
    /// <exception cref="InvalidOperationException">Throws when the value is of another kind.</exception>
    public bool GetBoolean() => Kind == VidoraValueKind.Boolean ? Json == "true" : throw WrongKind(VidoraValueKind.Boolean);

    /// <summary>Compares texts by their characters, and other values by their JSON.</summary>
    /// <param name="other">The other value.</param>
    public bool Equals(VidoraValue other) =>
        Json == other.Json || (Kind == VidoraValueKind.Text && other.Kind == VidoraValueKind.Text && ToString() == other.ToString());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is VidoraValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, ToString());

    /// <summary>Returns a text without its quotes, and any other value as JSON.</summary>
    public override string ToString() => Kind == VidoraValueKind.Text ? JsonText.Decode(Encoding.UTF8.GetBytes(Json).AsSpan()[1..^1]) : Json;

    /// <summary>Takes JSON that is known to be valid.</summary>
    internal static VidoraValue FromJson(ReadOnlySpan<byte> json) => new(Encoding.UTF8.GetString(json));

    private static VidoraValue FromText(string text)
    {
        var buffer = new Utf8Buffer(text.Length + 2);
        JsonText.AppendString(buffer, text);
        return FromJson(buffer.Written);
    }

    private string Number => Kind is VidoraValueKind.Integer or VidoraValueKind.Float ? Json : throw WrongKind(VidoraValueKind.Float);

    private InvalidOperationException WrongKind(VidoraValueKind wanted) => new($"The value is of kind {Kind}, not {wanted}.");
}
