using System.Diagnostics.Metrics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vidora.Integration.Client;
using Vidora.Integration.Json;
using Vidora.Integration.Telemetry;

namespace Vidora.Integration;

/// <summary>Calls the Vidora (Cortex) API.</summary>
/// <remarks>
/// Every call makes one request and does not retry. To retry, use the queue of Vidora.Integration.Delivery. Safe for concurrent use.
/// Use one client for an account: it keeps a pool of connections.
/// </remarks>
public class VidoraClient
{
    private readonly HttpExchange _http;
    private readonly VidoraOptions _options;
    private readonly bool _isDouble;

    /// <summary>Creates a client without a container.</summary>
    /// <param name="options">The account. Do not change it afterwards.</param>
    /// <param name="timeProvider">The clock. Default: the system's.</param>
    /// <exception cref="OptionsValidationException">An option is missing or invalid. The message says which.</exception>
    public VidoraClient(VidoraOptions options, TimeProvider? timeProvider = null)
        : this(HttpHandlers.CreateClient(), options, timeProvider)
    {
    }

    /// <summary>Creates a client without a container, with an HTTP client of the caller.</summary>
    /// <param name="httpClient">
    /// The HTTP client, which the caller disposes of. It must not follow redirects, which would take the API key to another host, and
    /// must not log addresses, which hold the key.
    /// </param>
    /// <param name="options">The account. Do not change it afterwards.</param>
    /// <param name="timeProvider">The clock. Default: the system's.</param>
    /// <exception cref="OptionsValidationException">An option is missing or invalid. The message says which.</exception>
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
        VidoraOptions.ClientSettings.ThrowIfInvalid(name, options);
        _options = options;
        var metrics = meterFactory is null ? RequestMetrics.Client : RequestMetrics.OfClient(meterFactory.Create(VidoraTelemetry.MeterName));
        _http = new HttpExchange("Vidora", httpClient, options.RequestTimeout, timeProvider, logger, metrics);
    }

    /// <summary>Creates a double for tests. Override the methods that are called; the others throw.</summary>
    protected VidoraClient()
    {
        _isDouble = true;
        _options = new VidoraOptions();
        _http = new HttpExchange("Vidora", null, _options.RequestTimeout, null, null, RequestMetrics.Client);
    }

    /// <summary>Sends one request with as many of the events as fit into it, in order.</summary>
    /// <remarks>
    /// Vidora Behavioral API, <c>POST /v1/validate</c>. The request holds at most <see cref="VidoraOptions.MaxEventsPerRequest"/>
    /// events and <see cref="VidoraOptions.MaxRequestBytes"/> bytes. Send <see cref="SendResult{T}.Rest"/> next. Failures are
    /// outcomes, not exceptions. An event that is too large alone is rejected and is not sent.
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
            Log.EventTooLarge(_http.Logger, events[0].Utf8Json.Length, _options.MaxRequestBytes);
            var tooLarge = new SendOutcome(SendStatus.Rejected, AnswerClassifier.EventTooLarge);
            _http.Metrics.ItemsFinished(tooLarge.TagValue, 1);
            return new SendResult<VidoraEvent>(tooLarge, events, 1);
        }

        var body = EventRequest.ToContent(events, count);
        var call = new ApiCall("send_events", HttpMethod.Post, "v1", "validate") { Body = body, Use = AnswerUse.Receipt };
        var (outcome, _) = await AttemptAsync(call, cancellationToken).ConfigureAwait(false);
        _http.Metrics.ItemsFinished(outcome.TagValue, count);
        return new SendResult<VidoraEvent>(outcome, events, count, body.Length);
    }

    /// <summary>Returns how many events, from the first, fit into one request; 0 when the first is too large alone.</summary>
    internal int CountThatFit(IReadOnlyList<VidoraEvent> events) =>
        EventRequest.CountThatFit(events, _options.MaxEventsPerRequest, _options.MaxRequestBytes);

    /// <summary>Returns the room of one request, for a caller that collects events.</summary>
    internal RequestRoom NewRequest() => new(_options.MaxEventsPerRequest, _options.MaxRequestBytes);

    /// <summary>Lists the account's pipelines, the most recently run first.</summary>
    /// <remarks>Vidora Pipeline API, <c>GET /v1/api/pipelines</c>.</remarks>
    /// <param name="recurring">True for pipelines that run repeatedly, false for the others; null for both.</param>
    /// <param name="active">True for active pipelines, false for the others; null for both.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
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

    /// <summary>Gets the predictions of every pipeline for one user or object.</summary>
    /// <remarks>
    /// First generation of the Predictions API, <c>GET /v1/objects/&lt;id&gt;/predictions</c>. Vidora's support enables it per pipeline.
    /// </remarks>
    /// <param name="objectId">The id that the events carried as user id. Not empty.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">The id is empty, <c>.</c> or <c>..</c>.</exception>
    /// <exception cref="VidoraApiException">The call failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public virtual Task<IReadOnlyList<VidoraPrediction>> GetPredictionsAsync(string objectId, CancellationToken cancellationToken = default)
    {
        RequireSegment(objectId);
        var call = new ApiCall("get_predictions", HttpMethod.Get, "v1", "objects", objectId, "predictions") { Use = AnswerUse.DataAboutOne };
        return CallAsync<IReadOnlyList<VidoraPrediction>>(call, AnswerReader.ReadPredictions, cancellationToken);
    }

    /// <summary>Gets the prediction of one pipeline for one user or object, with the percentile.</summary>
    /// <remarks>
    /// Latest generation of the Predictions API, <c>GET /v1/items/&lt;id&gt;/pipelines/&lt;pipeline&gt;/predictions</c>. The last
    /// segment is our choice: the documentation is cut there.
    /// </remarks>
    /// <param name="entityId">The id that the events carried as user id. Not empty.</param>
    /// <param name="pipelineId">The pipeline. Not empty.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The prediction; null when the answer holds none.</returns>
    /// <exception cref="ArgumentException">An id is empty, <c>.</c> or <c>..</c>.</exception>
    /// <exception cref="VidoraApiException">The call failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public virtual Task<VidoraPrediction?> GetPredictionAsync(
        string entityId,
        string pipelineId,
        CancellationToken cancellationToken = default)
    {
        RequireSegment(entityId);
        RequireSegment(pipelineId);
        var call = new ApiCall("get_prediction", HttpMethod.Get, "v1", "items", entityId, "pipelines", pipelineId, "predictions")
        {
            Use = AnswerUse.DataAboutOne,
        };
        return CallAsync(call, answer => AnswerReader.ReadPrediction(answer, pipelineId), cancellationToken);
    }

    /// <summary>Requests the erasure of all data about users. Needs a secret.</summary>
    /// <remarks>
    /// Vidora User Privacy API since 2022, <c>POST /v1/api/erasure_requests</c>. Vidora has received the request when it answers the id
    /// that was sent; any other answer is a failed call.
    /// </remarks>
    /// <param name="userIds">The users; at least one, none empty.</param>
    /// <param name="requestId">The id of the request, a version 4 UUID; null for a new one. Use the same id to repeat a call.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The id of the request, which Vidora has answered.</returns>
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
            answer => id.Equals(AnswerReader.ReadRequestId(answer), StringComparison.OrdinalIgnoreCase)
                ? id
                : throw new FormatException("Not the id of the request."),
            cancellationToken);
    }

    /// <summary>Gets the status of an erasure request. Needs a secret.</summary>
    /// <remarks><c>GET /v1/api/erasure_requests/&lt;request id&gt;</c>. Path and answer are our choice: they are not documented.</remarks>
    /// <param name="requestId">The id that <see cref="RequestErasureAsync"/> returned. Not empty.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The status in Vidora's words, which are not documented; empty when the answer names none.</returns>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    /// <exception cref="VidoraApiException">The call failed, or there is no secret and nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public virtual Task<string> GetErasureStatusAsync(string requestId, CancellationToken cancellationToken = default)
    {
        RequireSegment(requestId);
        var call = new ApiCall("get_erasure_status", HttpMethod.Get, "v1", "api", "erasure_requests", requestId) { Use = AnswerUse.DataAboutOne };
        return PrivacyCallAsync(call, AnswerReader.ReadErasureStatus, cancellationToken);
    }

    /// <summary>Adds users to the list of deleted users. Needs a secret.</summary>
    /// <remarks>Older generation of the User Privacy API, <c>POST /v1/api/deleted_users</c>.</remarks>
    /// <param name="userIds">The users; at least one, none empty.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
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

    /// <summary>Lists the deleted users. Needs a secret.</summary>
    /// <remarks>Older generation of the User Privacy API, <c>GET /v1/api/deleted_users</c>.</remarks>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="VidoraApiException">The call failed, or there is no secret and nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public virtual Task<IReadOnlyList<string>> GetDeletedUsersAsync(CancellationToken cancellationToken = default)
    {
        var call = new ApiCall("get_deleted_users", HttpMethod.Get, "v1", "api", "deleted_users") { AnswerLimit = ApiCall.ListAnswerLimit };
        return PrivacyCallAsync<IReadOnlyList<string>>(call, AnswerReader.ReadUserIds, cancellationToken);
    }

    private Task<T> PrivacyCallAsync<T>(ApiCall call, Func<JsonElement, T> read, CancellationToken cancellationToken) =>
        string.IsNullOrEmpty(_options.ApiSecret) && !_isDouble
            ? Task.FromException<T>(new VidoraApiException(
                $"Vidora {call.Operation}: privacy calls must be signed, and no secret is set. Nothing was sent. Set "
                + "options.ApiSecret = \"<the account's API secret>\"")
            {
                IsAccountFault = true,
            })
            : CallAsync(call, read, cancellationToken);

    private async Task<T> CallAsync<T>(ApiCall call, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        var (outcome, body) = await AttemptAsync(call, cancellationToken).ConfigureAwait(false);
        if (outcome.Status != SendStatus.Accepted)
        {
            throw Failure(call, outcome);
        }

        if (body.Length > call.AnswerLimit)
        {
            throw Unreadable(string.Create(CultureInfo.InvariantCulture, $"the answer is longer than {call.AnswerLimit} bytes."));
        }

        try
        {
            using var document = JsonDocument.Parse(body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body);
            return read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            // The text of the exception may quote the answer.
            throw Unreadable("the answer is not what the API documents.");
        }

        VidoraApiException Unreadable(string problem) => new($"Vidora {call.Operation}: {problem}") { StatusCode = outcome.HttpStatus };
    }

    private Task<(SendOutcome Outcome, ReadOnlyMemory<byte> Body)> AttemptAsync(ApiCall call, CancellationToken cancellationToken) =>
        _http.AttemptAsync(
            call.Operation,
            () => call.ToRequest(_options, _http.Time.GetUtcNow()),
            call.AnswerLimit,
            answer => AnswerClassifier.Classify(answer, call.Use),
            SetupFault.Describe,
            cancellationToken);

    private static VidoraApiException Failure(ApiCall call, SendOutcome outcome)
    {
        var message = outcome.Status switch
        {
            SendStatus.AccountFault => $"Vidora {call.Operation} failed ({outcome.Reason}): {SetupFault.Describe(outcome)}",
            SendStatus.Retry => $"Vidora {call.Operation} failed: {outcome.Reason}. The same call may succeed later.",
            _ => $"Vidora {call.Operation} failed: {outcome.Reason}. The same call fails again.",
        };
        return new VidoraApiException(message)
        {
            StatusCode = outcome.HttpStatus,
            IsTransient = outcome.Status == SendStatus.Retry,
            IsAccountFault = outcome.Status == SendStatus.AccountFault,
            RetryAfter = outcome.RetryAfter,
        };
    }

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
            throw new ArgumentException("An address cannot hold the id \".\" or \"..\".", name);
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
