namespace Vidora.Integration;

/// <summary>What the mapper has to report (our choice; the set is closed).</summary>
public enum MappingIssueCode
{
    /// <summary>The batch has no MPID, or 0: none of its events is forwarded.</summary>
    MissingMpid,

    /// <summary>The batch's environment is not among the forwarded ones.</summary>
    EnvironmentNotForwarded,

    /// <summary>The batch's platform is not among the forwarded ones.</summary>
    PlatformNotForwarded,

    /// <summary>Events of this type, or changes of this attribute, are not forwarded.</summary>
    EventTypeNotForwarded,

    /// <summary>The event's type is not known, or it has none.</summary>
    UnknownEventType,

    /// <summary>The event has no name, which would be its type.</summary>
    MissingEventName,

    /// <summary>The event has no time of its own; it got the batch's.</summary>
    TimestampFromBatch,

    /// <summary>Neither the event nor the batch has a time; Vidora will take the time of submission.</summary>
    MissingTimestamp,

    /// <summary>The name was taken already; the value was forwarded under another name.</summary>
    AttributeRenamed,

    /// <summary>The name is empty; the value was left out.</summary>
    InvalidAttributeName,

    /// <summary>The value is not of the field's kind, such as a list where a number belongs; it was left out.</summary>
    InvalidValue,

    /// <summary>The events of the batch would become more than 64 MiB together; this one and those behind it are left out.</summary>
    OutputTooLarge,

    /// <summary>The text held half a character (a lone surrogate), which was replaced by U+FFFD.</summary>
    TextRepaired,
}
