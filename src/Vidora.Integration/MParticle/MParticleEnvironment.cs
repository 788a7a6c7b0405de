using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>Which data a batch is (mParticle JSON reference). Open: a word that is not known here is kept as it came.</summary>
/// <param name="Value">The word, in the one spelling that this library uses.</param>
public readonly record struct MParticleEnvironment(string Value)
{
    private static readonly Vocabulary _words = new(
        "production",
        "development",
        "unknown");

    /// <summary><c>production</c>.</summary>
    public static MParticleEnvironment Production { get; } = new("production");

    /// <summary><c>development</c>.</summary>
    public static MParticleEnvironment Development { get; } = new("development");

    /// <summary><c>unknown</c>.</summary>
    public static MParticleEnvironment Unknown { get; } = new("unknown");

    /// <inheritdoc/>
    public override string ToString() => Value ?? "";

    internal static MParticleEnvironment? FromWire(JsonToken token) => _words.Find(token) is { } word ? new(word) : null;
}
