using System.Globalization;
using Vidora.Integration.Client;

namespace Vidora.Integration;

/// <summary>What became of one event. The events of one request share one outcome. Holds no data, key or address: fit for logs.</summary>
public sealed class VidoraSendOutcome
{
    /// <summary>Describes what became of an event.</summary>
    /// <param name="status">What became of it.</param>
    /// <param name="reason">Why, in the words of <see cref="Reason"/>.</param>
    /// <param name="httpStatus">The status code of the answer; null when there was none.</param>
    /// <param name="retryAfter">How long Vidora asks to wait; null when it did not say.</param>
    /// <exception cref="ArgumentException">The reason is empty.</exception>
    public VidoraSendOutcome(VidoraSendStatus status, string reason, int? httpStatus = null, TimeSpan? retryAfter = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        Status = status;
        Reason = reason;
        HttpStatus = httpStatus;
        RetryAfter = retryAfter;
    }

    /// <summary>What became of the event.</summary>
    public VidoraSendStatus Status { get; }

    /// <summary>
    /// Why, one of a closed set: <c>http_</c> and the status code, <c>error_in_answer</c>, <c>invalid_signature</c>,
    /// <c>event_too_large</c>, <c>timeout</c>, <c>network_failure</c>, <c>unknown_host</c>, <c>tls_failure</c>,
    /// <c>unexpected_failure</c>.
    /// </summary>
    public string Reason { get; }

    /// <summary>The status code of Vidora's answer; null when nothing was sent or nothing came back.</summary>
    public int? HttpStatus { get; }

    /// <summary>How long Vidora asked to wait (<c>Retry-After</c>); never negative, at most 24 hours (our choice), null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Status and reason, such as <c>Transient (http_503)</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Status} ({Reason})");
}
