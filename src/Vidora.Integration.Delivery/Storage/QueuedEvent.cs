namespace Vidora.Integration.Delivery;

/// <summary>One event that a sender has leased from a <see cref="DeliveryStore"/>.</summary>
public sealed class QueuedEvent
{
    /// <summary>The event's number in its store.</summary>
    public required long Id { get; init; }

    /// <summary>The event's JSON, UTF-8, as it is sent.</summary>
    public required ReadOnlyMemory<byte> Utf8Json { get; init; }

    /// <summary>How often it was sent before.</summary>
    public required int Attempts { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset AcceptedAt { get; init; }
}
