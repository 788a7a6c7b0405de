namespace Vidora.Integration;

/// <summary>Why a field of a document is in no Vidora event (our choice; the set is closed).</summary>
public enum NotForwardedReason
{
    /// <summary>Personal data, never forwarded, whatever the options.</summary>
    PersonalData,

    /// <summary>Left out because of <see cref="VidoraMappingOptions.ExcludePersonalData"/>.</summary>
    ExcludedPersonalData,

    /// <summary>A prediction: a model is not fed its own output.</summary>
    Prediction,

    /// <summary>Nothing of the batch was forwarded; <see cref="FieldNotForwarded.Code"/> says why, null when the batch has no events.</summary>
    BatchNotForwarded,

    /// <summary>Its event was not forwarded; <see cref="FieldNotForwarded.Code"/> says why.</summary>
    EventNotForwarded,

    /// <summary>It decides which events there are, or which fields they have, and is not forwarded itself.</summary>
    Decides,

    /// <summary>Another field of the document says the same and was taken: a later one, or one that comes first in rank.</summary>
    AnotherFieldTaken,

    /// <summary>Its value is not of the kind that the field has, or its name is empty; <see cref="FieldNotForwarded.Code"/> says which.</summary>
    Invalid,

    /// <summary>It has no value: null, empty, zero.</summary>
    NoValue,

    /// <summary>A field of the device that is not on the allow-list.</summary>
    NotOnAllowList,

    /// <summary>The library knows the field, or the part of the document it is in, and no rule forwards it.</summary>
    NoRule,

    /// <summary>The library does not know the field.</summary>
    Unknown,

    /// <summary>The document is too large for all of it to be explained; this field's turn did not come.</summary>
    NotExamined,
}
