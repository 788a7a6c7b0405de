namespace Vidora.Integration.Delivery;

/// <summary>Holds a data subject request that a person must act on. It is kept until someone closes it.</summary>
public sealed class HeldRequest
{
    /// <summary>Gets the number of the request in its store.</summary>
    public required long Id { get; init; }

    /// <summary>Gets why a person must act.</summary>
    public required HeldReason Reason { get; init; }

    /// <summary>Gets when it was received.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Gets mParticle's id of the request; null when it has none.</summary>
    public Guid? RequestId { get; init; }

    /// <summary>Gets the message as received, without keys. It contains personal data.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }
}
