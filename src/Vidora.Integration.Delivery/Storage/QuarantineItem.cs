namespace Vidora.Integration.Delivery;

/// <summary>Holds received bytes that cannot be forwarded.</summary>
public sealed class QuarantineItem
{
    /// <summary>Gets the number of the item in its store.</summary>
    public required long Id { get; init; }

    /// <summary>Gets why it cannot be forwarded.</summary>
    public required QuarantineReason Reason { get; init; }

    /// <summary>Gets when it was received.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Gets the user; null when it is not known.</summary>
    public string? UserId { get; init; }

    /// <summary>Gets the bytes as received. They can contain personal data.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }
}
