using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>Names a platform, under the same names on both wires. A word that this library does not know is kept.</summary>
public readonly struct MParticlePlatform : IEquatable<MParticlePlatform>
{
    private readonly string? _value;

    /// <summary>Wraps a word.</summary>
    /// <param name="value">The word, in the spelling of this library.</param>
    public MParticlePlatform(string value) => _value = value;

    /// <summary>Gets <c>android</c>.</summary>
    public static MParticlePlatform Android { get; } = new("android");

    /// <summary>Gets <c>ios</c>.</summary>
    public static MParticlePlatform Ios { get; } = new("ios");

    /// <summary>Gets <c>web</c>.</summary>
    public static MParticlePlatform Web { get; } = new("web");

    /// <summary>Gets <c>tvos</c>.</summary>
    public static MParticlePlatform TvOs { get; } = new("tvos");

    /// <summary>Gets <c>roku</c>.</summary>
    public static MParticlePlatform Roku { get; } = new("roku");

    /// <summary>Gets <c>alexa</c>.</summary>
    public static MParticlePlatform Alexa { get; } = new("alexa");

    /// <summary>Gets <c>smart_tv</c>.</summary>
    public static MParticlePlatform SmartTv { get; } = new("smart_tv");

    /// <summary>Gets <c>xbox</c>.</summary>
    public static MParticlePlatform Xbox { get; } = new("xbox");

    /// <summary>Gets <c>fire_tv</c>.</summary>
    public static MParticlePlatform FireTv { get; } = new("fire_tv");

    /// <summary>Gets <c>data_feed</c>.</summary>
    public static MParticlePlatform DataFeed { get; } = new("data_feed");

    /// <summary>Gets <c>desktop</c>.</summary>
    public static MParticlePlatform Desktop { get; } = new("desktop");

    /// <summary>Gets <c>unknown</c>.</summary>
    public static MParticlePlatform Unknown { get; } = new("unknown");

    /// <summary>Gets the word.</summary>
    public string Value => _value ?? "";

    /// <summary>Compares two values.</summary>
    /// <param name="left">The first value.</param>
    /// <param name="right">The second value.</param>
    public static bool operator ==(MParticlePlatform left, MParticlePlatform right) => left.Equals(right);

    /// <summary>Compares two values.</summary>
    /// <param name="left">The first value.</param>
    /// <param name="right">The second value.</param>
    public static bool operator !=(MParticlePlatform left, MParticlePlatform right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(MParticlePlatform other) => Value == other.Value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is MParticlePlatform other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    /// <summary>Returns the word.</summary>
    public override string ToString() => Value;

    internal static MParticlePlatform? FromWire(JsonToken token) => Words.Platform.Find(token) is { } word ? new(word) : null;
}
