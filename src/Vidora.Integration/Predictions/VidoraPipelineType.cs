using System.Diagnostics.CodeAnalysis;
using Vidora.Integration.Predictions;

namespace Vidora.Integration;

/// <summary>
/// What a pipeline predicts (Vidora Pipeline API). Vidora may add more, so this is text. Only one of the literals is documented,
/// so types are compared by their letters and digits alone, ignoring case: <c>Look Alike</c>, <c>LookAlike</c> and
/// <c>look_alike</c> are the same. The default value is the empty text.
/// </summary>
/// <param name="text">The text of the answer.</param>
public readonly struct VidoraPipelineType(string? text) : IEquatable<VidoraPipelineType>
{
    private readonly string? _text = text;

    /// <summary>Future Events: how likely a user does something.</summary>
    public static VidoraPipelineType FutureEvents { get; } = new("Future Events");

    /// <summary>Uplift: how much an intervention changes.</summary>
    public static VidoraPipelineType Uplift { get; } = new("Uplift");

    /// <summary>Classification: how likely a user belongs to a class.</summary>
    public static VidoraPipelineType Classification { get; } = new("Classification");

    /// <summary>Regression: a continuous value.</summary>
    public static VidoraPipelineType Regression { get; } = new("Regression");

    /// <summary>Look Alike: how much a user resembles others.</summary>
    public static VidoraPipelineType LookAlike { get; } = new("Look Alike");

    /// <summary>Recommendations: items and their scores.</summary>
    public static VidoraPipelineType Recommendations { get; } = new("Recommendations");

    /// <summary>Whether both are the same type.</summary>
    /// <param name="left">One type.</param>
    /// <param name="right">The other type.</param>
    public static bool operator ==(VidoraPipelineType left, VidoraPipelineType right) => left.Equals(right);

    /// <summary>Whether the two differ.</summary>
    /// <param name="left">One type.</param>
    /// <param name="right">The other type.</param>
    public static bool operator !=(VidoraPipelineType left, VidoraPipelineType right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(VidoraPipelineType other) => string.Equals(Letters(), other.Letters(), StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is VidoraPipelineType other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Letters());

    /// <summary>The text as Vidora wrote it.</summary>
    public override string ToString() => _text ?? "";

    private string Letters() => string.Concat(ToString().Where(char.IsLetterOrDigit));
}
