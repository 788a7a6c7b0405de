using System.Diagnostics.Metrics;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vidora.Integration.Client;
using Vidora.Integration.Feed;

namespace Vidora.Integration;

/// <summary>Writes user attributes to mParticle through a feed (mParticle Events API).</summary>
/// <remarks>
/// Every call makes one request and does not retry. To compare, pace and retry, use the import of Vidora.Integration.Delivery. Safe
/// for concurrent use.
/// </remarks>
public class MParticleFeedClient
{
    /// <summary>The most users in one request (mParticle documentation).</summary>
    public const int MaxUsersPerRequest = 100;

    /// <summary>The most attributes of one user in one request (mParticle documentation).</summary>
    public const int MaxAttributesPerUser = 100;

    private const int MaxAnswerBytes = 64 * 1024;

    private readonly HttpExchange _http;
    private readonly MParticleFeedOptions _options;
    private readonly AuthenticationHeaderValue? _credentials;

    /// <summary>Creates a client without a container.</summary>
    /// <param name="options">The feed. Do not change it afterwards.</param>
    /// <param name="timeProvider">The clock. Default: the system's.</param>
    /// <exception cref="OptionsValidationException">An option is missing or invalid. The message says which.</exception>
    public MParticleFeedClient(MParticleFeedOptions options, TimeProvider? timeProvider = null)
        : this(HttpHandlers.CreateClient(), options, timeProvider)
    {
    }

    /// <summary>Creates a client without a container, with an HTTP client of the caller.</summary>
    /// <param name="httpClient">
    /// The HTTP client, which the caller disposes of. It must not follow redirects, which would take key and secret to another host.
    /// </param>
    /// <param name="options">The feed. Do not change it afterwards.</param>
    /// <param name="timeProvider">The clock. Default: the system's.</param>
    /// <exception cref="OptionsValidationException">An option is missing or invalid. The message says which.</exception>
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
        MParticleFeedOptions.Settings.ThrowIfInvalid(name, options);
        _options = options;
        var metrics = meterFactory is null ? RequestMetrics.Feed : RequestMetrics.OfFeed(meterFactory.Create(VidoraTelemetry.MeterName));
        _http = new HttpExchange("mParticle feed", httpClient, options.RequestTimeout, timeProvider, logger, metrics);
        var credentials = Encoding.UTF8.GetBytes($"{options.Key}:{options.Secret}");
        _credentials = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(credentials));
        Identity = Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{options.Host}\n{options.Environment}\n{options.Key}"))[..8]);
    }

    /// <summary>Creates a double for tests. Override the methods that are called; the others throw.</summary>
    protected MParticleFeedClient()
    {
        _options = new MParticleFeedOptions();
        _http = new HttpExchange("mParticle feed", null, _options.RequestTimeout, null, null, RequestMetrics.Feed);
        Identity = "";
    }

    /// <summary>Gets a fingerprint of host, environment and key, which does not reveal the key; empty for a double.</summary>
    public string Identity { get; }

    /// <summary>Sends one request with as many of the users as fit into it, in order.</summary>
    /// <remarks>
    /// mParticle Events API, <c>POST /v2/bulkevents</c>: at most 100 users and 256 KB in a request, 128 KB and 100 attributes for a
    /// user (mParticle documentation). Send <see cref="SendResult{T}.Rest"/> next. Failures are outcomes, not exceptions. A user who
    /// is over a limit is an outcome alone and is not sent.
    /// </remarks>
    /// <param name="users">The users; may be empty.</param>
    /// <param name="cancellationToken">Cancels the call. It is unknown then whether the users were written.</param>
    /// <returns>The outcome of the request, the number of users in it, and the users that did not fit.</returns>
    /// <exception cref="ArgumentException">A user is null. Nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public virtual async Task<SendResult<UserPrediction>> WriteAsync(
        IReadOnlyList<UserPrediction> users, CancellationToken cancellationToken = default)
    {
        RequireUsers(users);
        if (users.Count == 0)
        {
            return new SendResult<UserPrediction>(new SendOutcome(SendStatus.Accepted, AnswerClassifier.NothingToSend), users, 0);
        }

        var request = FeedRequest.Fill(users, 0, _options.Environment);
        var outcome = request.Fault ?? await AttemptAsync(request.Body, cancellationToken).ConfigureAwait(false);
        _http.Metrics.ItemsFinished(outcome.TagValue, request.Count);
        return new SendResult<UserPrediction>(outcome, users, request.Count, request.Body.Length);
    }

    /// <summary>Returns how many requests and bytes it takes to write users. Sends nothing.</summary>
    /// <param name="users">The users.</param>
    /// <exception cref="ArgumentException">A user is null.</exception>
    public virtual (int Requests, long Bytes) Measure(IReadOnlyList<UserPrediction> users)
    {
        RequireUsers(users);
        var requests = 0;
        var bytes = 0L;
        for (var start = 0; start < users.Count;)
        {
            var request = FeedRequest.Fill(users, start, _options.Environment);
            requests += request.Fault is null ? 1 : 0;
            bytes += request.Body.Length;
            start += request.Count;
        }

        return (requests, bytes);
    }

    private static void RequireUsers(IReadOnlyList<UserPrediction> users)
    {
        ArgumentNullException.ThrowIfNull(users);
        if (users.Contains(null!))
        {
            throw new ArgumentException("A user is null.", nameof(users));
        }
    }

    private async Task<SendOutcome> AttemptAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var (outcome, _) = await _http.AttemptAsync(
            VidoraTelemetry.WriteAttributesOperation,
            () => new HttpRequestMessage(HttpMethod.Post, new Uri(_options.Host.Address, "v2/bulkevents"))
            {
                Content = new JsonPieces([body]),
                Headers = { Authorization = _credentials },
            },
            MaxAnswerBytes,
            FeedAnswers.Classify,
            FeedAnswers.Advice,
            cancellationToken).ConfigureAwait(false);
        return outcome;
    }
}
