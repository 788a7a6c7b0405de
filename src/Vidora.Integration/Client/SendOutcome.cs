using System.Globalization;
using Vidora.Integration.Client;

namespace Vidora.Integration;

/// <summary>
/// Describes what became of an event, or of a user's batch. Items of one request share one outcome. All but
/// <see cref="Message"/> is safe to log.
/// </summary>
public sealed class SendOutcome
{
    /// <summary>Creates an outcome.</summary>
    /// <param name="status">The status.</param>
    /// <param name="reason">The reason; not empty.</param>
    /// <exception cref="ArgumentException">The reason is empty.</exception>
    public SendOutcome(SendStatus status, string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        Status = status;
        Reason = reason;
    }

    /// <summary>Gets the status.</summary>
    public SendStatus Status { get; }

    /// <summary>
    /// Gets the reason, one of a closed set: <c>http_</c> and the status code, <c>error_in_answer</c>, <c>invalid_signature</c>,
    /// <c>event_too_large</c>, <c>batch_too_large</c>, <c>too_many_attributes</c>, <c>timeout</c>, <c>network_failure</c>,
    /// <c>unknown_host</c>, <c>tls_failure</c>, <c>proxy_refused</c>, <c>unrecognised_answer</c> (a success that is not this
    /// service's), <c>wrong_clock</c>, <c>unexpected_failure</c>, <c>nothing_to_send</c>. The queue adds <c>held_back</c>,
    /// <c>forgotten</c>, <c>all_refused</c>, and <c>exhausted_</c> with the last reason.
    /// </summary>
    public string Reason { get; }

    /// <summary>Gets the status code of the answer; null when nothing was sent or no answer came.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>
    /// Gets the wait that the answer asks for (<c>Retry-After</c>), from zero to 24 hours (our choice); null when it asks for none.
    /// </summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Gets the time of the next attempt; null unless the queue set one.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>Gets how often a dead event was sent; 0 when unknown.</summary>
    public int Attempts { get; init; }

    /// <summary>
    /// Gets the error text of mParticle's answer, shortened, without control characters; null when there is none. It may quote
    /// user data: do not log it.
    /// </summary>
    public string? Message { get; init; }

    /// <summary>
    /// Gets mParticle's exceeded rate limit (<c>X-mp-rate-limit-exceeded</c>): <c>org</c>, <c>account</c>, <c>app</c>,
    /// <c>feed</c>, <c>workspace</c>, <c>acceleration</c>, <c>system</c> or <c>other</c>; null when the answer names none.
    /// </summary>
    public string? ExceededLimit { get; init; }

    /// <summary>
    /// Gets how much of mParticle's rate limits is used, in percent (<c>X-mp-rate-limit-percentage-used</c>); null when the answer
    /// does not say.
    /// </summary>
    public int? RateLimitPercentageUsed { get; init; }

    /// <summary>Gets whether the answer or failure is unknown to this library.</summary>
    internal bool IsUnclassified { get; init; }

    /// <summary>Gets what answered, in words that are safe to log; null unless the account is at fault.</summary>
    internal string? Origin { get; init; }

    /// <summary>Gets how far this machine's clock is ahead of the service's, or negative behind it; null when it is right or unknown.</summary>
    internal TimeSpan? ClockError { get; init; }

    /// <summary>Gets the value of the outcome tag in metrics and traces.</summary>
    internal string TagValue => Status switch
    {
        SendStatus.Accepted => "accepted",
        SendStatus.Rejected when AnswerClassifier.IsAboutSize(HttpStatus) || Reason is AnswerClassifier.EventTooLarge or AnswerClassifier.BatchTooLarge => "too_large",
        SendStatus.Rejected => "rejected",
        SendStatus.AccountFault => "account_fault",
        SendStatus.Dead => "dead",
        SendStatus.Waiting => "waiting",
        _ => HttpStatus == 429 ? "rate_limited" : "retry",
    };

    /// <summary>Returns status and reason, such as <c>Retry (http_503)</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Status} ({Reason})");
}
