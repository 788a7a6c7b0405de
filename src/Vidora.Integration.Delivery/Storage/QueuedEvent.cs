namespace Vidora.Integration.Delivery.Storage;

/// <summary>Holds one event that a sender has leased.</summary>
internal sealed class QueuedEvent
{
    public required long Id { get; init; }

    /// <summary>Gets the row that held it when it was leased.</summary>
    public required long RowId { get; init; }

    /// <summary>Gets the event's JSON in UTF-8, exactly as it is sent.</summary>
    public required ReadOnlyMemory<byte> Utf8Json { get; init; }

    /// <summary>Gets how often it was sent before.</summary>
    public required int Attempts { get; init; }

    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>Gets the W3C trace context of the request that it came in; null when that was not recorded.</summary>
    public string? Trace { get; init; }
}
