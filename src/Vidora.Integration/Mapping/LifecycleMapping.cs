using Vidora.Integration.MParticle;
using Crash = Vidora.Integration.MParticle.CrashReportEvent.Wire;
using Push = Vidora.Integration.MParticle.PushMessageEvent.Wire;
using Transition = Vidora.Integration.MParticle.ApplicationStateTransitionEvent.Wire;

namespace Vidora.Integration.Mapping;

/// <summary>Writes the events of the app and its sessions. Each becomes one event of the same type.</summary>
internal static class LifecycleMapping
{
    public static readonly FieldName TransitionType = "application_transition_type";
    public static readonly FieldName PushMessageType = "push_message_type";

    public static readonly FieldTable StateTransition = new(
        "",
        (Transition.IsFirstRun, "is_first_run"),
        (Transition.IsUpgrade, "is_upgrade"),
        (Transition.SuccessfullyClosed, "successfully_closed"));

    public static readonly FieldTable SessionEnd = new("", (SessionEndEvent.Wire.DurationMilliseconds, "session_duration_ms"));

    public static readonly FieldTable PushMessage = new(
        "",
        (Push.ApplicationState, "application_state"),
        (Push.ActionIdentifier, "action_identifier"));

    public static readonly FieldTable PushRegistration = new("", (PushRegistrationEvent.Wire.Register, "register"));

    public static readonly FieldTable CrashReport = new(
        "",
        (Crash.ClassName, "class_name"),
        (Crash.Severity, "severity"),
        (Crash.ExceptionHandled, "exception_handled"));

    /// <summary>Gets the names of each type of event.</summary>
    public static FieldName[][] Rows =>
    [
        [TransitionType, .. StateTransition.Names],
        [.. SessionEnd.Names],
        [PushMessageType, .. PushMessage.Names],
        [.. PushRegistration.Names],
        [.. CrashReport.Names],
    ];

    /// <summary>Writes the event's own fields.</summary>
    public static void Write(MParticleEvent @event, FieldWriter writer)
    {
        switch (@event)
        {
            case ApplicationStateTransitionEvent transition:
                writer.Word(TransitionType, transition.TransitionType, transition.Positions[ApplicationStateTransitionEvent.Fields.TransitionType]);
                StateTransition.Write(transition, writer);
                break;
            case SessionEndEvent:
                SessionEnd.Write(@event, writer);
                break;
            case PushMessageEvent push:
                writer.Word(PushMessageType, push.MessageType, push.Positions[PushMessageEvent.Fields.MessageType]);
                PushMessage.Write(push, writer);
                break;
            case PushRegistrationEvent:
                PushRegistration.Write(@event, writer);
                break;
            case CrashReportEvent:
                CrashReport.Write(@event, writer);
                break;
        }
    }
}
