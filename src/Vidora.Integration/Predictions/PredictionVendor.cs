using System.Diagnostics.CodeAnalysis;
using Vidora.Integration.Predictions;

namespace Vidora.Integration;

/// <summary>
/// The vendor in a prediction attribute's name (<c>$intelligent_attribute:&lt;vendor&gt;:…</c>). mParticle may add vendors, so
/// this is text; compared ordinally. The default value is <see cref="Vidora"/>.
/// </summary>
public readonly struct PredictionVendor : IEquatable<PredictionVendor>
{
    private readonly string? _text;

    /// <summary>Takes the name of a vendor.</summary>
    /// <param name="text">Snake case, as <see cref="PredictionAttributeName.Normalize"/> returns it.</param>
    /// <exception cref="ArgumentException">The text is not snake case.</exception>
    public PredictionVendor(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!SnakeCase.IsNormal(text))
        {
            throw new ArgumentException(
                $"\"{SnakeCase.Excerpt(text)}\" is no vendor name: lower-case words joined by one \"_\", such as \"vidora\" or \"cortex\".",
                nameof(text));
        }

        _text = text;
    }

    /// <summary><c>vidora</c>, the name in the documents of the first integration; the default.</summary>
    public static PredictionVendor Vidora => default;

    /// <summary><c>cortex</c>, used since August 2022.</summary>
    public static PredictionVendor Cortex { get; } = new("cortex");

    /// <summary>Whether both are the same vendor.</summary>
    /// <param name="left">One vendor.</param>
    /// <param name="right">The other vendor.</param>
    public static bool operator ==(PredictionVendor left, PredictionVendor right) => left.Equals(right);

    /// <summary>Whether the two differ.</summary>
    /// <param name="left">One vendor.</param>
    /// <param name="right">The other vendor.</param>
    public static bool operator !=(PredictionVendor left, PredictionVendor right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(PredictionVendor other) => string.Equals(ToString(), other.ToString(), StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is PredictionVendor other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    /// <summary>The name of the vendor as it stands in attribute names.</summary>
    public override string ToString() => _text ?? "vidora";
}
