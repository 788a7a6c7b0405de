namespace Vidora.Integration.Delivery;

/// <summary>What of the history is sent, and how fast. Defaults are our choice.</summary>
public sealed class ReplayOptions
{
    /// <summary>
    /// The file that remembers how far a replay has come, so that the next run goes on from there. Default null: every run
    /// begins anew. Its folder must exist.
    /// </summary>
    public string? CheckpointFile { get; init; }

    /// <summary>
    /// Events from this time on. Compared with the event's <c>timestamp</c>, which is in whole seconds; an event without one
    /// is left out when this or <see cref="To"/> is set. Default null: from the beginning.
    /// </summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Events before this time. Default null: to the end.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>
    /// Events of these types: Vidora's <c>type</c> (such as <c>purchase</c>) or mParticle's <c>event_type</c> (such as
    /// <c>commerce_event</c>), compared ordinally. Default empty: all.
    /// </summary>
    public IReadOnlyCollection<string> Types { get; init; } = [];

    /// <summary>Events of these users: MPIDs. Default empty: all.</summary>
    public IReadOnlyCollection<long> Users { get; init; } = [];

    /// <summary>How many events a second are sent at most, on average, 0.001 or more. Default null: as many as Vidora takes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 0.001.</exception>
    public double? EventsPerSecond
    {
        get;
        init
        {
            if (value is { } rate && !(rate >= 0.001))
            {
                throw new ArgumentOutOfRangeException(nameof(value), "EventsPerSecond must be 0.001 or more.");
            }

            field = value;
        }
    }

    /// <summary>Requests to Vidora at a time, 1 to 256: the replay's share of the sender. Default 4.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not 1 to 256.</exception>
    public int MaxConcurrentRequests
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 256);
            field = value;
        }
    } = 4;

    /// <summary>
    /// About how many events are sent before the checkpoint moves, 1 to 1,000,000: the bound of what is sent twice after a
    /// crash, give or take one document, and a measure of the memory used. Default 20,000; 16 MiB of events end a window too.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not 1 to 1,000,000.</exception>
    public int MaxWindowEvents
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1_000_000);
            field = value;
        }
    } = 20_000;

    /// <summary>Does everything but sending. A checkpoint is gone on from, but not moved. Default false.</summary>
    public bool DryRun { get; init; }

    /// <summary>The wire format of the documents. Default <see cref="MParticleFormat.Auto"/>.</summary>
    public MParticleFormat Format { get; init; }
}
