using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>Which way an app changed its state, one vocabulary for both wire formats (mParticle JSON reference). Open: a word that is not known here is kept as it came.</summary>
/// <param name="Value">The word, in the one spelling that this library uses.</param>
public readonly record struct ApplicationTransitionType(string Value)
{
    private static readonly Vocabulary _words = new(
        "application_initialized|initialize",
        "application_exit|exit",
        "application_background|background",
        "application_foreground|foreground",
        "application_install|install",
        "application_upgrade|upgrade");

    /// <summary><c>application_initialized</c>.</summary>
    public static ApplicationTransitionType Initialized { get; } = new("application_initialized");

    /// <summary><c>application_exit</c>.</summary>
    public static ApplicationTransitionType Exit { get; } = new("application_exit");

    /// <summary><c>application_background</c>.</summary>
    public static ApplicationTransitionType Background { get; } = new("application_background");

    /// <summary><c>application_foreground</c>.</summary>
    public static ApplicationTransitionType Foreground { get; } = new("application_foreground");

    /// <summary><c>application_install</c>.</summary>
    public static ApplicationTransitionType Install { get; } = new("application_install");

    /// <summary><c>application_upgrade</c>.</summary>
    public static ApplicationTransitionType Upgrade { get; } = new("application_upgrade");

    /// <inheritdoc/>
    public override string ToString() => Value ?? "";

    internal static ApplicationTransitionType? FromWire(JsonToken token) => _words.Find(token) is { } word ? new(word) : null;
}
