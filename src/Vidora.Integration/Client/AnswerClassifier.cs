using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using Vidora.Integration.Json;

namespace Vidora.Integration.Client;

/// <summary>
/// Classifies answers and failures. Vidora documents neither status codes nor the body of an answer, so the table is our choice.
/// Anything unknown is retried, so that nothing is lost.
/// </summary>
internal static class AnswerClassifier
{
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
    public const string UnexpectedFailure = "unexpected_failure";

    /// <summary>Classifies an answer.</summary>
    /// <param name="statusCode">The status code.</param>
    /// <param name="body">The body, as far as it was read.</param>
    /// <param name="retryAfter">The wait that the answer asks for.</param>
    public static SendOutcome Classify(int statusCode, ReadOnlySpan<byte> body, TimeSpan? retryAfter = null)
    {
        var status = StatusOf(statusCode);
        var reason = HttpReason(statusCode);

        // Authentication errors may come with other status codes; they say nothing about the events. 413 is about the size alone.
        if (status is SendStatus.Accepted or SendStatus.Rejected && statusCode != 413 && body.IndexOf("Invalid signature"u8) >= 0)
        {
            (status, reason) = (SendStatus.AccountFault, InvalidSignature);
        }
        else if (status is SendStatus.Accepted && HasErrorMember(body))
        {
            (status, reason) = (SendStatus.Rejected, ErrorInAnswer);
        }

        return new SendOutcome(status, reason)
        {
            HttpStatus = statusCode,
            RetryAfter = retryAfter,
            IsUnclassified = statusCode is < 200 or > 599,
        };
    }

    /// <summary>Classifies a request without an answer. Not for the caller's own cancellation.</summary>
    public static SendOutcome Classify(Exception failure) => failure switch
    {
        OperationCanceledException or TimeoutException => new(SendStatus.Retry, Timeout),
        HttpRequestException when HasCause<AuthenticationException>(failure) => new(SendStatus.AccountFault, TlsFailure),
        HttpRequestException when IsUnknownHost(failure) => new(SendStatus.AccountFault, UnknownHost),
        HttpRequestException or IOException or SocketException => new(SendStatus.Retry, NetworkFailure),
        _ => new(SendStatus.Retry, UnexpectedFailure) { IsUnclassified = true },
    };

    /// <summary>Returns the reason of a status code that has no special rule.</summary>
    public static string HttpReason(int statusCode) => string.Create(CultureInfo.InvariantCulture, $"http_{statusCode}");

    private static SendStatus StatusOf(int statusCode) => statusCode switch
    {
        >= 200 and <= 299 => SendStatus.Accepted,

        // Following a redirect would take the key to another host.
        (>= 300 and <= 399) or 401 or 403 => SendStatus.AccountFault,
        408 or 425 or 429 => SendStatus.Retry,
        >= 400 and <= 499 => SendStatus.Rejected,
        _ => SendStatus.Retry,
    };

    /// <summary>
    /// Returns whether the body is a JSON object with a top-level <c>error</c> or <c>errors</c>. Null, false, 0 and empty text,
    /// lists and objects do not count.
    /// </summary>
    private static bool HasErrorMember(ReadOnlySpan<byte> body)
    {
        var byteOrderMark = "\uFEFF"u8;
        var reader = new Utf8JsonReader(body.StartsWith(byteOrderMark) ? body[byteOrderMark.Length..] : body);
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                // Not ValueTextEquals, which throws for half a surrogate pair in a name.
                var isError = JsonText.Decode(reader.ValueSpan) is "error" or "errors";
                reader.Read();
                if (isError && IsError(reader))
                {
                    return true;
                }

                reader.Skip();
            }
        }
        catch (JsonException)
        {
            // Not JSON, or cut at the limit: the part that was read has no error.
        }

        return false;
    }

    private static bool IsError(Utf8JsonReader value) => value.TokenType switch
    {
        JsonTokenType.Null or JsonTokenType.False => false,
        JsonTokenType.String => value.ValueSpan.Length > 0,
        JsonTokenType.Number => !value.TryGetDouble(out var number) || number != 0,
        JsonTokenType.StartArray or JsonTokenType.StartObject => !IsEmpty(value),
        _ => true,
    };

    private static bool IsEmpty(Utf8JsonReader container)
    {
        container.Read();
        return container.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject;
    }

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
