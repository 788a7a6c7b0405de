using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>Creates the model of an event type.</summary>
internal static class MParticleEventTypes
{
    /// <summary>All types of the Events API. A new type is a model and a line here.</summary>
    private static readonly (string Type, ModelFields Fields, Func<MParticleEvent> Create)[] _models =
    [
        ("custom_event", CustomEvent.Wire.All, static () => new CustomEvent()),
        ("screen_view", ScreenViewEvent.Wire.All, static () => new ScreenViewEvent()),
        ("commerce_event", CommerceEvent.Wire.All, static () => new CommerceEvent()),
        ("application_state_transition", ApplicationStateTransitionEvent.Wire.All, static () => new ApplicationStateTransitionEvent()),
        ("session_start", SessionStartEvent.Wire.All, static () => new SessionStartEvent()),
        ("session_end", SessionEndEvent.Wire.All, static () => new SessionEndEvent()),
        ("push_message", PushMessageEvent.Wire.All, static () => new PushMessageEvent()),
        ("push_registration", PushRegistrationEvent.Wire.All, static () => new PushRegistrationEvent()),
        ("user_attribute_change", UserAttributeChangeEvent.Wire.All, static () => new UserAttributeChangeEvent()),
        ("user_identity_change", UserIdentityChangeEvent.Wire.All, static () => new UserIdentityChangeEvent()),
        ("crash_report", CrashReportEvent.Wire.All, static () => new CrashReportEvent()),
        ("uninstall", UninstallEvent.Wire.All, static () => new UninstallEvent()),
        ("opt_out", OptOutEvent.Wire.All, static () => new OptOutEvent()),
        ("privacy_setting_change", PrivacySettingChangeEvent.Wire.All, static () => new PrivacySettingChangeEvent()),
        ("first_run", FirstRunEvent.Wire.All, static () => new FirstRunEvent()),
        ("pre_attribution", PreAttributionEvent.Wire.All, static () => new PreAttributionEvent()),
        ("network_performance", NetworkPerformanceEvent.Wire.All, static () => new NetworkPerformanceEvent()),
        ("breadcrumb", BreadcrumbEvent.Wire.All, static () => new BreadcrumbEvent()),
        ("profile", ProfileEvent.Wire.All, static () => new ProfileEvent()),
        ("push_reaction", PushReactionEvent.Wire.All, static () => new PushReactionEvent()),
        ("error", ErrorEvent.Wire.All, static () => new ErrorEvent()),
    ];

    private static readonly Utf8Names _types = new(Array.ConvertAll(_models, model => model.Type));

    /// <summary>Gets the fields of each type, those that only Firehose has included.</summary>
    public static IEnumerable<ModelFields> Fields => Array.ConvertAll(_models, model => model.Fields).Append(AttributionEvent.Wire.All);

    /// <summary>Returns an empty model for that type, ignoring case; null when the type is not known.</summary>
    public static MParticleEvent? Create(JsonToken type) => type.FindIn(_types) is >= 0 and var model ? _models[model].Create() : null;
}
