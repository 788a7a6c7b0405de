using Vidora.Integration.Client;

namespace Vidora.Integration;

/// <summary>
/// A call of the Vidora API failed. Says whether the failure passes by itself and when to come back. Never holds the address,
/// key, signature or body of the request, nor the body of the answer, and has no inner exception that could.
/// </summary>
public sealed class VidoraApiException : Exception
{
    /// <summary>Makes an exception without a message of its own.</summary>
    public VidoraApiException()
        : this("A call of the Vidora API failed.")
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">What failed and what to do about it; no secrets, addresses or data.</param>
    public VidoraApiException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception that was caused by another one.</summary>
    /// <param name="message">What failed and what to do about it; no secrets, addresses or data.</param>
    /// <param name="innerException">The cause. Its text must be as free of secrets, addresses and data as the message.</param>
    public VidoraApiException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The status code of Vidora's answer; null when nothing was sent or nothing came back.</summary>
    public int? StatusCode { get; init; }

    /// <summary>Whether the same call may succeed later without anybody doing anything.</summary>
    public bool IsTransient { get; init; }

    /// <summary>Whether key, secret, address or certificate is wrong, so that no call succeeds until that is corrected.</summary>
    public bool IsAccountFault { get; init; }

    /// <summary>How long Vidora asked to wait (<c>Retry-After</c>); never negative, at most 24 hours (our choice), null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
