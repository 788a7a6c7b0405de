using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Vidora.Integration.Client;

/// <summary>
/// Classifies answers and failures. Vidora documents neither status codes nor the body of an answer, so the table is our choice.
/// Anything unknown is retried, so that nothing is lost.
/// </summary>
internal static class AnswerClassifier
{
    public const string AllRefused = "all_refused";
    public const string ErrorInAnswer = "error_in_answer";
    public const string InvalidSignature = "invalid_signature";
    public const string EventTooLarge = "event_too_large";
    public const string BatchTooLarge = "batch_too_large";
    public const string TooManyAttributes = "too_many_attributes";
    public const string NothingToSend = "nothing_to_send";
    public const string Timeout = "timeout";
    public const string NetworkFailure = "network_failure";
    public const string UnknownHost = "unknown_host";
    public const string TlsFailure = "tls_failure";
    public const string UnrecognisedAnswer = "unrecognised_answer";
    public const string WrongClock = "wrong_clock";
    public const string ProxyRefused = "proxy_refused";
    public const string UnexpectedFailure = "unexpected_failure";

    /// <summary>Classifies an answer of Vidora, and says what answered when the account is at fault.</summary>
    public static SendOutcome Classify(Answer answer, AnswerUse use)
    {
        var (status, reason) = Judge(answer, use);
        var isAboutKey = reason is InvalidSignature || (status == SendStatus.AccountFault && answer.StatusCode is 401 or 403);
        var clockError = isAboutKey ? answer.ClockError : null;
        return new SendOutcome(status, clockError is null ? reason : WrongClock)
        {
            HttpStatus = answer.StatusCode,
            RetryAfter = answer.RetryAfter,
            IsUnclassified = IsUnknown(answer.StatusCode),
            ClockError = clockError,
            Origin = status == SendStatus.AccountFault ? answer.Origin : null,
        };
    }

    /// <summary>Returns status and reason of an answer.</summary>
    public static (SendStatus Status, string Reason) Judge(Answer answer, AnswerUse use)
    {
        var status = StatusOf(answer.StatusCode, use);
        var reason = HttpReason(answer.StatusCode);
        var isReceipt = use is AnswerUse.Receipt or AnswerUse.FeedReceipt;

        // Authentication errors may come with other status codes; they say nothing about the events. 413 is about the size alone.
        if (use != AnswerUse.FeedReceipt
            && status is SendStatus.Accepted or SendStatus.Rejected
            && !IsAboutSize(answer.StatusCode)
            && answer.Body.IndexOf("Invalid signature"u8) >= 0)
        {
            return (SendStatus.AccountFault, InvalidSignature);
        }

        // Data that is too long is the caller's to refuse.
        if (status is not SendStatus.Accepted || (answer.IsTooLong && !answer.IsEncoded && !isReceipt))
        {
            return (status, reason);
        }

        return (answer.IsEncoded || answer.IsTooLong ? AnswerMeaning.Foreign : AnswerBody.Read(answer.Body, isReceipt)) switch
        {
            AnswerMeaning.Yes => (status, reason),
            AnswerMeaning.No => (use == AnswerUse.FeedReceipt ? SendStatus.AccountFault : SendStatus.Rejected, ErrorInAnswer),
            _ => (SendStatus.AccountFault, UnrecognisedAnswer),
        };
    }

    /// <summary>Classifies a request without an answer. Not for the caller's own cancellation.</summary>
    public static SendOutcome Classify(Exception failure) => failure switch
    {
        OperationCanceledException or TimeoutException => new(SendStatus.Retry, Timeout),
        HttpRequestException when HasCause<AuthenticationException>(failure) => new(SendStatus.AccountFault, TlsFailure),
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } when ProxyAnswer.Read(failure) is { } refusal => refusal,
        HttpRequestException when IsUnknownHost(failure) => new(SendStatus.AccountFault, UnknownHost),
        HttpRequestException or IOException or SocketException => new(SendStatus.Retry, NetworkFailure),
        _ => new(SendStatus.Retry, UnexpectedFailure) { IsUnclassified = true },
    };

    /// <summary>Returns the reason of a status code that has no special rule.</summary>
    public static string HttpReason(int statusCode) => string.Create(CultureInfo.InvariantCulture, $"http_{statusCode}");

    /// <summary>Returns whether the status code is about the size of the request.</summary>
    public static bool IsAboutSize(int? statusCode) => statusCode is 413 or 431;

    /// <summary>Returns whether no table knows the status code.</summary>
    public static bool IsUnknown(int statusCode) => statusCode is < 200 or > 599;

    private static SendStatus StatusOf(int statusCode, AnswerUse use) => statusCode switch
    {
        202 => SendStatus.Accepted,
        200 or 201 or 204 when use != AnswerUse.FeedReceipt => SendStatus.Accepted,
        404 or 410 when use == AnswerUse.DataAboutOne => SendStatus.Rejected,

        // These speak about the address, the account or a proxy, never about one event. Following a redirect would take the key to
        // another host.
        (>= 200 and <= 399) or 401 or 402 or 403 or 404 or 405 or 407 or 410 or 421 or 451 => SendStatus.AccountFault,
        408 or 425 or 429 => SendStatus.Retry,
        >= 400 and <= 499 => SendStatus.Rejected,
        _ => SendStatus.Retry,
    };

    /// <summary>Returns whether the host name does not exist. A name server without an answer (TryAgain) is a network failure.</summary>
    private static bool IsUnknownHost(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is SocketException socket)
            {
                return socket.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData;
            }
        }

        return failure is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError };
    }

    private static bool HasCause<TException>(Exception failure)
        where TException : Exception
    {
        for (var cause = failure.InnerException; cause is not null; cause = cause.InnerException)
        {
            if (cause is TException)
            {
                return true;
            }
        }

        return false;
    }
}
