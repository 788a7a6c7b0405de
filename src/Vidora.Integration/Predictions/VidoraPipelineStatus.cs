using System.Diagnostics.CodeAnalysis;
using Vidora.Integration.Predictions;

namespace Vidora.Integration;

/// <summary>
/// How the last run of a pipeline went (Vidora Pipeline API). Vidora may add more, so this is text; compared ignoring case. The
/// default value is the empty text.
/// </summary>
/// <param name="text">The text of the answer.</param>
public readonly struct VidoraPipelineStatus(string? text) : IEquatable<VidoraPipelineStatus>
{
    private readonly string? _text = text;

    /// <summary><c>running</c>.</summary>
    public static VidoraPipelineStatus Running { get; } = new("running");

    /// <summary><c>complete</c>.</summary>
    public static VidoraPipelineStatus Complete { get; } = new("complete");

    /// <summary><c>failed</c>.</summary>
    public static VidoraPipelineStatus Failed { get; } = new("failed");

    /// <summary>Whether both are the same status.</summary>
    /// <param name="left">One status.</param>
    /// <param name="right">The other status.</param>
    public static bool operator ==(VidoraPipelineStatus left, VidoraPipelineStatus right) => left.Equals(right);

    /// <summary>Whether the two differ.</summary>
    /// <param name="left">One status.</param>
    /// <param name="right">The other status.</param>
    public static bool operator !=(VidoraPipelineStatus left, VidoraPipelineStatus right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(VidoraPipelineStatus other) => string.Equals(ToString(), other.ToString(), StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is VidoraPipelineStatus other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(ToString());

    /// <summary>The text as Vidora wrote it.</summary>
    public override string ToString() => _text ?? "";
}
