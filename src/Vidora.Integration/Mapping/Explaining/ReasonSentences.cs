namespace Vidora.Integration.Mapping.Explaining;

/// <summary>Says reasons in words.</summary>
internal static class ReasonSentences
{
    public static string Of(NotForwardedReason reason, MappingIssueCode? code) => reason switch
    {
        NotForwardedReason.PersonalData when code is not null => "personal data: an identifier of the batch, or what looks personal",
        NotForwardedReason.PersonalData => "personal data, never forwarded",
        NotForwardedReason.ExcludedPersonalData => "personal data, left out by ExcludePersonalData",
        NotForwardedReason.LeftOutByName => "left out by ExcludeAttributes or OnlyAttributes",
        NotForwardedReason.PerOrder => "a field of one product, left out by Commerce",
        NotForwardedReason.Prediction => "a prediction, never fed back",
        NotForwardedReason.BatchNotForwarded => $"the batch was not forwarded: {Of(code)}",
        NotForwardedReason.EventNotForwarded => $"the event was not forwarded: {Of(code)}",
        NotForwardedReason.Decides => "decides which events or fields there are, not forwarded itself",
        NotForwardedReason.AnotherFieldTaken => "another field says the same and was taken",
        NotForwardedReason.Invalid => $"invalid: {Of(code)}",
        NotForwardedReason.NoValue => "no value (null, empty, zero)",
        NotForwardedReason.NotOnAllowList => "not on the allow-list of device fields",
        NotForwardedReason.NoRule => "no rule forwards it",
        NotForwardedReason.Unknown => "unknown to this library",
        NotForwardedReason.NotExamined => "not examined, the document is too large",
        _ => reason.ToString(),
    };

    private static string Of(MappingIssueCode? code) => code switch
    {
        null => "it has no events",
        MappingIssueCode.MissingMpid => "it has no MPID, or 0",
        MappingIssueCode.InvalidMpid => "its MPID is there, but is not a whole 64-bit number",
        MappingIssueCode.EnvironmentNotForwarded => "its environment is not among the forwarded ones",
        MappingIssueCode.PlatformNotForwarded => "its platform is not among the forwarded ones",
        MappingIssueCode.EventTypeNotForwarded => "its type, or the change in it, is not forwarded",
        MappingIssueCode.UnknownEventType => "its type is unknown, or it has none",
        MappingIssueCode.MissingEventName => "it has no name, which would be its type",
        MappingIssueCode.OutputTooLarge => "the events of the batch would become more than 64 MiB together",
        MappingIssueCode.InvalidAttributeName => "the name is empty",
        MappingIssueCode.InvalidTimestamp => "the time is there, but cannot be read",
        MappingIssueCode.NumberOutOfRange => "the number is larger than a double can hold",
        MappingIssueCode.InvalidValue => "the value is not of the kind that belongs there",
        _ => code.Value.ToString(),
    };
}
