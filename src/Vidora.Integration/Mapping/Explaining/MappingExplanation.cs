namespace Vidora.Integration;

/// <summary>
/// What became of the fields of one document. Each of them is among the sources of a field in <see cref="Events"/>, or in
/// <see cref="NotForwarded"/>, never in both.
/// </summary>
public sealed class MappingExplanation
{
    internal MappingExplanation(
        IReadOnlyList<ExplainedEvent> events, IReadOnlyList<FieldNotForwarded> notForwarded, IReadOnlyList<MappingIssue> issues, bool isComplete)
    {
        Events = events;
        NotForwarded = notForwarded;
        Issues = issues;
        IsComplete = isComplete;
    }

    /// <summary>The Vidora events, as the mapper makes them; the first ones when <see cref="IsComplete"/> is false.</summary>
    public IReadOnlyList<ExplainedEvent> Events { get; }

    /// <summary>The fields of the document that are in no event, in the order of the document.</summary>
    public IReadOnlyList<FieldNotForwarded> NotForwarded { get; }

    /// <summary>What the mapper reports.</summary>
    public IReadOnlyList<MappingIssue> Issues { get; }

    /// <summary>Whether all was examined; false when the document is too large for that. Explain its events one by one then.</summary>
    public bool IsComplete { get; }
}
