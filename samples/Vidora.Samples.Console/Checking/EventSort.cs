namespace Vidora.Samples.Console.Checking;

/// <summary>Describes a kind of event, a platform or a part of the context that mParticle's integration has, and how to recognise it.</summary>
/// <param name="Group">The heading.</param>
/// <param name="Name">The name in mParticle's documentation.</param>
/// <param name="IsIn">Says whether an event shows it.</param>
/// <param name="Advice">What to look at in mParticle when it was never seen.</param>
internal sealed record EventSort(string Group, string Name, Func<SeenEvent, bool> IsIn, string Advice)
{
    public const string Kinds = "event types";
    public const string Platforms = "platforms";
    public const string Context = "context";

    private const string Filter = "connect the input, and look at the event filters of the connection";
    private const string Metadata = "tick \"Include Metadata\" of the output (default: on)";
    private const string Consent = "tick \"Include Consent State\" where the output has it (S3: default off), and let the app set a consent";

    /// <summary>Gets what the integration forwards: nine kinds of events, eight platforms, and the context.</summary>
    public static IReadOnlyList<EventSort> All { get; } =
    [
        Kind("Application State Transition", "application_state_transition", Filter),
        Kind("Custom Event", "custom_event", Filter),
        new(Kinds, "Commerce Event", item => item is { EventType: "commerce_event", IsPromotion: false }, Filter),
        new(Kinds, "Promotion Action", item => item is { EventType: "commerce_event", IsPromotion: true }, "log promotions in the app, and " + Filter),
        Kind("Push Message Action", "push_message", "only apps for Android and iOS log it, with a push provider; " + Filter),
        Kind("User Attribute Change", "user_attribute_change", "tick \"Include User Attribute Change Events\" of the output (default: off)"),
        Kind("User Identity Change", "user_identity_change", "tick \"Include User Identity Change Events\" of the output (default: off); the host must not exclude personal data"),
        Kind("Screen View", "screen_view", Filter),
        new(Kinds, "Session Start / End", item => item.EventType is "session_start" or "session_end", "SDKs log it, servers do not; " + Filter),
        Platform("Android", "android"),
        Platform("iOS", "ios"),
        Platform("Web", "web"),
        Platform("tvOS", "tvos"),
        Platform("Roku", "roku"),
        Platform("Alexa", "alexa"),
        Platform("Smart TV", "smart_tv"),
        Platform("Xbox", "xbox"),
        new(Context, "device information", item => item.Has("device_"), Metadata),
        new(Context, "GDPR consent state", item => item.Has("consent_gdpr"), Consent),
        new(Context, "CCPA consent state", item => item.Has("consent_ccpa"), Consent),
        new(Context, "user attributes", item => item.Names.Any(name => name.StartsWith("user_", StringComparison.Ordinal) && name is not ("user_id" or "user_agent")), "look at the user attribute filters of the connection"),
        new(Context, "HTTP User Agent", item => item.Names.Contains("user_agent"), Metadata + "; the host must not exclude personal data"),
    ];

    private static EventSort Kind(string name, string type, string advice) => new(Kinds, name, item => item.EventType == type, advice);

    private static EventSort Platform(string name, string word) =>
        new(Platforms, name, item => item.Platform == word, $"connect an input of {name}, if you have one");
}
