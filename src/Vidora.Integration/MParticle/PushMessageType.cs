using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>What happened to a push message (mParticle JSON reference). Open: a word that is not known here is kept as it came.</summary>
/// <param name="Value">The word, in the one spelling that this library uses.</param>
public readonly record struct PushMessageType(string Value)
{
    private static readonly Vocabulary _words = new(
        "sent",
        "received",
        "action");

    /// <summary><c>sent</c>.</summary>
    public static PushMessageType Sent { get; } = new("sent");

    /// <summary><c>received</c>.</summary>
    public static PushMessageType Received { get; } = new("received");

    /// <summary><c>action</c>.</summary>
    public static PushMessageType Action { get; } = new("action");

    /// <inheritdoc/>
    public override string ToString() => Value ?? "";

    internal static PushMessageType? FromWire(JsonToken token) => _words.Find(token) is { } word ? new(word) : null;
}
