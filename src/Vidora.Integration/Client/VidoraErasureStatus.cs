using System.Diagnostics.CodeAnalysis;
using Vidora.Integration.Client;

namespace Vidora.Integration;

/// <summary>
/// How far an erasure request is, as Vidora says it. The words are not documented, so this is text; compared ignoring case. The
/// default value is the empty text: the answer named no status.
/// </summary>
/// <param name="text">The text of the answer.</param>
public readonly struct VidoraErasureStatus(string? text) : IEquatable<VidoraErasureStatus>
{
    private readonly string? _text = text;

    /// <summary>Whether both are the same status.</summary>
    /// <param name="left">One status.</param>
    /// <param name="right">The other status.</param>
    public static bool operator ==(VidoraErasureStatus left, VidoraErasureStatus right) => left.Equals(right);

    /// <summary>Whether the two differ.</summary>
    /// <param name="left">One status.</param>
    /// <param name="right">The other status.</param>
    public static bool operator !=(VidoraErasureStatus left, VidoraErasureStatus right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(VidoraErasureStatus other) => string.Equals(ToString(), other.ToString(), StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is VidoraErasureStatus other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(ToString());

    /// <summary>The text of the answer; empty when it named no status.</summary>
    public override string ToString() => _text ?? "";
}
