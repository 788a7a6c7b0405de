namespace Vidora.Integration.Emulator;

/// <summary>What an emulator has counted since its start or last reset; the same as <c>GET /emulator/state</c>.</summary>
public sealed class EmulatorState
{
    /// <summary>Events in bodies that could be read.</summary>
    public required long Received { get; init; }

    /// <summary>Events that were accepted.</summary>
    public required long Valid { get; init; }

    /// <summary>Events that were kept apart because of an error.</summary>
    public required long Invalid { get; init; }

    /// <summary>Accepted events with a remark, such as a repeated <c>event_id</c>.</summary>
    public required long Warned { get; init; }

    /// <summary>Events, accepted or not, that are still in memory.</summary>
    public required long Kept { get; init; }

    /// <summary>Accepted events by <c>type</c>.</summary>
    public required IReadOnlyDictionary<string, long> ByType { get; init; }

    /// <summary>Errors and remarks by their names on the wire; an event may have several.</summary>
    public required IReadOnlyDictionary<string, long> ByReason { get; init; }

    /// <summary>Production users that the mParticle feed wrote.</summary>
    public required long Users { get; init; }

    /// <summary>Batches that the mParticle feed accepted, repeated ones included.</summary>
    public required long FeedBatches { get; init; }

    /// <summary>Of these, the batches that were not applied because their <c>source_request_id</c> had been seen.</summary>
    public required long FeedDuplicates { get; init; }

    /// <summary>Requests to the emulated services; those under <c>/emulator</c> are not counted.</summary>
    public required long Requests { get; init; }

    /// <summary>The same requests by method and path, such as <c>POST /v1/validate</c>.</summary>
    public required IReadOnlyDictionary<string, long> RequestsByRoute { get; init; }

    /// <summary>The same requests by the status they were answered with; 0 for a connection that was cut.</summary>
    public required IReadOnlyDictionary<int, long> RequestsByStatus { get; init; }
}
