using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Vidora.Integration.Json;
using Vidora.Integration.Telemetry;

namespace Vidora.Integration.Client;

/// <summary>Makes one request to a service and records it in logs, metrics and traces.</summary>
internal sealed class HttpExchange(
    string service, Func<HttpClient>? httpClient, TimeSpan timeout, TimeProvider? time, ILogger? logger, RequestMetrics metrics)
{
    private const int ReadSize = 16 * 1024;

    private readonly ILogger _logger = logger ?? NullLogger.Instance;
    private readonly LineLimit _lines = new(time ?? TimeProvider.System);

    public TimeProvider Time { get; } = time ?? TimeProvider.System;

    public RequestMetrics Metrics => metrics;

    public ILogger Logger => _logger;

    /// <summary>Makes one attempt. Throws OperationCanceledException when the caller cancels.</summary>
    /// <param name="operation">The name in telemetry, one of a closed set.</param>
    /// <param name="build">Returns the request.</param>
    /// <param name="answerLimit">The most bytes of the answer. One byte more is read when the answer is longer.</param>
    /// <param name="classify">Returns the outcome of an answer.</param>
    /// <param name="advise">Says what to check when the account is at fault.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="NotSupportedException">The client is a double without an account.</exception>
    public async Task<(SendOutcome Outcome, ReadOnlyMemory<byte> Body)> AttemptAsync(
        string operation,
        Func<HttpRequestMessage> build,
        int answerLimit,
        Func<Answer, SendOutcome> classify,
        Func<SendOutcome, string> advise,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (httpClient is null)
        {
            throw new NotSupportedException("This client is a double without an account. Override the method that is called.");
        }

        using var activity = VidoraTelemetry.Source.StartActivity(operation, ActivityKind.Client);
        var started = Time.GetTimestamp();
        SendOutcome outcome;
        Uri? server = null;
        ReadOnlyMemory<byte> body = default;
        var detail = "status code";
        try
        {
            using var timer = new CancellationTokenSource(timeout, Time);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
            using var request = build();
            server = request.RequestUri;
            using var response = await httpClient()
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token)
                .ConfigureAwait(false);
            body = await ReadAsync(response, answerLimit, stop.Token).ConfigureAwait(false);
            outcome = classify(new Answer(response, body, answerLimit, Time.GetUtcNow()));
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception failure)
        {
            // The text of the failure may hold the address or data; its type cannot.
            outcome = AnswerClassifier.Classify(failure);
            detail = failure.GetType().ToString();
        }

        var duration = Time.GetElapsedTime(started);
        metrics.RequestFinished(operation, outcome, duration, server, activity);
        if (outcome.Status != SendStatus.Accepted)
        {
            activity?.SetStatus(ActivityStatusCode.Error, outcome.Reason);
        }

        if (outcome.Status == SendStatus.Accepted)
        {
            Log.RequestSucceeded(_logger, service, operation, outcome.Reason, duration.TotalMilliseconds);
        }
        else if (!_lines.TryTake($"{operation} {outcome.Reason}", 1, out var count))
        {
            Log.RequestFailedAgain(_logger, service, operation, outcome.TagValue, outcome.Reason, duration.TotalMilliseconds);
        }
        else if (outcome.IsUnclassified)
        {
            Log.Unclassified(_logger, service, operation, outcome.Reason, detail);
        }
        else if (outcome.Status == SendStatus.AccountFault)
        {
            Log.AccountFault(_logger, service, operation, outcome.Reason, count, advise(outcome));
        }
        else
        {
            Log.RequestFailed(_logger, service, operation, outcome.TagValue, outcome.Reason, duration.TotalMilliseconds, count);
        }

        return (outcome, body);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, int limit, CancellationToken cancellationToken)
    {
        var body = new Utf8Buffer();
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = stream.ConfigureAwait(false);
        var chunk = new byte[ReadSize];
        int read;
        while (body.Length <= limit && (read = await stream.ReadAsync(chunk, cancellationToken).ConfigureAwait(false)) > 0)
        {
            body.Append(chunk.AsSpan(0, read));
        }

        return body.WrittenMemory;
    }
}
