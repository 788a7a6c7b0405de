using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>Which platform a device is of, one vocabulary for both wire formats (mParticle JSON reference). Open: a word that is not known here is kept as it came.</summary>
/// <param name="Value">The word, in the one spelling that this library uses.</param>
public readonly record struct MParticlePlatform(string Value)
{
    private static readonly Vocabulary _words = new(
        "android",
        "ios",
        "web|mobileweb",
        "tvos",
        "roku",
        "alexa",
        "smart_tv|smarttv",
        "xbox",
        "fire_tv|firetv",
        "data_feed|out_of_band",
        "desktop",
        "unknown");

    /// <summary><c>android</c>.</summary>
    public static MParticlePlatform Android { get; } = new("android");

    /// <summary><c>ios</c>.</summary>
    public static MParticlePlatform Ios { get; } = new("ios");

    /// <summary><c>web</c>.</summary>
    public static MParticlePlatform Web { get; } = new("web");

    /// <summary><c>tvos</c>.</summary>
    public static MParticlePlatform TvOs { get; } = new("tvos");

    /// <summary><c>roku</c>.</summary>
    public static MParticlePlatform Roku { get; } = new("roku");

    /// <summary><c>alexa</c>.</summary>
    public static MParticlePlatform Alexa { get; } = new("alexa");

    /// <summary><c>smart_tv</c>.</summary>
    public static MParticlePlatform SmartTv { get; } = new("smart_tv");

    /// <summary><c>xbox</c>.</summary>
    public static MParticlePlatform Xbox { get; } = new("xbox");

    /// <summary><c>fire_tv</c>.</summary>
    public static MParticlePlatform FireTv { get; } = new("fire_tv");

    /// <summary><c>data_feed</c>.</summary>
    public static MParticlePlatform DataFeed { get; } = new("data_feed");

    /// <summary><c>desktop</c>.</summary>
    public static MParticlePlatform Desktop { get; } = new("desktop");

    /// <summary><c>unknown</c>.</summary>
    public static MParticlePlatform Unknown { get; } = new("unknown");

    /// <inheritdoc/>
    public override string ToString() => Value ?? "";

    internal static MParticlePlatform? FromWire(JsonToken token) => _words.Find(token) is { } word ? new(word) : null;
}
