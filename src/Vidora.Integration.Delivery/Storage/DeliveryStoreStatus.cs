namespace Vidora.Integration.Delivery;

/// <summary>How much a store holds at one moment.</summary>
public sealed class DeliveryStoreStatus
{
    /// <summary>Events in the queue, leased ones included, dead letters not.</summary>
    public required long Events { get; init; }

    /// <summary>Bytes of these events' JSON.</summary>
    public required long Bytes { get; init; }

    /// <summary>Events that a sender has in hand.</summary>
    public required int Leased { get; init; }

    /// <summary>When the first of the events was accepted; null when there is none.</summary>
    public DateTimeOffset? OldestAcceptedAt { get; init; }

    /// <summary>Dead letters by reason.</summary>
    public required IReadOnlyDictionary<string, long> DeadLetters { get; init; }

    /// <summary>Bytes of the dead letters' JSON.</summary>
    public required long DeadLetterBytes { get; init; }

    /// <summary>Items in the quarantine.</summary>
    public required long QuarantineItems { get; init; }

    /// <summary>Bytes in the quarantine.</summary>
    public required long QuarantineBytes { get; init; }

    /// <summary>Users that are forgotten.</summary>
    public required long ForgottenUsers { get; init; }

    /// <summary>Erasures that Vidora has not answered.</summary>
    public required long OpenErasures { get; init; }

    /// <summary>The share of the store's limits that is used by events and dead letters: 0 empty, 1 full.</summary>
    public required double Fullness { get; init; }
}
