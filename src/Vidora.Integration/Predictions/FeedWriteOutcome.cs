using System.Globalization;

namespace Vidora.Integration;

/// <summary>What became of one user's batch. The users of one request share one outcome, the same object.</summary>
public sealed class FeedWriteOutcome
{
    /// <summary>Describes what became of a batch.</summary>
    /// <param name="status">What became of it.</param>
    /// <param name="reason">Why, in the words of <see cref="Reason"/>.</param>
    /// <param name="httpStatus">The status code of the answer; null when there was none.</param>
    /// <exception cref="ArgumentException">The reason is empty.</exception>
    public FeedWriteOutcome(FeedWriteStatus status, string reason, int? httpStatus = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        Status = status;
        Reason = reason;
        HttpStatus = httpStatus;
    }

    /// <summary>What became of the batch.</summary>
    public FeedWriteStatus Status { get; }

    /// <summary>
    /// Why, one of a closed set and fit for logs: <c>http_</c> and the status code, <c>batch_too_large</c>,
    /// <c>too_many_attributes</c>, <c>timeout</c>, <c>network_failure</c>, <c>unknown_host</c>, <c>tls_failure</c>,
    /// <c>unexpected_failure</c>.
    /// </summary>
    public string Reason { get; }

    /// <summary>The status code of mParticle's answer; null when nothing was sent or nothing came back.</summary>
    public int? HttpStatus { get; }

    /// <summary>
    /// What mParticle wrote about it, cut and without control characters; null when it wrote nothing. It may quote what was sent:
    /// for the report of a run, not for logs.
    /// </summary>
    public string? Message { get; init; }

    /// <summary>
    /// How long mParticle asked to wait (<c>Retry-After</c> or <c>RetryAfter</c>, seconds or a date); never negative, at most 24
    /// hours (our choice), null when it did not say.
    /// </summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// The limit that is exceeded (<c>X-mp-rate-limit-exceeded</c>), without quotes: <c>org</c>, <c>account</c>, <c>app</c>,
    /// <c>feed</c>, <c>workspace</c>, <c>acceleration</c> or <c>system</c>; <c>other</c> for anything else; null when there was none.
    /// </summary>
    public string? ExceededLimit { get; init; }

    /// <summary>Status and reason, such as <c>Transient (http_503)</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Status} ({Reason})");
}
