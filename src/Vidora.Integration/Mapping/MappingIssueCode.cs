namespace Vidora.Integration;

/// <summary>Lists the codes of issues. The set is closed.</summary>
public enum MappingIssueCode
{
    /// <summary>The batch has no MPID, or 0. It is not forwarded.</summary>
    MissingMpid,

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

    /// <summary>The event has no time. It has the batch's received time.</summary>
    TimestampFromBatch,

    /// <summary>Neither the event nor the batch has a time. Vidora uses the time of submission.</summary>
    MissingTimestamp,

    /// <summary>The name was taken. The value was forwarded under another name.</summary>
    AttributeRenamed,

    /// <summary>The name is empty. The value was left out.</summary>
    InvalidAttributeName,

    /// <summary>The value is not of the field's kind, such as a list where a number belongs. It was left out.</summary>
    InvalidValue,

    /// <summary>The events of the batch exceed 64 MiB. This event and those after it are not forwarded.</summary>
    OutputTooLarge,

    /// <summary>The text has a lone surrogate, which was replaced by U+FFFD.</summary>
    TextRepaired,
}
