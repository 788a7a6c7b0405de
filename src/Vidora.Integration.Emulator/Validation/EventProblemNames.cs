namespace Vidora.Integration.Emulator.Validation;

/// <summary>Names and explains <see cref="EventProblems"/>.</summary>
internal static class EventProblemNames
{
    /// <summary>Gets every kind with its name on the wire and its explanation on the pages.</summary>
    public static IReadOnlyList<(EventProblems Kind, string Name, string Text)> All { get; } =
    [
        (EventProblems.NotAnObject, "not_an_object", "The element of \"data\" is not a JSON object."),
        (EventProblems.MissingUserId, "missing_user_id", "\"user_id\" is missing, empty or not text."),
        (EventProblems.MissingType, "missing_type", "\"type\" is missing, empty or not text."),
        (EventProblems.TimestampNotInteger, "timestamp_not_integer", "\"timestamp\" is not a whole number of seconds since 1970."),
        (EventProblems.NestedValue, "nested_value", "A field holds an object or a list; Vidora documents scalars only."),
        (EventProblems.TimestampInMilliseconds, "timestamp_in_milliseconds", "\"timestamp\" is so large that it is probably in milliseconds; Vidora expects seconds."),
        (EventProblems.NoEventId, "no_event_id", "There is no \"event_id\", so duplicates of the event cannot be found."),
        (EventProblems.DuplicateEventId, "duplicate_event_id", "An event with the same \"event_id\" was received before."),
        (EventProblems.PersonalData, "personal_data", "A name or a value looks like personal data."),
        (EventProblems.ReservedAttributes, "reserved_attributes", "mParticle's reserved user attributes are forwarded. Set ExcludePersonalData to leave them out."),
    ];

    /// <summary>Returns what a kind is: an error, a remark, or advice that holds for the set-up and not for one event.</summary>
    public static (string Word, string Class) Severity(EventProblems kind) =>
        (kind & EventProblems.Errors) != 0 ? ("error", "bad") : kind == EventProblems.ReservedAttributes ? ("advice", "quiet") : ("remark", "warn");

    public static EventProblems? Parse(string name)
    {
        foreach (var (kind, known, _) in All)
        {
            if (known == name)
            {
                return kind;
            }
        }

        return null;
    }

    public static IEnumerable<string> Of(EventProblems problems) =>
        All.Where(problem => problems.HasFlag(problem.Kind)).Select(problem => problem.Name);
}
