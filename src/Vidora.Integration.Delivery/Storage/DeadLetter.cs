namespace Vidora.Integration.Delivery;

/// <summary>An event that will not be sent again unless it is re-driven.</summary>
public sealed class DeadLetter
{
    /// <summary>The event's number in its store; it keeps it when it is re-driven.</summary>
    public required long Id { get; init; }

    /// <summary>Whose event it is: the MPID, or whatever id the Vidora account uses.</summary>
    public required string UserId { get; init; }

    /// <summary>Why it died, out of a closed vocabulary such as <c>http_400</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>How often it was sent.</summary>
    public required int Attempts { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>When it died.</summary>
    public required DateTimeOffset DiedAt { get; init; }

    /// <summary>The event's JSON, UTF-8, as it was sent.</summary>
    public required ReadOnlyMemory<byte> Utf8Json { get; init; }
}
