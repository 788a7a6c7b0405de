namespace Vidora.Integration.Delivery;

/// <summary>Counts the attempts that ended in one way since the process started.</summary>
public sealed class OutcomeCount
{
    /// <summary>Gets the status.</summary>
    public required SendStatus Status { get; init; }

    /// <summary>Gets the reason, out of a closed vocabulary.</summary>
    public required string Reason { get; init; }

    /// <summary>Gets the events, counted once for each attempt.</summary>
    public required long Count { get; init; }
}
