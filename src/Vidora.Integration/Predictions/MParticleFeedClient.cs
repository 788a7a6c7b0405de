using System.Diagnostics.Metrics;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vidora.Integration.Client;
using Vidora.Integration.Json;
using Vidora.Integration.Predictions;
using Vidora.Integration.Telemetry;

namespace Vidora.Integration;

/// <summary>
/// Writes user attributes to mParticle through a feed (mParticle Events API). Every request is made once: who needs retries has a
/// queue or a run. Failures are outcomes, not exceptions. Safe for use by several threads. Comes from the container
/// (<c>AddVidora().AddPredictionFeed(…)</c>) or is made by hand.
/// </summary>
public class MParticleFeedClient
{
    /// <summary>The most users in one request (mParticle documentation).</summary>
    public const int MaxUsersPerRequest = 100;

    /// <summary>The most attributes of one user in one request (mParticle documentation).</summary>
    public const int MaxAttributesPerUser = 100;

    private const int MaxAnswerBytes = 64 * 1024;

    private readonly Func<HttpClient>? _httpClient;
    private readonly MParticleFeedOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly FeedMetrics _metrics;
    private readonly AuthenticationHeaderValue? _credentials;

    /// <summary>Makes a client without a container.</summary>
    /// <param name="httpClient">
    /// Sends the requests; stays the caller's. It must not follow redirects, which would take key and secret to another host.
    /// </param>
    /// <param name="options">The feed. Not to be changed afterwards.</param>
    /// <param name="timeProvider">The clock for timeouts and durations; the system's when null.</param>
    /// <exception cref="OptionsValidationException">An option is missing or cannot be; says which and how to correct it.</exception>
    public MParticleFeedClient(HttpClient httpClient, MParticleFeedOptions options, TimeProvider? timeProvider = null)
        : this(() => httpClient, options, Options.DefaultName, timeProvider, logger: null, meterFactory: null) =>
        ArgumentNullException.ThrowIfNull(httpClient);

    internal MParticleFeedClient(
        Func<HttpClient> httpClient,
        MParticleFeedOptions options,
        string name,
        TimeProvider? timeProvider,
        ILogger? logger,
        IMeterFactory? meterFactory)
    {
        ArgumentNullException.ThrowIfNull(options);
        MParticleFeedOptionsValidator.ThrowUnlessUsable(name, options);
        _httpClient = httpClient;
        _options = options;
        _time = timeProvider ?? TimeProvider.System;
        _logger = logger ?? NullLogger.Instance;
        _metrics = meterFactory is null ? FeedMetrics.Shared : new FeedMetrics(meterFactory.Create(VidoraTelemetry.MeterName));
        var credentials = Encoding.UTF8.GetBytes($"{options.Key}:{options.Secret}");
        _credentials = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(credentials));
        Identity = Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{options.Host}\n{options.Environment}\n{options.Key}"))[..8]);
    }

    /// <summary>For a double in tests: override what is called, the rest throws.</summary>
    protected MParticleFeedClient()
    {
        _options = new MParticleFeedOptions();
        _time = TimeProvider.System;
        _logger = NullLogger.Instance;
        _metrics = FeedMetrics.Shared;
        Identity = "";
    }

    /// <summary>
    /// A fingerprint of host, environment and key: the same for the same feed, different for another. It gives nothing of the key
    /// away. Empty for a double.
    /// </summary>
    public string Identity { get; }

    /// <summary>
    /// Writes users (<c>POST /v2/bulkevents</c>), in order, in as many requests as mParticle's limits ask for: 100 users and 256 KB
    /// a request, 128 KB a user. The outcome of one request does not keep the next from being made.
    /// </summary>
    /// <param name="users">The users; may be empty.</param>
    /// <param name="cancellationToken">Stops the writing. What was written before has no outcome then.</param>
    /// <returns>One outcome per user, in the order of the users.</returns>
    /// <exception cref="ArgumentException">One of the users is null. Nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public virtual async Task<FeedWriteResult> WriteAsync(IReadOnlyList<UserPrediction> users, CancellationToken cancellationToken = default)
    {
        RequireUsers(users);
        var outcomes = new FeedWriteOutcome[users.Count];
        var requests = 0;
        var bytes = 0L;
        int? used = null;
        foreach (var request in FeedRequest.Split(users, _options.Environment))
        {
            var outcome = request.Fault;
            if (outcome is null)
            {
                (outcome, var percent) = await AttemptAsync("v2/bulkevents", request.Body, cancellationToken).ConfigureAwait(false);
                requests++;
                bytes += request.Body.Length;
                used = used > percent ? used : percent ?? used;
            }

            Array.Fill(outcomes, outcome, request.Start, request.Count);
            _metrics.UsersFinished(outcome.Status, request.Count);
        }

        return new FeedWriteResult(outcomes, requests, bytes, used);
    }

    /// <summary>Writes one user (<c>POST /v2/events</c>).</summary>
    /// <param name="user">The user.</param>
    /// <param name="cancellationToken">Stops the writing; whether it arrived is unknown then.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public virtual async Task<FeedWriteOutcome> WriteAsync(UserPrediction user, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(user);
        var request = FeedRequest.Single(user, _options.Environment);
        var outcome = request.Fault
            ?? (await AttemptAsync("v2/events", request.Body, cancellationToken).ConfigureAwait(false)).Outcome;
        _metrics.UsersFinished(outcome.Status, 1);
        return outcome;
    }

    /// <summary>Says how much writing these users would send, and sends nothing.</summary>
    /// <param name="users">The users.</param>
    /// <exception cref="ArgumentException">One of the users is null.</exception>
    public virtual FeedWriteSize Measure(IReadOnlyList<UserPrediction> users)
    {
        RequireUsers(users);
        var requests = 0;
        var bytes = 0L;
        foreach (var request in FeedRequest.Split(users, _options.Environment).Where(request => request.Fault is null))
        {
            requests++;
            bytes += request.Body.Length;
        }

        return new FeedWriteSize(requests, bytes);
    }

    private static void RequireUsers(IReadOnlyList<UserPrediction> users)
    {
        ArgumentNullException.ThrowIfNull(users);
        if (users.Contains(null!))
        {
            throw new ArgumentException("One of the users is null.", nameof(users));
        }
    }

    /// <summary>Throws only when the caller cancels.</summary>
    private async Task<(FeedWriteOutcome Outcome, int? PercentageUsed)> AttemptAsync(
        string path, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_httpClient is null)
        {
            throw new NotSupportedException("This client is a double without a feed; override the method that is called.");
        }

        using var activity = VidoraTelemetry.Source.StartActivity(VidoraTelemetry.WriteAttributesOperation, System.Diagnostics.ActivityKind.Client);
        var started = _time.GetTimestamp();
        FeedWriteOutcome outcome;
        int? used = null;
        var isClassified = true;
        var detail = "status code";
        try
        {
            (outcome, used, isClassified) = await SendAsync(path, body, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception failure)
        {
            (outcome, isClassified) = FeedAnswers.Classify(failure);
            detail = failure.GetType().FullName ?? failure.GetType().Name;
        }

        var duration = _time.GetElapsedTime(started);
        var name = _metrics.RequestFinished(outcome.Status, duration);
        activity?.SetTag(VidoraTelemetry.OutcomeTag, name);
        if (!isClassified)
        {
            Log.FeedUnclassified(_logger, outcome.Reason, detail);
        }
        else if (outcome.Status == FeedWriteStatus.SetupFault)
        {
            Log.FeedSetupFault(_logger, outcome.Reason, FeedAnswers.Advice(outcome));
        }
        else if (outcome.Status == FeedWriteStatus.Accepted)
        {
            Log.FeedRequestSucceeded(_logger, outcome.Reason, duration.TotalMilliseconds);
        }
        else
        {
            Log.FeedRequestFailed(_logger, name, outcome.Reason, duration.TotalMilliseconds);
        }

        return (outcome, used);
    }

    private async Task<(FeedWriteOutcome Outcome, int? PercentageUsed, bool IsClassified)> SendAsync(
        string path, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.RequestTimeout, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_options.Host.Address, path)) { Content = new JsonPieces([body]) };
        request.Headers.Authorization = _credentials;
        using var response = await _httpClient!()
            .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token)
            .ConfigureAwait(false);
        var answer = new Utf8Buffer();
        var stream = await response.Content.ReadAsStreamAsync(stop.Token).ConfigureAwait(false);
        await using var _ = stream.ConfigureAwait(false);
        var chunk = new byte[1024];
        int read;
        while (answer.Length < MaxAnswerBytes && (read = await stream.ReadAsync(chunk, stop.Token).ConfigureAwait(false)) > 0)
        {
            answer.Append(chunk.AsSpan(0, read));
        }

        var statusCode = (int)response.StatusCode;
        var (status, isClassified) = FeedAnswers.Classify(statusCode);
        var isAccepted = status == FeedWriteStatus.Accepted;
        var reason = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"http_{statusCode}");
        var outcome = new FeedWriteOutcome(status, reason, statusCode)
        {
            Message = isAccepted ? null : FeedAnswers.Message(answer.Written),
            RetryAfter = isAccepted ? null : RetryAfter.Read(response.Headers, _time.GetUtcNow()),
            ExceededLimit = isAccepted ? null : FeedAnswers.ExceededLimit(response.Headers),
        };
        return (outcome, isAccepted ? FeedAnswers.PercentageUsed(response.Headers) : null, isClassified);
    }
}
