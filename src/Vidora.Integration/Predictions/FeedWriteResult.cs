namespace Vidora.Integration;

/// <summary>What became of the users of one call: one outcome per user.</summary>
public sealed class FeedWriteResult
{
    /// <summary>Collects the outcomes of a call.</summary>
    /// <param name="outcomes">One outcome per user, in the order of the users.</param>
    /// <param name="requestCount">How many requests were made.</param>
    /// <param name="bytes">How many bytes their bodies had.</param>
    /// <param name="rateLimitPercentageUsed">The highest share of a rate limit that an answer named.</param>
    public FeedWriteResult(IReadOnlyList<FeedWriteOutcome> outcomes, int requestCount, long bytes, int? rateLimitPercentageUsed = null)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        ArgumentOutOfRangeException.ThrowIfNegative(requestCount);
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Outcomes = outcomes;
        RequestCount = requestCount;
        Bytes = bytes;
        RateLimitPercentageUsed = rateLimitPercentageUsed;
    }

    /// <summary>One outcome per user, in the order of the users.</summary>
    public IReadOnlyList<FeedWriteOutcome> Outcomes { get; }

    /// <summary>How many requests were made.</summary>
    public int RequestCount { get; }

    /// <summary>How many bytes the bodies of the requests had.</summary>
    public long Bytes { get; }

    /// <summary>
    /// How much of its rate limits the organisation uses, in percent (<c>X-mp-rate-limit-percentage-used</c> of accepted requests,
    /// the largest of all limits); null when no answer said so.
    /// </summary>
    public int? RateLimitPercentageUsed { get; }

    /// <summary>Whether mParticle has taken every batch. True when there were none.</summary>
    public bool AllAccepted => Count(FeedWriteStatus.Accepted) == Outcomes.Count;

    /// <summary>How many users ended with that status.</summary>
    /// <param name="status">The status to count.</param>
    public int Count(FeedWriteStatus status) => Outcomes.Count(outcome => outcome.Status == status);
}
