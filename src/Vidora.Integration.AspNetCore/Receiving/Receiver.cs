using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using Vidora.Integration.AspNetCore.Telemetry;
using Vidora.Integration.Delivery;
using Vidora.Integration.Delivery.Receiving;
using Vidora.Integration.Delivery.Telemetry;
using Vidora.Integration.Telemetry;

namespace Vidora.Integration.AspNetCore.Receiving;

/// <summary>Runs the requests of both endpoints: one answer each, counted, with no content of a request in the log.</summary>
internal sealed class Receiver(
    TimeProvider time, IHostApplicationLifetime lifetime, ILogger logger, ReceivingMetrics metrics, BytesInHand inHand, int maxRequestBytes)
{
    private static readonly HashSet<string> _contentTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        "application/json", "text/json", "text/plain", "application/octet-stream", "application/x-ndjson", "application/ndjson",
        "application/jsonl", "application/x-jsonlines", "application/json-seq",
    };

    private static readonly HashSet<string> _charsets = new(StringComparer.OrdinalIgnoreCase) { "", "utf-8", "utf8", "us-ascii" };

    public TimeProvider Time => time;

    public ILogger Logger => logger;

    /// <summary>Gets the limit of messages about senders. The metrics count every request.</summary>
    public LineLimit Lines { get; } = new(time);

    public int MaxRequestBytes => maxRequestBytes;

    /// <summary>Gets whether the host is stopping. Its successor gets what arrives from then on.</summary>
    public bool IsStopping => lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>Returns whether a request names another type than JSON. mParticle documents no content type, so none is right too.</summary>
    public static bool HasOtherContentType(HttpRequest request)
    {
        if (string.IsNullOrEmpty(request.ContentType))
        {
            return false;
        }

        return !MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !(_contentTypes.Contains(type.MediaType.Value ?? "") || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase))
            || !_charsets.Contains(HeaderUtilities.RemoveQuotes(type.Charset).Value ?? "");
    }

    /// <summary>Runs a request to its answer. A null answer means that the sender has disconnected.</summary>
    /// <param name="http">The request.</param>
    /// <param name="endpoint">The endpoint's name in logs and metrics.</param>
    /// <param name="access">Says who may call.</param>
    /// <param name="handle">Answers the request.</param>
    /// <param name="shape">Gives an answer the form that the sender wants. Default: none.</param>
    public async Task RunAsync(
        HttpContext http,
        string endpoint,
        EndpointAccess access,
        Func<HttpContext, Task<ReceivingAnswer?>> handle,
        Func<ReceivingAnswer, ReceivingAnswer>? shape = null)
    {
        ReceivingAnswer? answer;
        try
        {
            answer = access.Forbids(http) ? Forbid(endpoint, access) : await handle(http).ConfigureAwait(false);
        }
        catch (DeliveryStoreException)
        {
            answer = ReceivingAnswer.QueueUnavailable;
        }
        catch (Exception e)
        {
            // The text of an exception may hold data of the request; its type and stack trace hold none.
            logger.Unexpected(endpoint, e.GetType() + Environment.NewLine + e.StackTrace);
            answer = ReceivingAnswer.Failed;
        }

        metrics.Answered(endpoint, answer?.Outcome ?? RequestOutcome.Aborted);
        if (answer is null)
        {
            http.Abort();
            return;
        }

        if (IsStopping || answer.LeavesBody)
        {
            http.Response.Headers.Connection = "close";
        }

        await WriteAsync(shape?.Invoke(answer) ?? answer, http.Response).ConfigureAwait(false);
    }

    public static Task WriteAsync(ReceivingAnswer answer, HttpResponse response)
    {
        response.StatusCode = answer.StatusCode;
        response.ContentLength = answer.Body.Length;
        foreach (var (name, value) in answer.Headers)
        {
            response.Headers[name] = value;
        }

        return response.Body.WriteAsync(answer.Body).AsTask();
    }

    /// <summary>Reads the body of a request.</summary>
    public ValueTask<RequestBody> ReadAsync(HttpRequest request, int maxBytes) => RequestBody.ReadAsync(request, maxBytes, inHand, time);

    /// <summary>Returns the answer to an unusable body, or null when the sender has disconnected.</summary>
    public ReceivingAnswer? AnswerTo(RequestBodyFault fault) => fault switch
    {
        RequestBodyFault.TooLarge => ReceivingAnswer.TooLarge(maxRequestBytes),
        RequestBodyFault.TooSlow => ReceivingAnswer.TooSlow,
        RequestBodyFault.Busy => ReceivingAnswer.Busy,
        RequestBodyFault.UnsupportedEncoding => ReceivingAnswer.UnsupportedEncoding,
        RequestBodyFault.Corrupt => ReceivingAnswer.Corrupt,
        _ => null,
    };

    public ReceivingAnswer Unauthorized(string endpoint, ReceivingAnswer? answer = null)
    {
        if (Lines.TryTake("unauthorized", 1, out _))
        {
            logger.Unauthorized(endpoint);
        }

        return answer ?? ReceivingAnswer.Unauthorized;
    }

    /// <summary>Returns the answer to a body that is not the envelope of its sender. The sender keeps it, and a person must correct its settings.</summary>
    public ReceivingAnswer NotAnEnvelope(string endpoint, string envelope)
    {
        var answer = ReceivingAnswer.NotAnEnvelope(envelope);
        if (Lines.TryTake("unreadable", 1, out _))
        {
            logger.Unreadable(endpoint, 1, answer.Detail!);
        }

        return answer;
    }

    private ReceivingAnswer Forbid(string endpoint, EndpointAccess access)
    {
        if (Lines.TryTake("forbidden", 1, out _))
        {
            logger.Forbidden(endpoint, access.Option);
        }

        return ReceivingAnswer.Forbidden;
    }

    public void LogUnreadable(string endpoint, IReadOnlyList<MParticleFormatException> errors)
    {
        if (Lines.TryTake("unreadable", 1, out _))
        {
            logger.Unreadable(endpoint, errors.Count, errors[0].Message);
        }
    }
}
