namespace Vidora.Integration.Delivery;

/// <summary>Holds an event that is not sent again unless you re-drive it.</summary>
public sealed class DeadLetter
{
    /// <summary>Gets the number of the event in its store. A re-driven event keeps it.</summary>
    public required long Id { get; init; }

    /// <summary>Gets the user: the MPID, or another id that the Vidora account uses.</summary>
    public required string UserId { get; init; }

    /// <summary>Gets the reason, out of a closed vocabulary such as <c>http_400</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>Gets how often the event was sent.</summary>
    public required int Attempts { get; init; }

    /// <summary>Gets when the event was accepted.</summary>
    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>Gets when the event became a dead letter.</summary>
    public required DateTimeOffset DiedAt { get; init; }

    /// <summary>Gets the event's JSON in UTF-8, exactly as it was sent.</summary>
    public required ReadOnlyMemory<byte> Utf8Json { get; init; }
}
