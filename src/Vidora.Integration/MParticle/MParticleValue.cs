using System.Globalization;
using System.Text;
using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>
/// The value of an attribute, as it stands in the document: text, number, boolean, list, object or null (mParticle JSON
/// reference). Converts implicitly from .NET types for models that are built by hand.
/// </summary>
public readonly struct MParticleValue : IEquatable<MParticleValue>
{
    private readonly string? _json;

    private MParticleValue(string json) => _json = json;

    /// <summary>Which kind of value this is.</summary>
    public MParticleValueKind Kind => (_json ?? "null")[0] switch
    {
        'n' => MParticleValueKind.Null,
        '"' => MParticleValueKind.Text,
        't' or 'f' => MParticleValueKind.Boolean,
        '[' => MParticleValueKind.List,
        '{' => MParticleValueKind.Map,
        _ => MParticleValueKind.Number,
    };

    /// <summary>The value as JSON, as it stands in the document.</summary>
    public string Json => _json ?? "null";

    /// <summary>The texts of a list; empty for any other kind.</summary>
    public IReadOnlyList<string> Items
    {
        get
        {
            var items = new List<string>();
            foreach (var item in new JsonToken(Encoding.UTF8.GetBytes(Json)).Items)
            {
                items.Add(item.GetTextOrEmpty() ?? Encoding.UTF8.GetString(item.Raw));
            }

            return items;
        }
    }

    /// <summary>Makes a text value.</summary>
    /// <param name="value">The text; null makes the null value.</param>
    public static implicit operator MParticleValue(string? value)
    {
        if (value is null)
        {
            return default;
        }

        var buffer = new Utf8Buffer();
        JsonText.AppendString(buffer, value);
        return FromJson(buffer.Written);
    }

    /// <summary>Makes a number value.</summary>
    /// <param name="value">The number.</param>
    public static implicit operator MParticleValue(long value) => new(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Makes a number value that keeps its digits.</summary>
    /// <param name="value">The number.</param>
    public static implicit operator MParticleValue(decimal value) => new(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Makes a number value.</summary>
    /// <param name="value">The number, finite.</param>
    /// <exception cref="ArgumentException">JSON has no NaN and no infinity.</exception>
    public static implicit operator MParticleValue(double value) => double.IsFinite(value)
        ? new(value.ToString("R", CultureInfo.InvariantCulture))
        : throw new ArgumentException("JSON can hold finite numbers only.", nameof(value));

    /// <summary>Makes a boolean value.</summary>
    /// <param name="value">True or false.</param>
    public static implicit operator MParticleValue(bool value) => new(value ? "true" : "false");

    /// <summary>Makes a list of texts.</summary>
    /// <param name="value">The texts.</param>
    public static implicit operator MParticleValue(string[] value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var buffer = new Utf8Buffer();
        buffer.Append((byte)'[');
        for (var i = 0; i < value.Length; i++)
        {
            if (i > 0)
            {
                buffer.Append((byte)',');
            }

            JsonText.AppendString(buffer, value[i]);
        }

        buffer.Append((byte)']');
        return FromJson(buffer.Written);
    }

    /// <summary>Whether both are the same JSON.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other value.</param>
    public static bool operator ==(MParticleValue left, MParticleValue right) => left.Equals(right);

    /// <summary>Whether the two differ.</summary>
    /// <param name="left">One value.</param>
    /// <param name="right">The other value.</param>
    public static bool operator !=(MParticleValue left, MParticleValue right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(MParticleValue other) => string.Equals(Json, other.Json, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is MParticleValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Json);

    /// <summary>Text without its quotes, any other kind as its JSON.</summary>
    public override string ToString() =>
        Kind == MParticleValueKind.Text ? JsonText.Decode(Encoding.UTF8.GetBytes(Json).AsSpan()[1..^1]) : Json;

    internal static MParticleValue FromJson(ReadOnlySpan<byte> json) => new(Encoding.UTF8.GetString(json));
}
