using System.Diagnostics;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using Vidora.Integration.Json;
using Vidora.Integration.Telemetry;

namespace Vidora.Integration.Client;

/// <summary>Makes one attempt of a call: signs, sends, reads the answer within its limits, and says what it means.</summary>
internal sealed class ApiConnection(
    Func<HttpClient> httpClient,
    VidoraOptions options,
    TimeProvider time,
    ILogger logger,
    ClientMetrics metrics)
{
    private const int ReadSize = 16 * 1024;

    /// <summary>Throws only when the caller cancels.</summary>
    public async Task<ApiAnswer> AttemptAsync(ApiCall call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var activity = VidoraTelemetry.Source.StartActivity(call.Operation, ActivityKind.Client);
        var started = time.GetTimestamp();
        ApiAnswer answer;
        var detail = "";
        try
        {
            answer = await SendAsync(call, cancellationToken).ConfigureAwait(false);
            detail = "status code";
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception failure)
        {
            // The text of the failure may hold the address; its type cannot.
            answer = new ApiAnswer(AnswerClassifier.Classify(failure), null, null, default, IsCut: false);
            detail = failure.GetType().FullName ?? failure.GetType().Name;
        }

        Record(call, answer, detail, time.GetElapsedTime(started), activity);
        return answer;
    }

    private async Task<ApiAnswer> SendAsync(ApiCall call, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.RequestTimeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var request = new HttpRequestMessage(call.Method, call.ToAddress(options, time.GetUtcNow())) { Content = call.Body };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var response = await httpClient()
            .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token)
            .ConfigureAwait(false);

        var body = new Utf8Buffer();
        var stream = await response.Content.ReadAsStreamAsync(stop.Token).ConfigureAwait(false);
        await using var _ = stream.ConfigureAwait(false);
        var chunk = new byte[ReadSize];
        int read;
        while (body.Length <= call.AnswerLimit && (read = await stream.ReadAsync(chunk, stop.Token).ConfigureAwait(false)) > 0)
        {
            body.Append(chunk.AsSpan(0, read));
        }

        var isCut = body.Length > call.AnswerLimit;
        var bytes = isCut ? body.WrittenMemory[..call.AnswerLimit] : body.WrittenMemory;
        var statusCode = (int)response.StatusCode;
        return new ApiAnswer(
            AnswerClassifier.Classify(statusCode, bytes.Span), statusCode, RetryAfter.Read(response.Headers, time.GetUtcNow()), bytes, isCut);
    }

    private void Record(ApiCall call, ApiAnswer answer, string detail, TimeSpan duration, Activity? activity)
    {
        var (status, reason, isClassified) = answer.Verdict;
        var outcome = ClientMetrics.OutcomeName(status);
        metrics.RequestFinished(call.Operation, status, duration);
        activity?.SetTag(VidoraTelemetry.OperationTag, call.Operation);
        activity?.SetTag(VidoraTelemetry.OutcomeTag, outcome);
        if (status != VidoraSendStatus.Accepted)
        {
            activity?.SetStatus(ActivityStatusCode.Error, reason);
        }

        if (!isClassified)
        {
            Log.Unclassified(logger, call.Operation, reason, detail);
        }
        else if (status == VidoraSendStatus.SetupFault)
        {
            Log.SetupFault(logger, call.Operation, reason, SetupAdvice.For(reason));
        }
        else if (status == VidoraSendStatus.Accepted)
        {
            Log.RequestSucceeded(logger, call.Operation, reason, duration.TotalMilliseconds);
        }
        else
        {
            Log.RequestFailed(logger, call.Operation, outcome, reason, duration.TotalMilliseconds);
        }
    }
}
