using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>Which model an event type of the Events API has.</summary>
internal static class MParticleEventTypes
{
    private static readonly Func<MParticleEvent>[] _models =
    [
        static () => new CustomEvent(),
        static () => new ScreenViewEvent(),
        static () => new CommerceEvent(),
        static () => new ApplicationStateTransitionEvent(),
        static () => new SessionStartEvent(),
        static () => new SessionEndEvent(),
        static () => new PushMessageEvent(),
        static () => new PushRegistrationEvent(),
        static () => new UserAttributeChangeEvent(),
        static () => new UserIdentityChangeEvent(),
        static () => new CrashReportEvent(),
        static () => new UninstallEvent(),
        static () => new OptOutEvent(),
        static () => new PrivacySettingChangeEvent(),
        static () => new FirstRunEvent(),
        static () => new PreAttributionEvent(),
        static () => new NetworkPerformanceEvent(),
        static () => new BreadcrumbEvent(),
        static () => new ProfileEvent(),
        static () => new PushReactionEvent(),
        static () => new ErrorEvent(),
    ];

    private static readonly Utf8Names _types = new([.. _models.Select((create, i) => (create().EventType.Value, i))]);

    /// <summary>An empty model for that type, null when the type is not known. The type is compared ignoring case.</summary>
    public static MParticleEvent? Create(JsonToken type)
    {
        if (type.Shape != JsonTokenShape.Text)
        {
            return null;
        }

        var model = _types.Find(type.Inner);
        if (model < 0 && type.GetText() is { } text)
        {
            model = _types.Find(System.Text.Encoding.UTF8.GetBytes(text.ToLowerInvariant()));
        }

        return model < 0 ? null : _models[model]();
    }

    public static void CreateOneOfEach()
    {
        foreach (var create in _models)
        {
            create();
        }

        _ = new UnknownMParticleEvent();
        _ = new AttributionEvent();
    }
}
