namespace Vidora.Integration.Emulator.Validation;

/// <summary>
/// Names the errors and remarks that the emulator finds in an event; <see cref="EventProblemNames"/> explains each. The
/// kinds follow the field table of the Vidora Behavioral API. The reaction of Vidora is not public, so the split is our
/// choice.
/// </summary>
[Flags]
internal enum EventProblems
{
    None = 0,
    NotAnObject = 1,
    MissingUserId = 2,
    MissingType = 4,
    TimestampNotInteger = 8,
    NestedValue = 16,
    TimestampInMilliseconds = 32,
    NoEventId = 64,
    DuplicateEventId = 128,
    PersonalData = 256,

    /// <summary>Advice: reserved user attributes, which a default mapping forwards with every event.</summary>
    ReservedAttributes = 512,

    /// <summary>The kinds that make an event invalid; the others are remarks or advice.</summary>
    Errors = NotAnObject | MissingUserId | MissingType | TimestampNotInteger | NestedValue,
}
