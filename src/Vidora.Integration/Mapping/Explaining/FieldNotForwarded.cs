using Vidora.Integration.Mapping.Explaining;

namespace Vidora.Integration;

/// <summary>Explains a field of the document that is in no Vidora event: its path and the reason, never its value.</summary>
public sealed class FieldNotForwarded
{
    internal FieldNotForwarded(string path, NotForwardedReason kind, MappingIssueCode? code)
    {
        Path = path;
        Kind = kind;
        Code = code;
    }

    /// <summary>
    /// Gets the path, such as <c>events[0].data.location.latitude</c>. A list of scalars is one field. A name with characters
    /// other than letters, digits, <c>_</c>, <c>-</c>, <c>$</c> and <c>:</c> is in brackets, as JSON text.
    /// </summary>
    public string Path { get; }

    /// <summary>Gets the reason as a word for programs, such as <c>PersonalData</c>. The README lists the words.</summary>
    public string Reason => Kind.ToString();

    /// <summary>Gets the issue that the mapper reported; null when the reason says all.</summary>
    public MappingIssueCode? Code { get; }

    /// <summary>Gets the reason as a sentence for people. Its wording may change.</summary>
    public string Sentence => ReasonSentences.Of(Kind, Code);

    internal NotForwardedReason Kind { get; }
}
