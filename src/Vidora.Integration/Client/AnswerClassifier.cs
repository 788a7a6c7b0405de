using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using Vidora.Integration.Json;

namespace Vidora.Integration.Client;

/// <summary>
/// What every answer and every failure means. Vidora documents neither status codes nor the body of an answer, so this table is
/// our choice; what is not in it is transient, because nothing may be lost over it.
/// </summary>
internal static class AnswerClassifier
{
    public const string ErrorInAnswer = "error_in_answer";
    public const string InvalidSignature = "invalid_signature";
    public const string EventTooLarge = "event_too_large";
    public const string Timeout = "timeout";
    public const string NetworkFailure = "network_failure";
    public const string UnknownHost = "unknown_host";
    public const string TlsFailure = "tls_failure";
    public const string UnexpectedFailure = "unexpected_failure";

    /// <summary>Classifies an answer.</summary>
    /// <param name="statusCode">Its status code.</param>
    /// <param name="body">As much of its body as was read.</param>
    public static Verdict Classify(int statusCode, ReadOnlySpan<byte> body)
    {
        var byStatus = ClassifyStatus(statusCode);
        return byStatus.Status switch
        {
            // Authentication errors are said to come inside other answers too; they say nothing about the events.
            VidoraSendStatus.Accepted or VidoraSendStatus.Rejected when body.IndexOf("Invalid signature"u8) >= 0 =>
                new(VidoraSendStatus.SetupFault, InvalidSignature),
            VidoraSendStatus.Accepted when HasErrorMember(body) => new(VidoraSendStatus.Rejected, ErrorInAnswer),
            _ => byStatus,
        };
    }

    /// <summary>Classifies a request that got no answer. Not for the caller's own cancellation.</summary>
    public static Verdict Classify(Exception failure) => failure switch
    {
        OperationCanceledException or TimeoutException => new(VidoraSendStatus.Transient, Timeout),
        HttpRequestException when HasCause<AuthenticationException>(failure) => new(VidoraSendStatus.SetupFault, TlsFailure),
        HttpRequestException when IsUnknownHost(failure) => new(VidoraSendStatus.SetupFault, UnknownHost),
        HttpRequestException or IOException or SocketException => new(VidoraSendStatus.Transient, NetworkFailure),
        _ => new(VidoraSendStatus.Transient, UnexpectedFailure, IsClassified: false),
    };

    private static Verdict ClassifyStatus(int statusCode)
    {
        var reason = string.Create(CultureInfo.InvariantCulture, $"http_{statusCode}");
        return statusCode switch
        {
            >= 200 and <= 299 => new(VidoraSendStatus.Accepted, reason),

            // Somebody else answers under this address; following would take the key there.
            >= 300 and <= 399 => new(VidoraSendStatus.SetupFault, reason),
            401 or 403 => new(VidoraSendStatus.SetupFault, reason),
            408 or 425 or 429 => new(VidoraSendStatus.Transient, reason),
            413 => new(VidoraSendStatus.TooLarge, reason),
            >= 400 and <= 499 => new(VidoraSendStatus.Rejected, reason),
            >= 500 and <= 599 => new(VidoraSendStatus.Transient, reason),
            _ => new(VidoraSendStatus.Transient, reason, IsClassified: false),
        };
    }

    /// <summary>
    /// Whether the body is a JSON object with a top-level <c>error</c> or <c>errors</c> that says something: null, false, 0 and
    /// the empty text, list or object do not.
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
                if (isError && SaysSomething(reader))
                {
                    return true;
                }

                reader.Skip();
            }
        }
        catch (JsonException)
        {
            // No JSON, or cut at the limit: what was read of it names no error.
        }

        return false;
    }

    private static bool SaysSomething(Utf8JsonReader value) => value.TokenType switch
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

    /// <summary>A name that does not exist; a name server that does not answer (TryAgain) passes.</summary>
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
