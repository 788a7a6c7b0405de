namespace Vidora.Integration.Pipelines;

/// <summary>Holds an event with the time from which it was known.</summary>
public readonly struct KnownEvent
{
    private KnownEvent(VidoraEvent item, DateTimeOffset? receivedAt, bool isLive) => (Event, ReceivedAt, IsLive) = (item, receivedAt, isLive);

    /// <summary>Gets the event.</summary>
    public VidoraEvent Event { get; }

    /// <summary>Gets when it was received: by mParticle for history, here for live events. Null when it is unknown.</summary>
    public DateTimeOffset? ReceivedAt { get; }

    internal bool IsLive { get; }

    /// <summary>Creates an event of an archive. It is known from the time at which mParticle received it.</summary>
    /// <param name="item">The event.</param>
    /// <param name="receivedByMParticle">mParticle's time of receipt; null when the source has none, so that the event's own time counts.</param>
    public static KnownEvent FromHistory(VidoraEvent item, DateTimeOffset? receivedByMParticle) => new(item, receivedByMParticle, isLive: false);

    /// <summary>
    /// Creates an event that came here. It is known from its receipt. An event that is older than a day when it comes counts as
    /// replayed history, and is known from its own time.
    /// </summary>
    /// <param name="item">The event.</param>
    /// <param name="receivedAt">The time of receipt here.</param>
    public static KnownEvent FromLive(VidoraEvent item, DateTimeOffset receivedAt) => new(item, receivedAt, isLive: true);
}
