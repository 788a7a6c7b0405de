using Vidora.Integration.Delivery.Sending;

namespace Vidora.Integration.Delivery;

/// <summary>How an attempt ended for one event.</summary>
public readonly record struct EventOutcome
{
    private EventOutcome(EventOutcomeKind kind, string reason, DateTimeOffset? retryAt)
    {
        Kind = kind;
        Reason = reason;
        RetryAt = retryAt;
    }

    /// <summary>Vidora accepted the event.</summary>
    public static EventOutcome Delivered { get; } = new(EventOutcomeKind.Delivered, "accepted", null);

    /// <summary>The event's user is forgotten.</summary>
    public static EventOutcome Forgotten { get; } = new(EventOutcomeKind.Forgotten, "forgotten", null);

    /// <summary>Which way.</summary>
    public EventOutcomeKind Kind { get; }

    /// <summary>Why, out of a closed vocabulary that never holds data; empty for the default value of this struct.</summary>
    public string Reason => field ?? "";

    /// <summary>How often a dead event was sent, when the sender knows; otherwise 0.</summary>
    public int Attempts { get; init; }

    /// <summary>When to send it again; null unless the outcome is <see cref="EventOutcomeKind.Retry"/>.</summary>
    public DateTimeOffset? RetryAt { get; }

    /// <summary>The event is to be sent again at a time.</summary>
    /// <param name="at">When.</param>
    /// <param name="reason">Why, out of a closed vocabulary.</param>
    public static EventOutcome Retry(DateTimeOffset at, string reason) => new(EventOutcomeKind.Retry, reason, at);

    /// <summary>The event becomes a dead letter.</summary>
    /// <param name="reason">Why, out of a closed vocabulary.</param>
    public static EventOutcome Dead(string reason) => new(EventOutcomeKind.Dead, reason, null);

    /// <summary>The event stays as it is: the account is paused, or waits.</summary>
    /// <param name="reason">Why, out of a closed vocabulary.</param>
    public static EventOutcome Paused(string reason) => new(EventOutcomeKind.Paused, reason, null);
}
