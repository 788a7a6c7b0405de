using Vidora.Integration.Mapping.Explaining;

namespace Vidora.Integration;

/// <summary>A field of the document that is in no Vidora event: where it is and why, never its value.</summary>
public sealed class FieldNotForwarded
{
    internal FieldNotForwarded(string path, NotForwardedReason reason, MappingIssueCode? code)
    {
        Path = path;
        Reason = reason;
        Code = code;
    }

    /// <summary>
    /// Where it is, such as <c>events[0].data.location.latitude</c>. A list of scalars is one field; a name with other signs
    /// than letters, digits, <c>_</c>, <c>-</c>, <c>$</c> and <c>:</c> stands in brackets as JSON text.
    /// </summary>
    public string Path { get; }

    /// <summary>Why it was not forwarded.</summary>
    public NotForwardedReason Reason { get; }

    /// <summary>What the mapper reported; null when the reason says all.</summary>
    public MappingIssueCode? Code { get; }

    /// <summary>The reason in words, for people.</summary>
    public string Sentence => ReasonSentences.Of(Reason, Code);
}
