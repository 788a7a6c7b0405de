namespace Vidora.Integration.Mapping.Explaining;

/// <summary>What the examinations of a document's events found, put together.</summary>
internal sealed class Findings(int fields, int inputs)
{
    /// <summary>What each field of the document does.</summary>
    public FieldEffect[] Effects { get; } = new FieldEffect[fields];

    /// <summary>What it would do, were personal data not excluded.</summary>
    public FieldEffect[] EffectsWithPersonalData { get; } = new FieldEffect[fields];

    /// <summary>Why each event or notification became nothing; null where it became something.</summary>
    public MappingIssueCode?[] Refusals { get; } = new MappingIssueCode?[inputs];

    /// <summary>The fields that fields of Vidora events come from.</summary>
    public HashSet<int> Sources { get; } = [];

    /// <summary>Names of fields that have to be asked about alone.</summary>
    public HashSet<string> AskAlone { get; } = new(StringComparer.Ordinal);
}
