namespace Vidora.Integration.Delivery.Sending;

/// <summary>The rules by which Vidora's answer becomes an event's outcome.</summary>
internal static class OutcomeRules
{
    /// <summary>Prefix of the reason of an event that was tried long and often enough.</summary>
    public const string Exhausted = "exhausted_";

    /// <summary>The outcome; null when the request has to be split to find out.</summary>
    /// <param name="answer">What the client says.</param>
    /// <param name="sentAlone">Whether the event was the only one of its request.</param>
    /// <param name="attempts">How often it has been sent, this time included.</param>
    /// <param name="age">How long ago it was accepted.</param>
    /// <param name="retryAt">When it would be sent again.</param>
    /// <param name="options">The limits.</param>
    public static EventOutcome? Decide(
        VidoraSendOutcome answer, bool sentAlone, int attempts, TimeSpan age, DateTimeOffset retryAt, VidoraSendingOptions options) =>
        answer.Status switch
        {
            VidoraSendStatus.Accepted => EventOutcome.Delivered,
            VidoraSendStatus.SetupFault => EventOutcome.Paused(answer.Reason),
            VidoraSendStatus.TooLarge when answer.HttpStatus is null => EventOutcome.Dead(answer.Reason),
            VidoraSendStatus.Rejected or VidoraSendStatus.TooLarge => sentAlone ? EventOutcome.Dead(answer.Reason) : null,
            _ when attempts >= options.MaxAttempts && age >= options.MaxAge => EventOutcome.Dead(Exhausted + answer.Reason),
            _ => EventOutcome.Retry(retryAt, answer.Reason),
        };

    /// <summary>How many events travel with one that has failed so often: an event that breaks requests ends up alone.</summary>
    public static int CompanyOf(int attempts, int maxEvents) => Math.Max(1, maxEvents >> Math.Clamp(attempts - 2, 0, 30));
}
