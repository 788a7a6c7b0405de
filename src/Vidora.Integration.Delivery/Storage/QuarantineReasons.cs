namespace Vidora.Integration.Delivery.Storage;

/// <summary>Finds and names the reasons of the quarantine.</summary>
internal static class QuarantineReasons
{
    /// <summary>Returns why a mapped document belongs in the quarantine; null when it does not.</summary>
    public static QuarantineReason? Of(MappingResult mapped)
    {
        foreach (var issue in mapped.Issues)
        {
            switch (issue.Code)
            {
                case MappingIssueCode.MissingMpid:
                    return QuarantineReason.MissingMpid;
                case MappingIssueCode.InvalidMpid:
                    return QuarantineReason.InvalidMpid;
            }
        }

        return null;
    }

    /// <summary>Returns the reason as a word, for metrics and headers.</summary>
    public static string Word(this QuarantineReason reason) => reason switch
    {
        QuarantineReason.MissingMpid => "missing_mpid",
        QuarantineReason.InvalidMpid => "invalid_mpid",
        _ => "unreadable",
    };
}
