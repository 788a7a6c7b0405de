using System.Diagnostics.Metrics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vidora.Integration.Client;
using Vidora.Integration.Configuration;
using Vidora.Integration.Json;
using Vidora.Integration.Telemetry;

namespace Vidora.Integration;

/// <summary>
/// Talks to the Vidora (Cortex) API. Every call makes one attempt per request and never retries: who needs that has a queue. Safe
/// for use by several threads. Comes from the container (<c>AddVidora()</c>) or is made by hand.
/// </summary>
public class VidoraClient
{
    private readonly ApiConnection? _connection;
    private readonly VidoraOptions _options;
    private readonly ILogger _logger;
    private readonly ClientMetrics _metrics;

    /// <summary>Makes a client without a container.</summary>
    /// <param name="httpClient">
    /// Sends the requests; stays the caller's. It must not follow redirects, which would take the API key to another host, and
    /// must not log addresses, which hold the key.
    /// </param>
    /// <param name="options">The account. Not to be changed afterwards.</param>
    /// <param name="timeProvider">The clock for signatures, timeouts and durations; the system's when null.</param>
    /// <exception cref="OptionsValidationException">An option is missing or cannot be; says which and how to correct it.</exception>
    public VidoraClient(HttpClient httpClient, VidoraOptions options, TimeProvider? timeProvider = null)
        : this(() => httpClient, options, Options.DefaultName, timeProvider, logger: null, meterFactory: null) =>
        ArgumentNullException.ThrowIfNull(httpClient);

    internal VidoraClient(
        Func<HttpClient> httpClient,
        VidoraOptions options,
        string name,
        TimeProvider? timeProvider,
        ILogger? logger,
        IMeterFactory? meterFactory)
    {
        ArgumentNullException.ThrowIfNull(options);
        VidoraOptionsValidator.ThrowUnlessUsable(name, options);
        _options = options;
        _logger = logger ?? NullLogger.Instance;
        _metrics = meterFactory is null ? ClientMetrics.Shared : new ClientMetrics(meterFactory.Create(VidoraTelemetry.MeterName));
        _connection = new ApiConnection(httpClient, options, timeProvider ?? TimeProvider.System, _logger, _metrics);
    }

    /// <summary>For a double in tests: override what is called, the rest throws.</summary>
    protected VidoraClient()
    {
        _options = new VidoraOptions();
        _logger = NullLogger.Instance;
        _metrics = ClientMetrics.Shared;
    }

    private ApiConnection Connection =>
        _connection ?? throw new NotSupportedException("This client is a double without an account; override the method that is called.");

    /// <summary>Sends one request with as many of the events as fit into it, in order.</summary>
    /// <remarks>
    /// Vidora Behavioral API, <c>POST /v1/validate</c>. The request holds at most <see cref="VidoraOptions.MaxEventsPerRequest"/>
    /// events and <see cref="VidoraOptions.MaxRequestBytes"/> bytes. Send <see cref="SendResult{T}.Rest"/> next. Failures are
    /// outcomes, not exceptions. An event that is too large alone is an outcome of its own and is not sent.
    /// </remarks>
    /// <param name="events">The events; may be empty.</param>
    /// <param name="cancellationToken">Cancels the call. It is unknown then whether the events arrived.</param>
    /// <returns>The outcome of the request, the number of events in it, and the events that did not fit.</returns>
    /// <exception cref="ArgumentException">An event is null. Nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public virtual async Task<SendResult<VidoraEvent>> SendEventsAsync(
        IReadOnlyList<VidoraEvent> events,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i] is null)
            {
                var message = string.Create(CultureInfo.InvariantCulture, $"The event at index {i} is null.");
                throw new ArgumentException(message, nameof(events));
            }
        }

        if (events.Count == 0)
        {
            return new SendResult<VidoraEvent>(new SendOutcome(SendStatus.Accepted, AnswerClassifier.NothingToSend), events, 0);
        }

        var count = CountThatFit(events);
        if (count == 0)
        {
            Log.EventTooLarge(_logger, events[0].Utf8Json.Length, _options.MaxRequestBytes);
            var tooLarge = new SendOutcome(SendStatus.Rejected, AnswerClassifier.EventTooLarge);
            _metrics.EventsFinished(tooLarge.TagValue, 1);
            return new SendResult<VidoraEvent>(tooLarge, events, 1);
        }

        var body = EventRequest.ToContent(events, count);
        var call = new ApiCall("send_events", HttpMethod.Post, "v1", "validate") { Body = body };
        var answer = await Connection.AttemptAsync(call, cancellationToken).ConfigureAwait(false);
        _metrics.EventsFinished(answer.Outcome.TagValue, count);
        return new SendResult<VidoraEvent>(answer.Outcome, events, count, body.Length);
    }

    /// <summary>Returns how many events, from the first, fit into one request; 0 when the first is too large alone.</summary>
    internal int CountThatFit(IReadOnlyList<VidoraEvent> events) =>
        EventRequest.CountThatFit(events, _options.MaxEventsPerRequest, _options.MaxRequestBytes);

    /// <summary>Lists the account's pipelines, the most recently run first (Vidora Pipeline API).</summary>
    /// <param name="recurring">Only those that run again by themselves, or only the others; null for both.</param>
    /// <param name="active">Only those in use, or only the others; null for both.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="VidoraApiException">The call failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public virtual Task<IReadOnlyList<VidoraPipeline>> GetPipelinesAsync(
        bool? recurring = null,
        bool? active = null,
        CancellationToken cancellationToken = default)
    {
        var parameters = new List<KeyValuePair<string, string>>(2);
        AddFilter(parameters, "active", active);
        AddFilter(parameters, "recurring", recurring);
        var call = new ApiCall("get_pipelines", HttpMethod.Get, "v1", "api", "pipelines")
        {
            Parameters = parameters,
            AnswerLimit = ApiCall.ListAnswerLimit,
        };
        return CallAsync<IReadOnlyList<VidoraPipeline>>(call, AnswerReader.ReadPipelines, cancellationToken);
    }

    /// <summary>
    /// Gets what every pipeline predicts for one user or object: the first generation of the Predictions API,
    /// <c>GET /v1/objects/&lt;id&gt;/predictions</c>. Vidora's support enables it per pipeline.
    /// </summary>
    /// <param name="objectId">The id that the events carried as user id. Not empty.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="ArgumentException">The id is empty, or is <c>.</c> or <c>..</c>, which no address can hold.</exception>
    /// <exception cref="VidoraApiException">The call failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public virtual Task<IReadOnlyList<VidoraPrediction>> GetPredictionsAsync(string objectId, CancellationToken cancellationToken = default)
    {
        RequireSegment(objectId);
        var call = new ApiCall("get_predictions", HttpMethod.Get, "v1", "objects", objectId, "predictions");
        return CallAsync<IReadOnlyList<VidoraPrediction>>(call, AnswerReader.ReadPredictions, cancellationToken);
    }

    /// <summary>
    /// Gets what one pipeline predicts for one user or object, with the percentile: the latest generation of the Predictions API,
    /// <c>GET /v1/items/&lt;id&gt;/pipelines/&lt;pipeline&gt;/predictions</c> (the last segment is our choice: the documentation is
    /// cut there).
    /// </summary>
    /// <param name="entityId">The id that the events carried as user id. Not empty.</param>
    /// <param name="pipelineId">The pipeline. Not empty.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The prediction; null when the answer holds none.</returns>
    /// <exception cref="ArgumentException">An id is empty, or is <c>.</c> or <c>..</c>, which no address can hold.</exception>
    /// <exception cref="VidoraApiException">The call failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public virtual Task<VidoraPrediction?> GetPredictionAsync(
        string entityId,
        string pipelineId,
        CancellationToken cancellationToken = default)
    {
        RequireSegment(entityId);
        RequireSegment(pipelineId);
        var call = new ApiCall("get_prediction", HttpMethod.Get, "v1", "items", entityId, "pipelines", pipelineId, "predictions");
        return CallAsync(call, answer => AnswerReader.ReadPrediction(answer, pipelineId), cancellationToken);
    }

    /// <summary>
    /// Asks for the erasure of everything known about users (Vidora User Privacy API since 2022,
    /// <c>POST /v1/api/erasure_requests</c>). Needs a secret.
    /// </summary>
    /// <param name="userIds">The users; at least one, none empty.</param>
    /// <param name="requestId">
    /// The id of the request, a version 4 UUID. Keep it when the call may have to be repeated. A new one when null.
    /// </param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The id of the request, as Vidora answered it.</returns>
    /// <exception cref="ArgumentException">There are no users, or an id is empty.</exception>
    /// <exception cref="VidoraApiException">The call failed, or there is no secret and nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public virtual Task<string> RequestErasureAsync(
        IReadOnlyCollection<string> userIds,
        Guid? requestId = null,
        CancellationToken cancellationToken = default)
    {
        RequireUsers(userIds);
        var id = (requestId ?? Guid.NewGuid()).ToString();
        var call = new ApiCall("request_erasure", HttpMethod.Post, "v1", "api", "erasure_requests") { Body = UserIdsBody(userIds, id) };
        return PrivacyCallAsync(
            call,
            answer => AnswerReader.ReadRequestId(answer) is { Length: > 0 } answered ? answered : id,
            cancellationToken);
    }

    /// <summary>
    /// Gets how far an erasure request is (<c>GET /v1/api/erasure_requests/&lt;request id&gt;</c>: the path and the layout of the
    /// answer are our choice, they are not documented). Needs a secret.
    /// </summary>
    /// <param name="requestId">The id that <see cref="RequestErasureAsync"/> returned. Not empty.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    /// <exception cref="VidoraApiException">The call failed, or there is no secret and nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public virtual Task<VidoraErasureStatus> GetErasureStatusAsync(string requestId, CancellationToken cancellationToken = default)
    {
        RequireSegment(requestId);
        var call = new ApiCall("get_erasure_status", HttpMethod.Get, "v1", "api", "erasure_requests", requestId);
        return PrivacyCallAsync(call, AnswerReader.ReadErasureStatus, cancellationToken);
    }

    /// <summary>
    /// Adds users to the list of deleted ones (the older generation of the User Privacy API, <c>POST /v1/api/deleted_users</c>).
    /// Needs a secret.
    /// </summary>
    /// <param name="userIds">The users; at least one, none empty.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The ids that were just added.</returns>
    /// <exception cref="ArgumentException">There are no users, or an id is empty.</exception>
    /// <exception cref="VidoraApiException">The call failed, or there is no secret and nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public virtual Task<IReadOnlyList<string>> AddDeletedUsersAsync(
        IReadOnlyCollection<string> userIds,
        CancellationToken cancellationToken = default)
    {
        RequireUsers(userIds);
        var call = new ApiCall("add_deleted_users", HttpMethod.Post, "v1", "api", "deleted_users")
        {
            Body = UserIdsBody(userIds, requestId: null),
            AnswerLimit = ApiCall.ListAnswerLimit,
        };
        return PrivacyCallAsync<IReadOnlyList<string>>(call, AnswerReader.ReadUserIds, cancellationToken);
    }

    /// <summary>
    /// Lists the deleted users (the older generation of the User Privacy API, <c>GET /v1/api/deleted_users</c>). Needs a secret.
    /// </summary>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="VidoraApiException">The call failed, or there is no secret and nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public virtual Task<IReadOnlyList<string>> GetDeletedUsersAsync(CancellationToken cancellationToken = default)
    {
        var call = new ApiCall("get_deleted_users", HttpMethod.Get, "v1", "api", "deleted_users") { AnswerLimit = ApiCall.ListAnswerLimit };
        return PrivacyCallAsync<IReadOnlyList<string>>(call, AnswerReader.ReadUserIds, cancellationToken);
    }

    private Task<T> PrivacyCallAsync<T>(ApiCall call, Func<JsonElement, T> read, CancellationToken cancellationToken) =>
        string.IsNullOrEmpty(_options.ApiSecret) && _connection is not null
            ? Task.FromException<T>(new VidoraApiException(
                $"Vidora {call.Operation}: the privacy calls must be signed, and no secret is configured; nothing was sent. Fix: "
                + "options.ApiSecret = \"<the account's API secret>\"")
            {
                IsAccountFault = true,
            })
            : CallAsync(call, read, cancellationToken);

    private async Task<T> CallAsync<T>(ApiCall call, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        var answer = await Connection.AttemptAsync(call, cancellationToken).ConfigureAwait(false);
        if (answer.Outcome.Status != SendStatus.Accepted)
        {
            throw Failure(call, answer.Outcome);
        }

        if (answer.IsCut)
        {
            throw new VidoraApiException(string.Create(
                CultureInfo.InvariantCulture,
                $"Vidora {call.Operation}: the answer is longer than {call.AnswerLimit} bytes; the rest was not read."))
            {
                StatusCode = answer.Outcome.HttpStatus,
            };
        }

        try
        {
            using var document = JsonDocument.Parse(WithoutByteOrderMark(answer.Body));
            return read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            // Its text may quote the answer.
            throw new VidoraApiException($"Vidora {call.Operation}: the answer is not what the API's documents describe.")
            {
                StatusCode = answer.Outcome.HttpStatus,
            };
        }
    }

    private static VidoraApiException Failure(ApiCall call, SendOutcome outcome)
    {
        var advice = outcome.Status switch
        {
            SendStatus.AccountFault => SetupAdvice.For(outcome.Reason),
            SendStatus.Retry => "The same call may succeed later.",
            _ => "The same call fails again.",
        };
        return new VidoraApiException($"Vidora {call.Operation} failed: {outcome.Reason}. {advice}")
        {
            StatusCode = outcome.HttpStatus,
            IsTransient = outcome.Status == SendStatus.Retry,
            IsAccountFault = outcome.Status == SendStatus.AccountFault,
            RetryAfter = outcome.RetryAfter,
        };
    }

    private static ReadOnlyMemory<byte> WithoutByteOrderMark(ReadOnlyMemory<byte> text) =>
        text.Span.StartsWith("\uFEFF"u8) ? text[3..] : text;

    private static JsonPieces UserIdsBody(IReadOnlyCollection<string> userIds, string? requestId)
    {
        var json = new Utf8Buffer();
        json.Append((byte)'{');
        if (requestId is not null)
        {
            json.Append("\"request_id\":"u8);
            JsonText.AppendString(json, requestId);
            json.Append((byte)',');
        }

        json.Append("\"user_ids\":["u8);
        var isFirst = true;
        foreach (var userId in userIds)
        {
            if (!isFirst)
            {
                json.Append((byte)',');
            }

            JsonText.AppendString(json, userId);
            isFirst = false;
        }

        json.Append("]}"u8);
        return new JsonPieces([json.WrittenMemory]);
    }

    private static void AddFilter(List<KeyValuePair<string, string>> parameters, string name, bool? value)
    {
        if (value is not null)
        {
            parameters.Add(new(name, value.Value ? "true" : "false"));
        }
    }

    private static void RequireSegment(string id, [CallerArgumentExpression(nameof(id))] string? name = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(id, name);
        if (id is "." or "..")
        {
            throw new ArgumentException("No address can hold an id that is \".\" or \"..\".", name);
        }
    }

    private static void RequireUsers(IReadOnlyCollection<string> userIds)
    {
        ArgumentNullException.ThrowIfNull(userIds);
        if (userIds.Count == 0 || userIds.Any(string.IsNullOrEmpty))
        {
            throw new ArgumentException("There must be at least one user id, and none may be empty.", nameof(userIds));
        }
    }
}
