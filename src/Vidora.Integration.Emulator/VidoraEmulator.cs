using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Vidora.Integration.Emulator.Feed;
using Vidora.Integration.Emulator.Hosting;
using Vidora.Integration.Emulator.Pages;
using Vidora.Integration.Emulator.Pipelines;
using Vidora.Integration.Emulator.Scripting;
using Vidora.Integration.Emulator.Storage;
using Vidora.Integration.Emulator.Vidora;

namespace Vidora.Integration.Emulator;

/// <summary>
/// Vidora and mParticle's feed on one's own machine: a web server in this process that speaks their wire, keeps what it
/// received and shows it.
/// </summary>
/// <example>
/// <code>
/// await using var emulator = await VidoraEmulator.StartAsync();
/// // … send events to emulator.Address with emulator.ApiKey …
/// await emulator.WaitForEventsAsync(3);
/// Assert.That(emulator.Events.OfType("purchase"), Has.Count.EqualTo(1));
/// </code>
/// </example>
public sealed class VidoraEmulator : IAsyncDisposable
{
    private const string DefaultSecret = "demo-secret";

    private readonly WebApplication _app;
    private readonly EventStore _store;
    private readonly PrivacyRoutes _privacy;
    private readonly UserStore _users;
    private readonly FeedLimits _feedLimits;
    private readonly FeedPush _push;
    private readonly PipelineScheduler _schedule;
    private readonly RequestCounts _requests = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FileStream? _directoryLock;
    private int _disposed;

    private VidoraEmulator(VidoraEmulatorOptions options)
    {
        ApiKey = options.ApiKey;
        ApiSecret = options.ApiSecret ?? DefaultSecret;
        _store = new EventStore(options.MaxEvents);
        Events = new ReceivedEvents(_store, new EventQuery { Accepted = true });
        FeedKey = options.FeedKey;
        FeedSecret = options.FeedSecret;
        _users = new UserStore(options.MaxUsers);
        _feedLimits = new FeedLimits(options.FeedBatchesPerSecond, options.FeedStartBatchesPerSecond, options.TimeProvider);
        Users = new EmulatedUsers(_users);
        _push = new FeedPush(_users, options.TimeProvider);
        Pipelines = new EmulatedPipelines(Events, _push, options.TimeProvider, new Random(options.Seed));
        _privacy = new PrivacyRoutes(Erase, options.TimeProvider);
        _schedule = new PipelineScheduler(Pipelines, options.TimeProvider);
        _app = EmulatorServer.Build(options.Listen, options.MaxRequestBytes);
        Address = options.Listen;
        MapRoutes(options);
    }

    /// <summary>Where the emulator listens, such as <c>http://127.0.0.1:40123/</c>: the base address for a Vidora client.</summary>
    public Uri Address { get; private set; }

    /// <summary>The Vidora API key it accepts.</summary>
    public string ApiKey { get; }

    /// <summary>
    /// The secret it checks signatures with. Without one in the options it is <c>demo-secret</c>, and only the privacy calls
    /// must be signed.
    /// </summary>
    public string ApiSecret { get; }

    /// <summary>The accepted events; the others are in <see cref="ReceivedEvents.Invalid"/>.</summary>
    public ReceivedEvents Events { get; }

    /// <summary>The key of the emulated mParticle feed, which is served at <see cref="Address"/> too.</summary>
    public string FeedKey { get; }

    /// <summary>The secret of the emulated mParticle feed.</summary>
    public string FeedSecret { get; }

    /// <summary>The users that the mParticle feed wrote.</summary>
    public EmulatedUsers Users { get; }

    /// <summary>The pipelines of the emulated Vidora. There are none at the start.</summary>
    public EmulatedPipelines Pipelines { get; }

    /// <summary>The trouble that is to come. Empty at the start.</summary>
    public TroubleScript Script { get; } = new();

    /// <summary>The users whose deletion was asked for, in the order of the requests. Their events are gone.</summary>
    public IReadOnlyList<string> DeletedUsers => _privacy.DeletedUsers;

    /// <summary>Starts an emulator, ready to be called when the task completes.</summary>
    /// <param name="configure">Changes the options; null takes the defaults.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message says which and what helps.</exception>
    /// <exception cref="IOException">The address is in use, or the directory is, or it holds files of another kind.</exception>
    public static async Task<VidoraEmulator> StartAsync(
        Action<VidoraEmulatorOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        var options = new VidoraEmulatorOptions();
        configure?.Invoke(options);
        Validate(options);
        var emulator = new VidoraEmulator(options);
        try
        {
            if (options.Directory is { } directory)
            {
                emulator.Open(directory);
            }

            await emulator._app.StartAsync(cancellationToken);
            emulator.Address = EmulatorServer.AddressOf(emulator._app);
            emulator._schedule.Start();
            return emulator;
        }
        catch
        {
            await emulator.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until so many events were accepted, counted from the start or the last <see cref="Reset"/>.</summary>
    /// <param name="count">How many events at least.</param>
    /// <param name="timeout">How long, in real time whatever the emulator's clock says. Default 10 seconds.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="TimeoutException">Fewer came; the message says how many.</exception>
    public async Task WaitForEventsAsync(long count, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var limit = timeout ?? TimeSpan.FromSeconds(10);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limit);
        while (true)
        {
            var change = _store.NextChange();
            if (_store.Accepted >= count)
            {
                return;
            }

            try
            {
                await change.WaitAsync(deadline.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                var state = _store.Counts();
                throw new TimeoutException(
                    $"Waited {limit} for {count} events; {state.Valid} were accepted and {state.Invalid} were invalid.");
            }
        }
    }

    /// <summary>What was counted so far.</summary>
    public EmulatorState GetState()
    {
        var counts = _store.Counts();
        var (requests, byRoute, byStatus) = _requests.Snapshot();
        return new EmulatorState
        {
            Received = counts.Received,
            Valid = counts.Valid,
            Invalid = counts.Invalid,
            Warned = counts.Warned,
            Kept = counts.Kept,
            ByType = counts.ByType,
            ByReason = counts.ByReason,
            Users = Users.Count,
            FeedBatches = _users.Batches,
            FeedDuplicates = _users.Duplicates,
            Requests = requests,
            RequestsByRoute = byRoute,
            RequestsByStatus = byStatus,
        };
    }

    /// <summary>Forgets everything received, created and counted; address and keys stay.</summary>
    public void Reset()
    {
        _store.Clear();
        _privacy.Clear();
        _users.Clear();
        _feedLimits.Clear();
        Script.Clear();
        Pipelines.Clear();
        _requests.Clear();
        _privacy.Changed?.Invoke();
        Pipelines.Changed?.Invoke();
    }

    /// <summary>
    /// Waits until the process is asked to end (Ctrl+C, SIGTERM), the token is cancelled or the emulator is disposed; for a
    /// program that does nothing but run the emulator.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait, without an exception.</param>
    public async Task WaitForShutdownAsync(CancellationToken cancellationToken = default)
    {
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            _stopped.TrySetResult();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var cancel = cancellationToken.UnsafeRegister(_ => _stopped.TrySetResult(), null);
        await _stopped.Task;
    }

    /// <summary>Stops the server.</summary>
    public async ValueTask DisposeAsync()
    {
        _stopped.TrySetResult();
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        await _schedule.DisposeAsync();
        await _app.DisposeAsync();
        _push.Dispose();
        _store.Close();
        _users.Close();
        _directoryLock?.Dispose();
    }

    private static void Validate(VidoraEmulatorOptions options)
    {
        EmulatorServer.Validate(options.Listen, options.Password);
        ArgumentException.ThrowIfNullOrEmpty(options.ApiKey);
        ArgumentNullException.ThrowIfNull(options.TimeProvider);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxEvents, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxUsers, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxRequestBytes, 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.FeedBatchesPerSecond ?? 1, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.FeedStartBatchesPerSecond, 1);
        ArgumentException.ThrowIfNullOrEmpty(options.FeedKey);
        ArgumentException.ThrowIfNullOrEmpty(options.FeedSecret);
        if (options.ApiSecret is "")
        {
            throw new ArgumentException("ApiSecret is empty; leave it null when calls need no signature.", nameof(options));
        }
    }

    private void MapRoutes(VidoraEmulatorOptions options)
    {
        var calls = new VidoraCalls(new SignatureCheck(ApiKey, ApiSecret, options.ApiSecret is not null, options.TimeProvider));
        var pipelines = new PipelineRoutes(Pipelines);
        var predictions = new PredictionRoutes(Pipelines);
        var pipelineControl = new PipelineControlRoutes(Pipelines, options.ExportDirectory);
        var feed = new FeedRoutes(_users, _feedLimits, FeedKey, FeedSecret, options.TimeProvider);
        var script = new ScriptRoutes(Script);
        var control = new ControlRoutes(_store, this);

        _app.Use(CountAsync);
        _app.Use(AnswerFaultsAsync);
        _app.Use(new AccessGuard(options.Password).HandleAsync);
        _app.UseRouting();
        _app.Use(new TroubleStep(Script, _requests, options.TimeProvider).HandleAsync);
        _app.MapPost("/v1/validate", calls.Guard(new ValidateRoute(_store, options.TimeProvider, options.CountOnly).HandleAsync));
        _app.MapGet("/v1/api/pipelines", calls.Guard(pipelines.ListAsync));
        _app.MapGet("/v1/objects/{id}/predictions", calls.Guard(predictions.GetAllAsync));
        _app.MapGet("/v1/items/{id}/pipelines/{pipeline}/predictions", calls.Guard(predictions.GetOneAsync));
        _app.MapGet("/v1/api/deleted_users", calls.Guard(_privacy.ListDeletedAsync, alwaysSigned: true));
        _app.MapPost("/v1/api/deleted_users", calls.Guard(_privacy.AddDeletedAsync, alwaysSigned: true));
        _app.MapPost("/v1/api/erasure_requests", calls.Guard(_privacy.RequestErasureAsync, alwaysSigned: true));
        _app.MapGet("/v1/api/erasure_requests/{id}", calls.Guard(_privacy.GetErasureAsync, alwaysSigned: true));
        _app.MapPost("/v2/events", (RequestDelegate)feed.PostEventAsync);
        _app.MapPost("/v2/bulkevents", (RequestDelegate)feed.PostBulkAsync);
        _app.MapPost("/s2s/v2/events", (RequestDelegate)feed.PostEventAsync);
        _app.MapPost("/s2s/v2/bulkevents", (RequestDelegate)feed.PostBulkAsync);
        _app.MapGet("/emulator/users", (RequestDelegate)feed.ListUsersAsync);
        _app.MapGet("/emulator/users/{mpid}", (RequestDelegate)feed.GetUserAsync);
        _app.MapGet("/emulator/pipelines", (RequestDelegate)pipelineControl.ListAsync);
        _app.MapPost("/emulator/pipelines", (RequestDelegate)pipelineControl.CreateAsync);
        _app.MapDelete("/emulator/pipelines/{id}", (RequestDelegate)pipelineControl.RemoveAsync);
        _app.MapPost("/emulator/pipelines/{id}/run", (RequestDelegate)pipelineControl.RunAsync);
        _app.MapGet("/emulator/pipelines/{id}/predictions", (RequestDelegate)pipelineControl.GetPredictionsAsync);
        _app.MapPost("/emulator/pipelines/export.csv", (RequestDelegate)pipelineControl.PredictAsync);
        _app.MapGet("/emulator/pipelines/{id}/export.csv", (RequestDelegate)pipelineControl.DownloadAsync);
        _app.MapPost("/emulator/pipelines/{id}/exports", (RequestDelegate)pipelineControl.AddExportAsync);
        _app.MapDelete("/emulator/pipelines/{id}/exports/{export}", (RequestDelegate)pipelineControl.RemoveExportAsync);
        _app.MapPost("/emulator/script", (RequestDelegate)script.PostAsync);
        _app.MapGet("/emulator/script", (RequestDelegate)script.GetAsync);
        _app.MapDelete("/emulator/script", (RequestDelegate)script.DeleteAsync);
        _app.MapGet("/emulator/state", (RequestDelegate)control.GetStateAsync);
        _app.MapDelete("/emulator/state", (RequestDelegate)control.DeleteStateAsync);
        _app.MapGet("/emulator/events", (RequestDelegate)control.GetEventsAsync);
        _app.MapGet("/emulator/report", (RequestDelegate)control.GetReportAsync);
        MapPages(options, pipelineControl);
    }

    private void MapPages(VidoraEmulatorOptions options, PipelineControlRoutes pipelineControl)
    {
        var events = new EventsPage(_store, this, options.TimeProvider);
        var users = new UsersPage(_store, _users);
        var pipelines = new PipelinesPage(Pipelines, pipelineControl, options.ExportDirectory is not null);
        var trouble = new TroublePage(Script);
        _app.MapGet("/", (RequestDelegate)events.GetAsync);
        _app.MapGet("/pieces/events", (RequestDelegate)events.GetLiveAsync);
        _app.MapGet("/events/{number}", (RequestDelegate)events.GetOneAsync);
        _app.MapGet("/users", (RequestDelegate)users.GetAsync);
        _app.MapGet("/pipelines", (RequestDelegate)pipelines.ListAsync);
        _app.MapPost("/pipelines", (RequestDelegate)pipelines.CreateAsync);
        _app.MapGet("/pipelines/{id}", (RequestDelegate)pipelines.GetAsync);
        _app.MapPost("/pipelines/{id}/run", (RequestDelegate)pipelines.RunAsync);
        _app.MapPost("/pipelines/{id}/remove", (RequestDelegate)pipelines.RemoveAsync);
        _app.MapPost("/pipelines/{id}/exports", (RequestDelegate)pipelines.AddExportAsync);
        _app.MapPost("/pipelines/{id}/exports/{export}/run", (RequestDelegate)pipelines.RunExportAsync);
        _app.MapPost("/pipelines/{id}/exports/{export}/remove", (RequestDelegate)pipelines.RemoveExportAsync);
        _app.MapGet("/trouble", (RequestDelegate)trouble.GetAsync);
        _app.MapPost("/trouble", (RequestDelegate)trouble.AddAsync);
        _app.MapPost("/trouble/clear", (RequestDelegate)trouble.ClearAsync);
        _app.MapGet("/assets/{name}", (RequestDelegate)PageAssets.SendAsync);
    }

    private void Open(string directory)
    {
        Directory.CreateDirectory(directory);

        // One emulator at a time: only a file that nobody shares is locked on every system.
        _directoryLock = new FileStream(Path.Combine(directory, "emulator.lock"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        _store.Open(Path.Combine(directory, "events.log"));
        _users.Open(Path.Combine(directory, "users.log"));
        var privacy = new SmallFile(Path.Combine(directory, "privacy.json"));
        privacy.Read(_privacy.Read);
        _privacy.Changed = () => privacy.Write(_privacy.Write);
        var pipelines = new SmallFile(Path.Combine(directory, "pipelines.json"));
        pipelines.Read(Pipelines.Read);
        Pipelines.Changed = () => pipelines.Write(Pipelines.Write);
    }

    private void Erase(IReadOnlySet<string> users)
    {
        _store.Erase(users);
        Pipelines.Forget(users);
    }

    /// <summary>Counts a request before its answer leaves, so that whoever has the answer finds it counted.</summary>
    private Task CountAsync(HttpContext http, RequestDelegate next)
    {
        if (ServiceRoutes.IsService(http.Request.Path))
        {
            http.Response.OnStarting(() =>
            {
                _requests.Add(http, http.Response.StatusCode);
                return Task.CompletedTask;
            });
        }

        return next(http);
    }

    /// <summary>Every answer without a body of its own says in JSON what was wrong.</summary>
    private static async Task AnswerFaultsAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http);
        }
        catch (BadHttpRequestException e) when (!http.Response.HasStarted)
        {
            await JsonAnswer.ErrorAsync(http, e.StatusCode, e.StatusCode == 413 ? "The body is too large." : "The request could not be read.");
            return;
        }

        if (!http.Response.HasStarted && http.Response.StatusCode is 404 or 405)
        {
            var status = http.Response.StatusCode;
            await JsonAnswer.ErrorAsync(http, status, status == 404 ? "There is nothing at this address." : "This address takes another method.");
        }
    }
}
