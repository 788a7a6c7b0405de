using System.Diagnostics.CodeAnalysis;

namespace Vidora.Integration;

/// <summary>Names the status of a pipeline's last run (Vidora Pipeline API).</summary>
/// <remarks>Vidora may add more. Compared ignoring case. The default value is the empty text.</remarks>
/// <param name="text">The text of the answer.</param>
public readonly struct VidoraPipelineStatus(string? text) : IEquatable<VidoraPipelineStatus>
{
    private readonly string? _text = text;

    /// <summary>Gets <c>running</c>.</summary>
    public static VidoraPipelineStatus Running { get; } = new("running");

    /// <summary>Gets <c>complete</c>.</summary>
    public static VidoraPipelineStatus Complete { get; } = new("complete");

    /// <summary>Gets <c>failed</c>.</summary>
    public static VidoraPipelineStatus Failed { get; } = new("failed");

    /// <summary>Returns whether both are the same status.</summary>
    /// <param name="left">One status.</param>
    /// <param name="right">The other status.</param>
    public static bool operator ==(VidoraPipelineStatus left, VidoraPipelineStatus right) => left.Equals(right);

    /// <summary>Returns whether the two differ.</summary>
    /// <param name="left">One status.</param>
    /// <param name="right">The other status.</param>
    public static bool operator !=(VidoraPipelineStatus left, VidoraPipelineStatus right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(VidoraPipelineStatus other) => string.Equals(ToString(), other.ToString(), StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is VidoraPipelineStatus other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(ToString());

    /// <summary>Returns the text of the answer.</summary>
    public override string ToString() => _text ?? "";
}
