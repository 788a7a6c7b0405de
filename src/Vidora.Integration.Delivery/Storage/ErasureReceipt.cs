namespace Vidora.Integration.Delivery;

/// <summary>The record of one erasure: what was asked, what was removed here, and how far Vidora's part is.</summary>
public sealed record ErasureReceipt
{
    /// <summary>The request's id, also the one under which Vidora is asked.</summary>
    public required Guid RequestId { get; init; }

    /// <summary>The users that are forgotten.</summary>
    public required IReadOnlyList<string> UserIds { get; init; }

    /// <summary>When the request was received and made durable; what is purged was purged by then.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Events removed from the queue.</summary>
    public required int PurgedEvents { get; init; }

    /// <summary>Dead letters removed.</summary>
    public required int PurgedDeadLetters { get; init; }

    /// <summary>Items removed from the quarantine.</summary>
    public required int PurgedQuarantineItems { get; init; }

    /// <summary>When Vidora was asked for the first time; null while it was not.</summary>
    public DateTimeOffset? ForwardedAt { get; init; }

    /// <summary>When Vidora said that it has the request; null while it did not.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>How often Vidora was asked.</summary>
    public required int Attempts { get; init; }

    /// <summary>When Vidora is asked next; past or present when it is due.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>Why the last attempt did not end it, out of a closed vocabulary; null when none failed.</summary>
    public string? LastReason { get; init; }
}
