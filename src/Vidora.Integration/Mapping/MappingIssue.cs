namespace Vidora.Integration;

/// <summary>Reports a remark or a refusal of the mapper: a code and a place, never a value.</summary>
public readonly struct MappingIssue
{
    internal MappingIssue(MappingIssueCode code, int? eventIndex, string? path, int notForwardedEvents = 0)
    {
        Code = code;
        EventIndex = eventIndex;
        Path = path;
        NotForwardedEvents = notForwardedEvents;
    }

    /// <summary>Gets the kind of issue.</summary>
    public MappingIssueCode Code { get; }

    /// <summary>Gets the index of the event in the batch, from 0; null when the issue concerns the batch.</summary>
    public int? EventIndex { get; }

    /// <summary>
    /// Gets the field or name concerned, such as <c>user_attributes.plan</c>; null when there is none. Both wire formats use
    /// the names of the mParticle JSON reference.
    /// </summary>
    public string? Path { get; }

    /// <summary>
    /// Gets the number of events that were not forwarded for this reason; 0 for a remark. These numbers and the forwarded
    /// events add up to the events of the batch.
    /// </summary>
    public int NotForwardedEvents { get; }

    /// <summary>Returns the code, the event and the path, for logs.</summary>
    public override string ToString() =>
        $"{Code}{(EventIndex is { } index ? $" at event {index}" : "")}{(Path is null ? "" : $", {Path}")}{(NotForwardedEvents > 0 ? $", not forwarded: {NotForwardedEvents}" : "")}";
}
