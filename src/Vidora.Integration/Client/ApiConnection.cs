using System.Diagnostics;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using Vidora.Integration.Telemetry;

namespace Vidora.Integration.Client;

/// <summary>Makes one attempt of a call: signs, sends, reads the answer within its limits, and classifies it.</summary>
internal sealed class ApiConnection(
    Func<HttpClient> httpClient,
    VidoraOptions options,
    TimeProvider time,
    ILogger logger,
    ClientMetrics metrics)
{
    /// <summary>Makes one attempt. Throws OperationCanceledException when the caller cancels, and nothing else.</summary>
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
            answer = new ApiAnswer(AnswerClassifier.Classify(failure), default, IsCut: false);
            detail = failure.GetType().FullName ?? failure.GetType().Name;
        }

        Record(call, answer.Outcome, detail, time.GetElapsedTime(started), activity);
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

        var body = await AnswerBody.ReadAsync(response, call.AnswerLimit, stop.Token).ConfigureAwait(false);
        var isCut = body.Length > call.AnswerLimit;
        var bytes = isCut ? body[..call.AnswerLimit] : body;
        var retryAfter = RetryAfter.Read(response.Headers, time.GetUtcNow());
        return new ApiAnswer(AnswerClassifier.Classify((int)response.StatusCode, bytes.Span, retryAfter), bytes, isCut);
    }

    private void Record(ApiCall call, SendOutcome outcome, string detail, TimeSpan duration, Activity? activity)
    {
        metrics.RequestFinished(call.Operation, outcome.TagValue, duration);
        activity?.SetTag(VidoraTelemetry.OperationTag, call.Operation);
        activity?.SetTag(VidoraTelemetry.OutcomeTag, outcome.TagValue);
        if (outcome.Status != SendStatus.Accepted)
        {
            activity?.SetStatus(ActivityStatusCode.Error, outcome.Reason);
        }

        if (outcome.IsUnclassified)
        {
            Log.Unclassified(logger, call.Operation, outcome.Reason, detail);
        }
        else if (outcome.Status == SendStatus.AccountFault)
        {
            Log.AccountFault(logger, call.Operation, outcome.Reason, SetupAdvice.For(outcome.Reason));
        }
        else if (outcome.Status == SendStatus.Accepted)
        {
            Log.RequestSucceeded(logger, call.Operation, outcome.Reason, duration.TotalMilliseconds);
        }
        else
        {
            Log.RequestFailed(logger, call.Operation, outcome.TagValue, outcome.Reason, duration.TotalMilliseconds);
        }
    }
}
