namespace Vidora.Integration;

/// <summary>Lists the codes of issues. The set is closed.</summary>
public enum MappingIssueCode
{
    /// <summary>The batch has no MPID, or 0. It is not forwarded.</summary>
    MissingMpid,

    /// <summary>The batch's MPID is not a whole 64-bit number. It is not forwarded.</summary>
    InvalidMpid,

    /// <summary>The batch's environment is not in <see cref="VidoraMappingOptions.Environments"/>.</summary>
    EnvironmentNotForwarded,

    /// <summary>The batch's platform is not in <see cref="VidoraMappingOptions.Platforms"/>.</summary>
    PlatformNotForwarded,

    /// <summary>Events of this type, or changes of this attribute, are not forwarded.</summary>
    EventTypeNotForwarded,

    /// <summary>The event's type is not known or missing.</summary>
    UnknownEventType,

    /// <summary>The custom event has no name, which would be its type.</summary>
    MissingEventName,

    /// <summary>The event has no readable time. It has the batch's received time.</summary>
    TimestampFromBatch,

    /// <summary>Neither the event nor the batch has a readable time. Vidora uses the time of submission.</summary>
    MissingTimestamp,

    /// <summary>There is a time, but it is no number of milliseconds. It was left out.</summary>
    InvalidTimestamp,

    /// <summary>The time is in seconds, microseconds or nanoseconds, as its size tells. It was converted.</summary>
    TimestampUnit,

    /// <summary>The time is before 2000, or more than a day after the batch's received time. It was forwarded.</summary>
    ImplausibleTimestamp,

    /// <summary>The name is reserved or was taken. The value was forwarded under another name.</summary>
    AttributeRenamed,

    /// <summary>The name is empty. The value was left out.</summary>
    InvalidAttributeName,

    /// <summary>The value is not of the field's kind, such as a list where a number belongs. It was left out.</summary>
    InvalidValue,

    /// <summary>The number is larger than a double can hold. It was left out.</summary>
    NumberOutOfRange,

    /// <summary>The value is an identity, an IP address, a device id or a push token of the batch, or looks personal. It was left out.</summary>
    PersonalDataRemoved,

    /// <summary>The events of the batch would exceed 64 MiB. Of the events that an event became, only the first has the context.</summary>
    ContextOmitted,

    /// <summary>The events of the batch exceed 64 MiB. This event and those after it are not forwarded.</summary>
    OutputTooLarge,

    /// <summary>The text has a lone surrogate, which was replaced by U+FFFD.</summary>
    TextRepaired,
}
