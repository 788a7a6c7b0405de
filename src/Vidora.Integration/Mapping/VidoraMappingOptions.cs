using Vidora.Integration.Settings;

namespace Vidora.Integration;

/// <summary>Configures which batches, events and attributes are forwarded, and how; see <c>Mapping/README.md</c>.</summary>
public sealed class VidoraMappingOptions
{
    /// <summary>Gets all environments that <see cref="Environments"/> can have.</summary>
    public static IReadOnlyCollection<string> AllEnvironments { get; } = ["production", "development", "unknown"];

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
    /// changes of identities, the HTTP User Agent, and attributes whose value looks like an e-mail address, an IP address, a phone
    /// number with country code or a payment card number. Default: false. Identities, IP addresses, device identifiers, push tokens
    /// and locations are never forwarded.
    /// </summary>
    public bool ExcludePersonalData { get; set; }

    /// <summary>Gets or sets the environments whose batches are forwarded, ignoring case. Default: production.</summary>
    public IReadOnlyCollection<string> Environments { get; set; } = ["production"];

    /// <summary>Gets or sets the platforms whose batches are forwarded. Default: <see cref="AllPlatforms"/>.</summary>
    public IReadOnlyCollection<string> Platforms { get; set; } = AllPlatforms;

    /// <summary>Gets or sets the types of events that are forwarded. Default: <see cref="AllEventTypes"/>.</summary>
    public IReadOnlyCollection<string> EventTypes { get; set; } = AllEventTypes;

    /// <summary>Gets or sets what a product action becomes. Default: <see cref="CommerceMode.PerProduct"/>.</summary>
    public CommerceMode Commerce { get; set; }

    /// <summary>
    /// Gets or sets the names of attributes whose text becomes a number or a boolean where it is the text of one. A name may hold
    /// <c>*</c> for any characters. Default: none.
    /// </summary>
    public IReadOnlyCollection<string> TypedAttributes { get; set; } = [];

    /// <summary>
    /// Gets or sets the names of event, product and user attributes that are left out. A name may hold <c>*</c> for any
    /// characters. Default: none.
    /// </summary>
    public IReadOnlyCollection<string> ExcludeAttributes { get; set; } = [];

    /// <summary>
    /// Gets or sets the names of the only event, product and user attributes that are forwarded. A name may hold <c>*</c> for any
    /// characters. Default: none, which means all.
    /// </summary>
    public IReadOnlyCollection<string> OnlyAttributes { get; set; } = [];

    /// <summary>Gets the settings with their ranges.</summary>
    internal static SettingsTable<VidoraMappingOptions> Settings { get; } = new SettingsTable<VidoraMappingOptions>()
        .Flag(nameof(ExcludePersonalData), (mapping, value) => mapping.ExcludePersonalData = value)
        .List(nameof(Environments), (mapping, value) => mapping.Environments = value, "production")
        .List(nameof(Platforms), (mapping, value) => mapping.Platforms = value, "web")
        .List(nameof(EventTypes), (mapping, value) => mapping.EventTypes = value, "commerce_event")
        .Value<CommerceMode>(
            nameof(Commerce),
            text => Enum.GetNames<CommerceMode>().Contains(text, StringComparer.OrdinalIgnoreCase) ? Enum.Parse<CommerceMode>(text, ignoreCase: true) : null,
            (mapping, value) => mapping.Commerce = value,
            "PerProduct, PerOrder or Both",
            nameof(CommerceMode.PerProduct))
        .List(nameof(TypedAttributes), (mapping, value) => mapping.TypedAttributes = value, "price")
        .List(nameof(ExcludeAttributes), (mapping, value) => mapping.ExcludeAttributes = value, "*email*")
        .List(nameof(OnlyAttributes), (mapping, value) => mapping.OnlyAttributes = value, "plan")
        .Check((mapping, failures) =>
        {
            foreach (var (setting, words, example) in new[]
            {
                (nameof(Environments), mapping.Environments, "production"),
                (nameof(Platforms), mapping.Platforms, "web"),
                (nameof(EventTypes), mapping.EventTypes, "commerce_event"),
            })
            {
                if (words is not { Count: > 0 })
                {
                    failures.Add(setting, "is empty, so that nothing would be forwarded", $"[\"{example}\"]");
                }
            }

            mapping.CheckWords(failures);
        });

    /// <summary>Adds the words that are not of the sets which the options are chosen from.</summary>
    internal void CheckWords(Failures failures)
    {
        Check(nameof(Environments), Environments, AllEnvironments, "production");
        Check(nameof(Platforms), Platforms, AllPlatforms, "web");
        Check(nameof(EventTypes), EventTypes, AllEventTypes, "commerce_event");
        Check(nameof(TypedAttributes), TypedAttributes, null, "price");
        Check(nameof(ExcludeAttributes), ExcludeAttributes, null, "*email*");
        Check(nameof(OnlyAttributes), OnlyAttributes, null, "plan");
        if (!Enum.IsDefined(Commerce))
        {
            failures.Add(nameof(Commerce), $"is {(int)Commerce}; it must be PerProduct, PerOrder or Both", $"{nameof(CommerceMode)}.{nameof(CommerceMode.PerProduct)}");
        }

        void Check(string setting, IReadOnlyCollection<string>? words, IReadOnlyCollection<string>? known, string example)
        {
            foreach (var word in words ?? [])
            {
                if (string.IsNullOrWhiteSpace(word) || (known is not null && !known.Contains(word, StringComparer.OrdinalIgnoreCase)))
                {
                    failures.Add(setting, $"has \"{word}\"; it may hold {(known is null ? "no blank" : $"any of {string.Join(", ", known)}")}", $"[\"{example}\"]");
                }
            }
        }
    }
}
