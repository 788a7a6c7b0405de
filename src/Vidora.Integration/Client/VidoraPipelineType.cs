using System.Diagnostics.CodeAnalysis;

namespace Vidora.Integration;

/// <summary>Names the kind of prediction of a pipeline (Vidora Pipeline API).</summary>
/// <remarks>
/// Vidora may add kinds, and documents only one literal. So types are compared by letters and digits, ignoring case: <c>Look Alike</c>,
/// <c>LookAlike</c> and <c>look_alike</c> are equal. The default value is the empty text.
/// </remarks>
/// <param name="text">The text of the answer.</param>
public readonly struct VidoraPipelineType(string? text) : IEquatable<VidoraPipelineType>
{
    private readonly string? _text = text;

    /// <summary>Gets Future Events: how likely a user does something.</summary>
    public static VidoraPipelineType FutureEvents { get; } = new("Future Events");

    /// <summary>Gets Uplift: how much an intervention changes.</summary>
    public static VidoraPipelineType Uplift { get; } = new("Uplift");

    /// <summary>Gets Classification: how likely a user belongs to a class.</summary>
    public static VidoraPipelineType Classification { get; } = new("Classification");

    /// <summary>Gets Regression: a continuous value.</summary>
    public static VidoraPipelineType Regression { get; } = new("Regression");

    /// <summary>Gets Look Alike: how much a user resembles others.</summary>
    public static VidoraPipelineType LookAlike { get; } = new("Look Alike");

    /// <summary>Gets Recommendations: items and their scores.</summary>
    public static VidoraPipelineType Recommendations { get; } = new("Recommendations");

    /// <summary>Returns whether both are the same type.</summary>
    /// <param name="left">One type.</param>
    /// <param name="right">The other type.</param>
    public static bool operator ==(VidoraPipelineType left, VidoraPipelineType right) => left.Equals(right);

    /// <summary>Returns whether the two differ.</summary>
    /// <param name="left">One type.</param>
    /// <param name="right">The other type.</param>
    public static bool operator !=(VidoraPipelineType left, VidoraPipelineType right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(VidoraPipelineType other) => string.Equals(Letters(), other.Letters(), StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is VidoraPipelineType other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Letters());

    /// <summary>Returns the text of the answer.</summary>
    public override string ToString() => _text ?? "";

    private string Letters() => string.Concat(ToString().Where(char.IsLetterOrDigit));
}
