namespace Vidora.Integration.Emulator;

/// <summary>
/// What the emulator found in an event. The first five make it invalid: it is kept apart and is not among the accepted
/// ones. The others are remarks on an event that was accepted. What Vidora itself does with such events is not public;
/// the kinds follow the field table of the Vidora Behavioral API, their split into errors and remarks is our choice.
/// </summary>
[Flags]
public enum EventProblems
{
    /// <summary>Nothing: the event is as documented.</summary>
    None = 0,

    /// <summary>Error: an element of <c>data</c> that is no JSON object. On the wire <c>not_an_object</c>.</summary>
    NotAnObject = 1,

    /// <summary>Error: <c>user_id</c> is missing, empty, or no text. On the wire <c>missing_user_id</c>.</summary>
    MissingUserId = 2,

    /// <summary>Error: <c>type</c> is missing, empty, or no text. On the wire <c>missing_type</c>.</summary>
    MissingType = 4,

    /// <summary>Error: <c>timestamp</c> is there and is no integer. On the wire <c>timestamp_not_integer</c>.</summary>
    TimestampNotInteger = 8,

    /// <summary>Error: a field holds an object or a list; all documented types are scalars. On the wire <c>nested_value</c>.</summary>
    NestedValue = 16,

    /// <summary>Remark: the timestamp lies after the year 5138, so it is probably in milliseconds. On the wire <c>timestamp_in_milliseconds</c>.</summary>
    TimestampInMilliseconds = 32,

    /// <summary>Remark: there is no <c>event_id</c>, so a repetition cannot be recognised. On the wire <c>no_event_id</c>.</summary>
    NoEventId = 64,

    /// <summary>Remark: an event with this <c>event_id</c> was received before. On the wire <c>duplicate_event_id</c>.</summary>
    DuplicateEventId = 128,

    /// <summary>Remark: a name or a value looks like personal data. On the wire <c>personal_data</c>.</summary>
    PersonalData = 256,

    /// <summary>All the kinds that make an event invalid.</summary>
    Errors = NotAnObject | MissingUserId | MissingType | TimestampNotInteger | NestedValue,
}
