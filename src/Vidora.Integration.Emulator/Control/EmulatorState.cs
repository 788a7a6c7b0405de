namespace Vidora.Integration.Emulator;

/// <summary>Holds the counts since the start or the last reset, as <c>GET /emulator/state</c> returns them.</summary>
public sealed class EmulatorState
{
    internal EmulatorState()
    {
    }

    /// <summary>Gets the number of events in bodies that could be read.</summary>
    public long Received { get; internal init; }

    /// <summary>Gets the number of accepted events.</summary>
    public long Valid { get; internal init; }

    /// <summary>Gets the number of events with an error.</summary>
    public long Invalid { get; internal init; }

    /// <summary>Gets the number of accepted events with a remark, such as a repeated <c>event_id</c>.</summary>
    public long Warned { get; internal init; }

    /// <summary>Gets the number of stored events, accepted or not.</summary>
    public long Kept { get; internal init; }

    /// <summary>Gets the number of accepted events by <c>type</c>.</summary>
    public IReadOnlyDictionary<string, long> ByType { get; internal init; } = new Dictionary<string, long>();

    /// <summary>Gets the number of events by error or remark; an event may have several.</summary>
    public IReadOnlyDictionary<string, long> ByReason { get; internal init; } = new Dictionary<string, long>();

    /// <summary>Gets the number of production users that the feed wrote.</summary>
    public long Users { get; internal init; }

    /// <summary>Gets the number of batches that the feed accepted, also repeated ones.</summary>
    public long FeedBatches { get; internal init; }

    /// <summary>Gets the number of batches not applied because their <c>source_request_id</c> was known.</summary>
    public long FeedDuplicates { get; internal init; }

    /// <summary>Gets the number of requests to the emulated services, not to <c>/emulator</c> or the pages.</summary>
    public long Requests { get; internal init; }

    /// <summary>Gets these requests by method and path, such as <c>POST /v1/validate</c>.</summary>
    public IReadOnlyDictionary<string, long> RequestsByRoute { get; internal init; } = new Dictionary<string, long>();

    /// <summary>Gets these requests by the status of the answer, 0 for a cut connection.</summary>
    public IReadOnlyDictionary<int, long> RequestsByStatus { get; internal init; } = new Dictionary<int, long>();
}
