using System.Reflection;
using Vidora.Integration.MParticle.Firehose;

namespace Vidora.Integration.Delivery.Receiving;

/// <summary>Creates the answer to a registration. It asks mParticle for exactly the data that the account's mapping forwards.</summary>
internal static class FirehoseRegistration
{
    private static readonly (string Type, string[] Words)[] _eventTypes =
    [
        ("custom_event", ["custom_event", "attribution"]),
        ("screen_view", ["screen_view"]),
        ("commerce_event", ["product_action", "promotion_action", "impression"]),
        ("application_state_transition", ["application_state_transition"]),
        ("session_start", ["session_start"]),
        ("session_end", ["session_end"]),
        ("push_message", ["push_message_receipt", "push_message_open"]),
        ("push_registration", ["push_subscription"]),
        ("user_attribute_change", ["user_attribute_change"]),
        ("user_identity_change", ["user_identity_change"]),
        ("crash_report", ["error"]),
    ];

    private static readonly (string Platform, string Word)[] _environments =
    [
        ("android", "android"),
        ("ios", "ios"),
        ("web", "mobileweb"),
        ("tvos", "tvos"),
        ("roku", "roku"),
        ("alexa", "alexa"),
        ("smart_tv", "smarttv"),
        ("xbox", "xbox"),
        ("fire_tv", "firetv"),
        ("data_feed", "unknown"),
        ("unknown", "unknown"),
    ];

    private static readonly (string Type, string Word)[] _notifications =
    [
        ("gdpr_consent_change", "gdpr_consent_state"),
        ("ccpa_consent_change", "ccpa_consent_state"),
    ];

    public static FirehoseModule Create(VidoraFirehoseOptions options, MParticleEventMapper mapping, bool areSettingsUsed)
    {
        var notifications = Chosen(_notifications, mapping.EventTypes);
        return new FirehoseModule
        {
            Name = options.Name,
            Version = typeof(FirehoseRegistration).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?
                .InformationalVersion.Split('+')[0] ?? "1.0.0",
            Description = options.Description,
            AccountSettings = AccountSettings(areSettingsUsed),
            EventTypes = EventTypes(mapping),
            RuntimeEnvironments = [.. Chosen(_environments, mapping.Platforms).Distinct()],
            NotificationTypes = notifications,
            AllowHttpUserAgent = !mapping.ExcludesPersonalData,

            // A change of consent may come in a batch without events.
            AllowEventlessBatches = notifications.Count > 0,
            Domain = options.Domain,
        };
    }

    private static List<string> EventTypes(MParticleEventMapper mapping)
    {
        var types = Chosen(_eventTypes, mapping.EventTypes).SelectMany(words => words).ToList();
        if (mapping.ExcludesPersonalData)
        {
            types.Remove("user_identity_change");
        }

        return types;
    }

    private static List<T> Chosen<T>(IEnumerable<(string Name, T Word)> words, IReadOnlySet<string> chosen) =>
        [.. words.Where(word => chosen.Contains(word.Name)).Select(word => word.Word)];

    private static FirehoseSetting[] AccountSettings(bool areUsed) =>
    [
        new(
            FirehoseAccounts.KeySetting,
            "API Token",
            "The API key found within Vidora Cortex and used to authenticate requests to the Vidora APIs.",
            Required: areUsed),
        new(FirehoseAccounts.SecretSetting, "API Secret", "The API secret of your Vidora account, which signs requests.", Required: false),
    ];
}
