namespace Vidora.Integration.Mapping.Explaining;

/// <summary>Lists the reasons for a field that is in no Vidora event, in the order in which reports show them.</summary>
internal enum NotForwardedReason
{
    /// <summary>The field is personal and is never forwarded, whatever the options.</summary>
    PersonalData,

    /// <summary><see cref="VidoraMappingOptions.ExcludePersonalData"/> leaves the field out.</summary>
    ExcludedPersonalData,

    /// <summary>The attribute is a prediction, and a model must not be fed its own output.</summary>
    Prediction,

    /// <summary>The batch was not forwarded. The code says why; null means that it has no events.</summary>
    BatchNotForwarded,

    /// <summary>The event was not forwarded. The code says why.</summary>
    EventNotForwarded,

    /// <summary>The field decides which events or fields there are and is not forwarded itself.</summary>
    Decides,

    /// <summary>Another field with the same meaning was taken: a later one, or one of a higher rank.</summary>
    AnotherFieldTaken,

    /// <summary>The value is not of the field's kind, or the name is empty. The code says which.</summary>
    Invalid,

    /// <summary>The field has no value: null, empty, zero.</summary>
    NoValue,

    /// <summary>The field of the device is not on the allow-list.</summary>
    NotOnAllowList,

    /// <summary>The library knows the field, and no rule forwards it.</summary>
    NoRule,

    /// <summary>The library does not know the field.</summary>
    Unknown,

    /// <summary>The document is too large; the event of this field was not explained.</summary>
    NotExamined,
}
