using System.Diagnostics.CodeAnalysis;
using Vidora.Integration.Predictions;

namespace Vidora.Integration;

/// <summary>Names the vendor in a prediction attribute's name (<c>$intelligent_attribute:&lt;vendor&gt;:…</c>).</summary>
/// <remarks>mParticle may add vendors. Vendors are compared ordinally. The default value is <see cref="Vidora"/>.</remarks>
public readonly struct PredictionVendor : IEquatable<PredictionVendor>
{
    private readonly string? _text;

    /// <summary>Creates a vendor.</summary>
    /// <param name="text">The name in snake case: see <see cref="PredictionAttributeName.Normalize"/>.</param>
    /// <exception cref="ArgumentException">The text is not snake case.</exception>
    public PredictionVendor(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!SnakeCase.IsNormal(text))
        {
            throw new ArgumentException(
                $"\"{SnakeCase.Excerpt(text)}\" is not a vendor name. Use lower-case words joined by one \"_\", such as \"vidora\" or \"cortex\".",
                nameof(text));
        }

        _text = text;
    }

    /// <summary>Gets <c>vidora</c>, the name in the documents of the first integration.</summary>
    public static PredictionVendor Vidora => default;

    /// <summary>Gets <c>cortex</c>, used since August 2022.</summary>
    public static PredictionVendor Cortex { get; } = new("cortex");

    /// <summary>Returns whether both are the same vendor.</summary>
    /// <param name="left">One vendor.</param>
    /// <param name="right">The other vendor.</param>
    public static bool operator ==(PredictionVendor left, PredictionVendor right) => left.Equals(right);

    /// <summary>Returns whether the two differ.</summary>
    /// <param name="left">One vendor.</param>
    /// <param name="right">The other vendor.</param>
    public static bool operator !=(PredictionVendor left, PredictionVendor right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(PredictionVendor other) => string.Equals(ToString(), other.ToString(), StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is PredictionVendor other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    /// <summary>Returns the name of the vendor.</summary>
    public override string ToString() => _text ?? "vidora";
}
