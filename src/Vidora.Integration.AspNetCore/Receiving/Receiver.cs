using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using Vidora.Integration.AspNetCore.Telemetry;

namespace Vidora.Integration.AspNetCore.Receiving;

/// <summary>What both endpoints have in common: one answer per request, counted, and nothing of a request in the log.</summary>
internal sealed class Receiver(
    TimeProvider time, IHostApplicationLifetime lifetime, ILogger logger, ReceivingMetrics metrics, int maxRequestBytes)
{
    private static readonly TimeSpan _quiet = TimeSpan.FromSeconds(30);

    private long _complained;

    public TimeProvider Time => time;

    public ILogger Logger => logger;

    public int MaxRequestBytes => maxRequestBytes;

    /// <summary>Whether the host has been asked to stop. What comes from then on goes to whoever takes over.</summary>
    public bool IsStopping => lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>Whether a request says that it is something else than JSON. mParticle's content type is not documented: none will do.</summary>
    public static bool HasOtherContentType(HttpRequest request)
    {
        if (string.IsNullOrEmpty(request.ContentType))
        {
            return false;
        }

        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
        {
            return true;
        }

        var isJson = type.MediaType.Value?.ToLowerInvariant() is "application/json" or "text/json" or "text/plain" or "application/octet-stream"
                or "application/x-ndjson" or "application/ndjson" or "application/jsonl" or "application/x-jsonlines" or "application/json-seq"
            || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase);
        var charset = HeaderUtilities.RemoveQuotes(type.Charset);
        var isUtf8 = charset.Length == 0
            || charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            || charset.Equals("utf8", StringComparison.OrdinalIgnoreCase)
            || charset.Equals("us-ascii", StringComparison.OrdinalIgnoreCase);
        return !isJson || !isUtf8;
    }

    /// <summary>Runs a request to its answer. Null: there is nobody left to answer.</summary>
    public async Task RunAsync(HttpContext http, string endpoint, Func<HttpContext, Task<Answer?>> handle)
    {
        Answer? answer;
        try
        {
            answer = await handle(http).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // The exception's text may hold anything; its type and place hold no data.
            logger.Unexpected(endpoint, e.GetType() + Environment.NewLine + e.StackTrace);
            answer = Answer.Failed;
        }

        metrics.Answered(endpoint, answer?.Outcome ?? Outcome.Aborted);
        if (answer is null)
        {
            http.Abort();
            return;
        }

        if (IsStopping)
        {
            http.Response.Headers.Connection = "close";
        }

        await answer.WriteAsync(http.Response).ConfigureAwait(false);
    }

    /// <summary>The answer to a body that cannot be used at all; null when it can be, or is corrupt, or the sender is gone.</summary>
    public Answer? AnswerTo(RequestBodyFault fault) => fault switch
    {
        RequestBodyFault.TooLarge => Answer.TooLarge(maxRequestBytes),
        RequestBodyFault.TooSlow => Answer.TooSlow,
        RequestBodyFault.UnsupportedEncoding => Answer.UnsupportedEncoding,
        RequestBodyFault.Corrupt => Answer.Corrupt,
        _ => null,
    };

    /// <summary>Whoever sends something wrong sends it often: the log hears of it now and then, the metrics count all.</summary>
    public bool MayComplain()
    {
        var last = Interlocked.Read(ref _complained);
        return (last == 0 || time.GetElapsedTime(last) > _quiet)
            && Interlocked.CompareExchange(ref _complained, time.GetTimestamp(), last) == last;
    }
}
