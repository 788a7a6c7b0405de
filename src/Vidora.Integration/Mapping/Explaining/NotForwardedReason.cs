namespace Vidora.Integration.Mapping.Explaining;

/// <summary>Lists the reasons for a field that is in no event, in the order of reports. <see cref="ReasonSentences"/> explains them.</summary>
internal enum NotForwardedReason
{
    PersonalData,
    ExcludedPersonalData,
    LeftOutByName,
    PerOrder,
    Prediction,
    BatchNotForwarded,
    EventNotForwarded,
    Decides,
    AnotherFieldTaken,
    Invalid,
    NoValue,
    NotOnAllowList,
    NoRule,
    Unknown,
    NotExamined,
}
