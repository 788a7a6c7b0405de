using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>Names the environment that a batch comes from. A word that this library does not know is kept.</summary>
public readonly struct MParticleEnvironment : IEquatable<MParticleEnvironment>
{
    private readonly string? _value;

    /// <summary>Wraps a word.</summary>
    /// <param name="value">The word, in the spelling of this library.</param>
    public MParticleEnvironment(string value) => _value = value;

    /// <summary>Gets <c>production</c>.</summary>
    public static MParticleEnvironment Production { get; } = new("production");

    /// <summary>Gets <c>development</c>.</summary>
    public static MParticleEnvironment Development { get; } = new("development");

    /// <summary>Gets <c>unknown</c>.</summary>
    public static MParticleEnvironment Unknown { get; } = new("unknown");

    /// <summary>Gets the word.</summary>
    public string Value => _value ?? "";

    /// <summary>Compares two values.</summary>
    /// <param name="left">The first value.</param>
    /// <param name="right">The second value.</param>
    public static bool operator ==(MParticleEnvironment left, MParticleEnvironment right) => left.Equals(right);

    /// <summary>Compares two values.</summary>
    /// <param name="left">The first value.</param>
    /// <param name="right">The second value.</param>
    public static bool operator !=(MParticleEnvironment left, MParticleEnvironment right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(MParticleEnvironment other) => Value == other.Value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is MParticleEnvironment other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    /// <summary>Returns the word.</summary>
    public override string ToString() => Value;

    internal static MParticleEnvironment? FromWire(JsonToken token) => Words.Environment.Find(token) is { } word ? new(word) : null;
}
