namespace Vidora.Integration.Delivery;

/// <summary>Records one erasure: the request, what was deleted here, and how far Vidora is.</summary>
public sealed class ErasureReceipt
{
    /// <summary>Gets the id of the request, under which Vidora is asked too.</summary>
    public required Guid RequestId { get; init; }

    /// <summary>Gets the users that are forgotten.</summary>
    public required IReadOnlyList<string> UserIds { get; init; }

    /// <summary>Gets when the request became durable; the data here was deleted by then.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Gets the events deleted from the queue.</summary>
    public required int PurgedEvents { get; init; }

    /// <summary>Gets the dead letters deleted.</summary>
    public required int PurgedDeadLetters { get; init; }

    /// <summary>Gets the items deleted from the quarantine.</summary>
    public required int PurgedQuarantineItems { get; init; }

    /// <summary>Gets when Vidora was asked first; null before that.</summary>
    public DateTimeOffset? ForwardedAt { get; init; }

    /// <summary>Gets when Vidora confirmed or refused the request; null before that.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>
    /// Gets whether Vidora refused the request for good (400 and the like, see <see cref="LastReason"/>). Ask Vidora. Then record its
    /// answer with <see cref="DeliveryStore.CompleteErasureAsync"/>, or forget the users again under a new id.
    /// </summary>
    public bool IsRefused => AnsweredAt is not null && LastReason is not null;

    /// <summary>Gets how often Vidora was asked.</summary>
    public required int Attempts { get; init; }

    /// <summary>Gets when Vidora is asked next.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>Gets why the last attempt failed, out of a closed vocabulary; null when it succeeded or there was none.</summary>
    public string? LastReason { get; init; }
}
