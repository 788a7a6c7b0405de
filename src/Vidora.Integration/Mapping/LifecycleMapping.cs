using Vidora.Integration.MParticle;
using Crash = Vidora.Integration.MParticle.CrashReportEvent.Fields;
using Push = Vidora.Integration.MParticle.PushMessageEvent.Fields;
using Transition = Vidora.Integration.MParticle.ApplicationStateTransitionEvent.Fields;

namespace Vidora.Integration.Mapping;

/// <summary>What happens to the app and its sessions: each becomes one event of the same type.</summary>
internal static class LifecycleMapping
{
    private static readonly FieldCopy[] _transition =
    [
        new(Transition.IsFirstRun, Fields.IsFirstRun, FieldKind.Boolean, "is_first_run"),
        new(Transition.IsUpgrade, Fields.IsUpgrade, FieldKind.Boolean, "is_upgrade"),
        new(Transition.SuccessfullyClosed, Fields.SuccessfullyClosed, FieldKind.Boolean, "successfully_closed"),
    ];

    private static readonly FieldCopy[] _sessionEnd =
    [
        new(SessionEndEvent.Fields.DurationMilliseconds, Fields.SessionDuration, FieldKind.Number, "session_duration_ms"),
    ];

    private static readonly FieldCopy[] _push =
    [
        new(Push.ApplicationState, Fields.ApplicationState, FieldKind.Text, "application_state"),
        new(Push.ActionIdentifier, Fields.ActionIdentifier, FieldKind.Text, "action_identifier"),
    ];

    private static readonly FieldCopy[] _registration =
    [
        new(PushRegistrationEvent.Fields.Register, Fields.Register, FieldKind.Boolean, "register"),
    ];

    private static readonly FieldCopy[] _crash =
    [
        new(Crash.ClassName, Fields.ClassName, FieldKind.Text, "class_name"),
        new(Crash.Severity, Fields.Severity, FieldKind.Text, "severity"),
        new(Crash.ExceptionHandled, Fields.ExceptionHandled, FieldKind.Boolean, "exception_handled"),
    ];

    /// <summary>Writes the event's own fields.</summary>
    public static void Write(MParticleEvent @event, FieldWriter writer)
    {
        switch (@event)
        {
            case ApplicationStateTransitionEvent transition:
                writer.Word(Fields.ApplicationTransitionType, transition.TransitionType);
                FieldCopy.All(_transition, transition, writer);
                break;
            case SessionEndEvent:
                FieldCopy.All(_sessionEnd, @event, writer);
                break;
            case PushMessageEvent push:
                writer.Word(Fields.PushMessageType, push.MessageType);
                FieldCopy.All(_push, push, writer);
                break;
            case PushRegistrationEvent:
                FieldCopy.All(_registration, @event, writer);
                break;
            case CrashReportEvent:
                FieldCopy.All(_crash, @event, writer);
                break;
        }
    }
}
