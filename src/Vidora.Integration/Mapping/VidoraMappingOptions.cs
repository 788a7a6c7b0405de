namespace Vidora.Integration;

/// <summary>Configures which batches and events are forwarded, and whether personal data is; see <c>Mapping/README.md</c>.</summary>
public sealed class VidoraMappingOptions
{
    /// <summary>Gets all platforms that <see cref="Platforms"/> can have.</summary>
    public static IReadOnlyCollection<string> AllPlatforms { get; } =
        ["android", "ios", "web", "tvos", "roku", "alexa", "smart_tv", "xbox", "fire_tv", "data_feed", "desktop", "unknown"];

    /// <summary>Gets all types of events that <see cref="EventTypes"/> can have.</summary>
    public static IReadOnlyCollection<string> AllEventTypes { get; } =
    [
        "custom_event", "screen_view", "commerce_event", "application_state_transition", "session_start", "session_end",
        "push_message", "push_registration", "user_attribute_change", "user_identity_change", "crash_report", "uninstall",
        "gdpr_consent_change", "ccpa_consent_change",
    ];

    /// <summary>
    /// Gets or sets whether personal data is left out that is forwarded otherwise: reserved user attributes and their changes,
    /// changes of identities, and the HTTP User Agent. Default: false. Identities, IP addresses, device identifiers, push tokens
    /// and locations are never forwarded.
    /// </summary>
    public bool ExcludePersonalData { get; set; }

    /// <summary>Gets or sets the environments whose batches are forwarded, ignoring case. Default: production.</summary>
    public IReadOnlyCollection<string> Environments { get; set; } = ["production"];

    /// <summary>Gets or sets the platforms whose batches are forwarded. Default: <see cref="AllPlatforms"/>.</summary>
    public IReadOnlyCollection<string> Platforms { get; set; } = AllPlatforms;

    /// <summary>Gets or sets the types of events that are forwarded. Default: <see cref="AllEventTypes"/>.</summary>
    public IReadOnlyCollection<string> EventTypes { get; set; } = AllEventTypes;
}
