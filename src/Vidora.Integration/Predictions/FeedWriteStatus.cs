namespace Vidora.Integration;

/// <summary>What became of one user's batch. A closed set of our own: every answer and failure is one of them.</summary>
public enum FeedWriteStatus
{
    /// <summary>mParticle has taken the batch (202).</summary>
    Accepted,

    /// <summary>mParticle refused the content of the request. The same again is no use; a smaller part of it may be fine.</summary>
    Rejected,

    /// <summary>
    /// The request was too large. Without <see cref="FeedWriteOutcome.HttpStatus"/> the batch alone is over mParticle's limits and
    /// was not sent; with one (413) fewer users may go through.
    /// </summary>
    TooLarge,

    /// <summary>One of mParticle's rate limits is exceeded (429). Send again later, and slower.</summary>
    RateLimited,

    /// <summary>A failure that passes, or one that nobody has classified. Send again later, with the same ids.</summary>
    Transient,

    /// <summary>Key, secret, address or certificate is wrong. Nothing goes through until the setup is corrected.</summary>
    SetupFault,
}
