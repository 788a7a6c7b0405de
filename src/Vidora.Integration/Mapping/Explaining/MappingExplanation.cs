namespace Vidora.Integration;

/// <summary>
/// Holds the explanation of one document. Each of its fields is a source of a field in <see cref="Events"/> or is in
/// <see cref="NotForwarded"/>, never both.
/// </summary>
public sealed class MappingExplanation
{
    internal MappingExplanation()
    {
    }

    /// <summary>Gets the Vidora events as the mapper makes them; the first ones when <see cref="IsComplete"/> is false.</summary>
    public IReadOnlyList<ExplainedEvent> Events { get; internal init; } = [];

    /// <summary>Gets the fields of the document that are in no event, in the order of the document.</summary>
    public IReadOnlyList<FieldNotForwarded> NotForwarded { get; internal init; } = [];

    /// <summary>Gets the issues of the mapper.</summary>
    public IReadOnlyList<MappingIssue> Issues { get; internal init; } = [];

    /// <summary>Gets whether all events are explained. When false, explain the others one by one.</summary>
    public bool IsComplete { get; internal init; }
}
