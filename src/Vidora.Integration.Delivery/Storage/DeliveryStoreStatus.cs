namespace Vidora.Integration.Delivery;

/// <summary>Counts the content of a store at one moment.</summary>
public sealed class DeliveryStoreStatus
{
    /// <summary>Gets the events in the queue, with leased ones and without dead letters.</summary>
    public required long Events { get; init; }

    /// <summary>Gets the bytes of these events' JSON.</summary>
    public required long Bytes { get; init; }

    /// <summary>Gets the events that a sender has leased.</summary>
    public required int Leased { get; init; }

    /// <summary>Gets when the oldest event was accepted; null when the queue is empty.</summary>
    public DateTimeOffset? OldestAcceptedAt { get; init; }

    /// <summary>Gets the number of dead letters by reason.</summary>
    public required IReadOnlyDictionary<string, long> DeadLetters { get; init; }

    /// <summary>Gets the bytes of the dead letters' JSON.</summary>
    public required long DeadLetterBytes { get; init; }

    /// <summary>Gets the items in the quarantine.</summary>
    public required long QuarantineItems { get; init; }

    /// <summary>Gets the bytes in the quarantine.</summary>
    public required long QuarantineBytes { get; init; }

    /// <summary>Gets the number of forgotten users.</summary>
    public required long ForgottenUsers { get; init; }

    /// <summary>Gets the erasures that Vidora has not answered.</summary>
    public required long OpenErasures { get; init; }

    /// <summary>Gets the erasures that Vidora refused for good.</summary>
    public long RefusedErasures { get; init; }

    /// <summary>Gets the data subject requests that a person must act on.</summary>
    public long HeldRequests { get; init; }

    /// <summary>Gets when the oldest request of a person was received that is held or not answered; null when there is none.</summary>
    public DateTimeOffset? OldestRequestAt { get; init; }

    /// <summary>Gets the share of the limits that events and dead letters use: 0 is empty, 1 is full.</summary>
    /// <remarks>It is the disk's share when that is higher: 1 when the disk has no room for new events.</remarks>
    public required double Fullness { get; init; }

    /// <summary>Gets the free bytes on the disk of the file; null in memory, and when the system does not tell.</summary>
    public long? FreeDiskBytes { get; init; }

    /// <summary>Gets the disk's share of <see cref="Fullness"/>.</summary>
    internal double DiskFullness { get; init; }
}
