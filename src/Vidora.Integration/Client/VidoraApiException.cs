namespace Vidora.Integration;

/// <summary>Reports a failed call of the Vidora API, or of mParticle's Profile API.</summary>
/// <remarks>
/// It never holds the address, key, signature or body of the request, nor the body of the answer, and has no inner exception that could.
/// </remarks>
public sealed class VidoraApiException : Exception
{
    /// <summary>Creates an exception with a general message.</summary>
    public VidoraApiException()
        : this("A call of the Vidora API failed.")
    {
    }

    /// <summary>Creates an exception.</summary>
    /// <param name="message">The failure, and how to correct it. No secrets, addresses or data.</param>
    public VidoraApiException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with a cause.</summary>
    /// <param name="message">The failure, and how to correct it. No secrets, addresses or data.</param>
    /// <param name="innerException">The cause. Its text must be as free of secrets, addresses and data as the message.</param>
    public VidoraApiException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Gets the status code of the answer; null when nothing was sent or no answer came.</summary>
    public int? StatusCode { get; init; }

    /// <summary>Gets whether the same call may succeed later.</summary>
    public bool IsTransient { get; init; }

    /// <summary>Gets whether key, secret, address or certificate is wrong. No call succeeds until that is corrected.</summary>
    public bool IsAccountFault { get; init; }

    /// <summary>Gets the wait that the answer asks for, from zero to 24 hours (our choice); null when it asks for none.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
