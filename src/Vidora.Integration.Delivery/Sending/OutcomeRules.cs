namespace Vidora.Integration.Delivery.Sending;

/// <summary>Decides what an answer means for one event of a request that is not split further.</summary>
internal static class OutcomeRules
{
    /// <summary>The prefix of the reason of an event whose attempts and age are exhausted.</summary>
    public const string Exhausted = "exhausted_";

    /// <summary>Returns the outcome of the event.</summary>
    /// <param name="answer">The outcome of the request.</param>
    /// <param name="attempts">The number of attempts, this one included.</param>
    /// <param name="age">The time since the event was accepted.</param>
    /// <param name="retryAt">The time of the next attempt, if there is one.</param>
    /// <param name="options">The limits.</param>
    public static SendOutcome Decide(
        SendOutcome answer, int attempts, TimeSpan age, DateTimeOffset retryAt, VidoraSendingOptions options)
    {
        var isExhausted = attempts >= options.MaxAttempts && age >= options.MaxAge;
        return answer.Status switch
        {
            SendStatus.Accepted => answer,
            SendStatus.AccountFault => new(SendStatus.Waiting, answer.Reason) { HttpStatus = answer.HttpStatus },
            SendStatus.Rejected => new(SendStatus.Dead, answer.Reason) { HttpStatus = answer.HttpStatus, Attempts = attempts },
            _ when isExhausted => new(SendStatus.Dead, Exhausted + answer.Reason) { HttpStatus = answer.HttpStatus, Attempts = attempts },
            _ => new(SendStatus.Retry, answer.Reason) { HttpStatus = answer.HttpStatus, RetryAt = retryAt },
        };
    }

    /// <summary>Returns the size of a request with an event that failed so often. An event that breaks requests ends up alone.</summary>
    public static int RequestSizeAfter(int attempts, int maxEvents) => Math.Max(1, maxEvents >> Math.Clamp(attempts - 2, 0, 30));
}
