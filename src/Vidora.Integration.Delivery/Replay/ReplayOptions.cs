namespace Vidora.Integration.Delivery;

/// <summary>Selects the events of a replay, and limits its speed. The defaults are our choice.</summary>
public sealed class ReplayOptions
{
    /// <summary>Gets the file that records how far a replay is, so that the next run continues there.</summary>
    /// <remarks>Default: null, which begins at the start in every run. The folder must exist.</remarks>
    public string? CheckpointFile { get; init; }

    /// <summary>Gets the earliest time of events. Default: null, from the beginning.</summary>
    /// <remarks>
    /// It is compared with the event's <c>timestamp</c>, which has whole seconds. Events without a timestamp are left out when this or
    /// <see cref="To"/> is set.
    /// </remarks>
    public DateTimeOffset? From { get; init; }

    /// <summary>Gets the time before which events lie. Default: null, to the end.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Gets the types of events, compared ordinally. Default: empty, all types.</summary>
    /// <remarks>Use Vidora's <c>type</c> (such as <c>purchase</c>) or mParticle's <c>event_type</c> (such as <c>commerce_event</c>).</remarks>
    public IReadOnlyCollection<string> Types { get; init; } = [];

    /// <summary>Gets the MPIDs of the users. Default: empty, all users.</summary>
    public IReadOnlyCollection<long> Users { get; init; } = [];

    /// <summary>Gets the most events per second, on average. Default: null, as many as Vidora takes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 0.001.</exception>
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

    /// <summary>Gets the most requests to Vidora at a time, 1 to 256. Default: 4.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 1 to 256.</exception>
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

    /// <summary>Gets about how many events are sent before the checkpoint moves, 1 to 1,000,000. Default: 20,000.</summary>
    /// <remarks>It bounds what is sent twice after a crash, and the memory. 8 MiB of events end a window too.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 1 to 1,000,000.</exception>
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

    /// <summary>Gets whether the events that earlier runs kept as refused in the checkpoint are sent again first. Default: false.</summary>
    /// <remarks>
    /// A replay with a checkpoint keeps there what Vidora refuses for good, unless <c>AddReplay</c> makes dead letters of it. What Vidora
    /// refuses again stays.
    /// </remarks>
    public bool RetryRefused { get; init; }

    /// <summary>Gets whether everything runs except sending. Default: false.</summary>
    /// <remarks>A dry run continues from the checkpoint and does not move it.</remarks>
    public bool DryRun { get; init; }

    /// <summary>Gets the wire format of the documents. Default: <see cref="MParticleFormat.Auto"/>.</summary>
    public MParticleFormat Format { get; init; }
}
