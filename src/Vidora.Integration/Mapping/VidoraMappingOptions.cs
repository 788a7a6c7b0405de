namespace Vidora.Integration;

/// <summary>Which batches and events are forwarded, and whether personal data is (our rules, see the README).</summary>
public sealed class VidoraMappingOptions
{
    /// <summary>All platforms, in the words of this library; the default of <see cref="Platforms"/>.</summary>
    public static IReadOnlyCollection<string> AllPlatforms { get; } =
        ["android", "ios", "web", "tvos", "roku", "alexa", "smart_tv", "xbox", "fire_tv", "data_feed", "desktop", "unknown"];

    /// <summary>All types of events that can be forwarded; the default of <see cref="EventTypes"/>.</summary>
    public static IReadOnlyCollection<string> AllEventTypes { get; } =
    [
        "custom_event", "screen_view", "commerce_event", "application_state_transition", "session_start", "session_end",
        "push_message", "push_registration", "user_attribute_change", "user_identity_change", "crash_report", "uninstall",
        "gdpr_consent_change", "ccpa_consent_change",
    ];

    /// <summary>
    /// Whether reserved user attributes, the HTTP User Agent, changes of identities and changes of reserved user attributes
    /// are left out too. Default false, as the seed integration forwards them. Identities, IP address, device identifiers,
    /// push tokens, locations and the like are never forwarded, whatever this says.
    /// </summary>
    public bool ExcludePersonalData { get; set; }

    /// <summary>The environments whose batches are forwarded, compared ignoring case. Default production only.</summary>
    public IReadOnlyCollection<string> Environments { get; set; } = ["production"];

    /// <summary>The platforms whose batches are forwarded. Default <see cref="AllPlatforms"/>.</summary>
    public IReadOnlyCollection<string> Platforms { get; set; } = AllPlatforms;

    /// <summary>The types of events that are forwarded. Default <see cref="AllEventTypes"/>.</summary>
    public IReadOnlyCollection<string> EventTypes { get; set; } = AllEventTypes;
}
