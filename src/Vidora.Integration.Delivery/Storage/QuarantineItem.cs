namespace Vidora.Integration.Delivery;

/// <summary>Something that was received and could not be forwarded, as it was received.</summary>
public sealed class QuarantineItem
{
    /// <summary>The item's number in its store.</summary>
    public required long Id { get; init; }

    /// <summary>Why it is here.</summary>
    public required QuarantineReason Reason { get; init; }

    /// <summary>When it was received.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Whose data it is, when that is known.</summary>
    public string? UserId { get; init; }

    /// <summary>The bytes as received. Unfiltered: they may hold personal data.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }
}
