using Vidora.Integration.MParticle;
using Attribute = Vidora.Integration.MParticle.AttributionEvent.Wire;
using Crash = Vidora.Integration.MParticle.CrashReportEvent.Wire;
using Push = Vidora.Integration.MParticle.PushMessageEvent.Wire;
using Screen = Vidora.Integration.MParticle.ScreenViewEvent.Wire;
using Transition = Vidora.Integration.MParticle.ApplicationStateTransitionEvent.Wire;

namespace Vidora.Integration.Mapping;

/// <summary>Lists the fields of the types of events that become one event each; README, "Fields of an event type".</summary>
internal static class OwnFields
{
    public static readonly FieldTable Custom = new("", (CustomEvent.Wire.CustomEventType, "custom_event_type"));

    public static readonly FieldTable Attribution = new(
        "",
        (Attribute.PublisherName, "publisher_name"),
        (Attribute.CampaignName, "campaign_name"),
        (Attribute.PartnerName, "partner_name"));

    public static readonly FieldTable ScreenView = new(
        "",
        (Screen.ScreenName, "screen_name"),
        (Screen.ActivityType, "activity_type"));

    /// <summary>The fields of a screen view without the name of a screen, which some senders write as the event's name.</summary>
    public static readonly FieldTable NamedScreenView = new(
        "",
        (Screen.EventName, "screen_name"),
        (Screen.ActivityType, "activity_type"));

    public static readonly FieldTable StateTransition = new(
        "",
        (Transition.TransitionType, "application_transition_type"),
        (Transition.IsFirstRun, "is_first_run"),
        (Transition.IsUpgrade, "is_upgrade"),
        (Transition.SuccessfullyClosed, "successfully_closed"));

    public static readonly FieldTable SessionEnd = new("", (SessionEndEvent.Wire.DurationMilliseconds, "session_duration_ms"));

    public static readonly FieldTable PushMessage = new(
        "",
        (Push.MessageType, "push_message_type"),
        (Push.ApplicationState, "application_state"),
        (Push.ActionIdentifier, "action_identifier"));

    public static readonly FieldTable PushRegistration = new("", (PushRegistrationEvent.Wire.Register, "register"));

    public static readonly FieldTable CrashReport = new(
        "",
        (Crash.ClassName, "class_name"),
        (Crash.Severity, "severity"),
        (Crash.ExceptionHandled, "exception_handled"));

    public static (EventKind Kind, FieldTable Table)[] Rows =>
    [
        (EventKind.Custom, Custom), (EventKind.Attribution, Attribution), (EventKind.ScreenView, ScreenView), (EventKind.StateTransition, StateTransition),
        (EventKind.SessionEnd, SessionEnd), (EventKind.PushMessage, PushMessage), (EventKind.PushRegistration, PushRegistration), (EventKind.Crash, CrashReport),
    ];

    /// <summary>Returns the kind of an event, and the fields of its type; no table when the type has no such fields.</summary>
    public static (EventKind Kind, FieldTable? Table) Of(MParticleEvent @event) => @event switch
    {
        CustomEvent => (EventKind.Custom, Custom),
        AttributionEvent => (EventKind.Attribution, Attribution),
        ScreenViewEvent => (EventKind.ScreenView, @event[ScreenViewEvent.Fields.ScreenName] is { IsAbsent: true } or { IsZeroText: true } ? NamedScreenView : ScreenView),
        ApplicationStateTransitionEvent => (EventKind.StateTransition, StateTransition),
        SessionEndEvent => (EventKind.SessionEnd, SessionEnd),
        PushMessageEvent => (EventKind.PushMessage, PushMessage),
        PushRegistrationEvent => (EventKind.PushRegistration, PushRegistration),
        CrashReportEvent => (EventKind.Crash, CrashReport),
        _ => (EventKind.Every, null),
    };
}
