using System.Reflection;
using Vidora.Integration.MParticle.Firehose;

namespace Vidora.Integration.AspNetCore.Receiving;

/// <summary>Creates the answer to a registration. It asks mParticle for exactly the data that the account's mapping forwards.</summary>
internal static class FirehoseRegistration
{
    private static readonly (string Type, FirehoseEventType[] Words)[] _eventTypes =
    [
        ("custom_event", [FirehoseEventType.CustomEvent, FirehoseEventType.Attribution]),
        ("screen_view", [FirehoseEventType.ScreenView]),
        ("commerce_event", [FirehoseEventType.ProductAction, FirehoseEventType.PromotionAction, FirehoseEventType.Impression]),
        ("application_state_transition", [FirehoseEventType.ApplicationStateTransition]),
        ("session_start", [FirehoseEventType.SessionStart]),
        ("session_end", [FirehoseEventType.SessionEnd]),
        ("push_message", [FirehoseEventType.PushMessageReceipt, FirehoseEventType.PushMessageOpen]),
        ("push_registration", [FirehoseEventType.PushSubscription]),
        ("user_attribute_change", [FirehoseEventType.UserAttributeChange]),
        ("user_identity_change", [FirehoseEventType.UserIdentityChange]),
        ("crash_report", [FirehoseEventType.Error]),
    ];

    private static readonly (string Platform, FirehoseRuntimeEnvironment Word)[] _environments =
    [
        ("android", FirehoseRuntimeEnvironment.Android),
        ("ios", FirehoseRuntimeEnvironment.Ios),
        ("web", FirehoseRuntimeEnvironment.MobileWeb),
        ("tvos", FirehoseRuntimeEnvironment.TvOs),
        ("roku", FirehoseRuntimeEnvironment.Roku),
        ("alexa", FirehoseRuntimeEnvironment.Alexa),
        ("smart_tv", FirehoseRuntimeEnvironment.SmartTv),
        ("xbox", FirehoseRuntimeEnvironment.Xbox),
        ("fire_tv", FirehoseRuntimeEnvironment.FireTv),
        ("data_feed", FirehoseRuntimeEnvironment.Unknown),
        ("unknown", FirehoseRuntimeEnvironment.Unknown),
    ];

    private static readonly (string Type, FirehoseNotificationType Word)[] _notifications =
    [
        ("gdpr_consent_change", FirehoseNotificationType.GdprConsentState),
        ("ccpa_consent_change", FirehoseNotificationType.CcpaConsentState),
    ];

    public static ModuleRegistrationResponse Create(
        VidoraEndpointOptions options, VidoraMappingOptions mapping, string id, DateTimeOffset timestamp)
    {
        var settings = AccountSettings(options.FirehoseAccountKey is FirehoseAccountKey.FromSettings);
        var notifications = Chosen(_notifications, mapping.EventTypes);
        return new ModuleRegistrationResponse
        {
            Id = id,
            Timestamp = timestamp,
            Name = options.FirehoseName,
            Version = typeof(FirehoseRegistration).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?
                .InformationalVersion.Split('+')[0] ?? "1.0.0",
            Description = options.FirehoseDescription,
            Permissions = new FirehosePermissions
            {
                AllowAccessMpid = true,
                AllowDeviceInfo = true,
                AllowUserAttributes = true,
                AllowConsentState = true,
                AllowAccessHttpUserAgent = !mapping.ExcludePersonalData,

                // A change of consent may come in a batch without events.
                AllowEventlessBatches = notifications.Count > 0,
            },
            EventProcessing = new EventProcessingRegistration
            {
                AccountSettings = settings,
                SupportedEventTypes = EventTypes(mapping),
                SupportedRuntimeEnvironments = [.. Chosen(_environments, mapping.Platforms).Distinct()],
                SupportedSystemNotificationTypes = notifications,

                // Any age, because a replay sends old events.
                MaxDataAgeHours = -1,
            },
            DsrProcessing = new DsrProcessingRegistration
            {
                AccountSettings = settings,
                SupportedTypes = [DsrRequestType.Erasure],
                Domain = options.FirehoseDomain,
            },
        };
    }

    private static List<FirehoseEventType> EventTypes(VidoraMappingOptions mapping)
    {
        var types = Chosen(_eventTypes, mapping.EventTypes).SelectMany(words => words).ToList();
        if (mapping.ExcludePersonalData)
        {
            types.Remove(FirehoseEventType.UserIdentityChange);
        }

        return types;
    }

    private static List<T> Chosen<T>(IEnumerable<(string Name, T Word)> words, IReadOnlyCollection<string> chosen) =>
        [.. words.Where(word => chosen.Contains(word.Name, StringComparer.OrdinalIgnoreCase)).Select(word => word.Word)];

    private static FirehoseSetting[] AccountSettings(bool areUsed) =>
    [
        new()
        {
            Id = FirehoseAccounts.KeySetting,
            Name = "API Key",
            Description = "The API key of your Vidora account.",
            Required = areUsed,
            Confidential = true,
        },
        new()
        {
            Id = FirehoseAccounts.SecretSetting,
            Name = "API Secret",
            Description = "The API secret of your Vidora account.",
            Confidential = true,
        },
    ];
}
