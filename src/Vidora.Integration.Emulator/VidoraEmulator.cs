using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Vidora.Integration.Emulator.Audiences;
using Vidora.Integration.Emulator.Control;
using Vidora.Integration.Emulator.Feed;
using Vidora.Integration.Emulator.Hosting;
using Vidora.Integration.Emulator.Outputs;
using Vidora.Integration.Emulator.Pages;
using Vidora.Integration.Emulator.Pipelines;
using Vidora.Integration.Emulator.Profiles;
using Vidora.Integration.Emulator.Scripting;
using Vidora.Integration.Emulator.Storage;
using Vidora.Integration.Emulator.Vidora;

namespace Vidora.Integration.Emulator;

/// <summary>
/// Serves Vidora's API and mParticle's feed from this process, stores the events and shows them on pages.
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
    private readonly EmulatorDatabase _database;
    private readonly EventStore _store;
    private readonly UserStore _users;
    private readonly PrivacyRoutes _privacy;
    private readonly FeedLimits _feedLimits;
    private readonly FeedPush _push;
    private readonly PipelineScheduler _schedule;
    private readonly StateReader _states;
    private readonly RequestCounts _requests = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly CancellationTokenSource _closing = new();
    private int _disposed;

    private VidoraEmulator(VidoraEmulatorOptions options, EmulatorDatabase database)
    {
        (Address, ApiKey, ApiSecret) = (options.Listen, options.ApiKey, options.ApiSecret ?? DefaultSecret);
        (FeedKey, FeedSecret) = (options.FeedKey, options.FeedSecret);
        _database = database;
        _store = new EventStore(database, options.MaxEvents);
        _users = new UserStore(database, options.MaxUsers);
        _states = new StateReader(_store, _users, _requests);
        Events = new ReceivedEvents(_store, new EventQuery { Accepted = true });
        Users = new EmulatedUsers(_users);
        _feedLimits = new FeedLimits(options.FeedBatchesPerSecond, options.FeedStartBatchesPerSecond, options.TimeProvider);
        _push = new FeedPush(_users, options.TimeProvider);
        Pipelines = new EmulatedPipelines(new ReceivedActivity(Events, _store, options.TimeProvider), _push, options.TimeProvider, new Random(options.Seed));
        MParticle = new EmulatedMParticle(_store, options.TimeProvider, _closing.Token);
        _privacy = new PrivacyRoutes(Erase, options.TimeProvider);
        _schedule = new PipelineScheduler(Pipelines, options.TimeProvider);
        if (options.Directory is not null)
        {
            Restore();
        }

        _app = EmulatorServer.Build(options.Listen, options.Certificate, options.MaxRequestBytes);
        MapRoutes(options);
    }

    /// <summary>Gets the address, such as <c>http://127.0.0.1:40123/</c>: the base address for a client.</summary>
    public Uri Address { get; private set; }

    /// <summary>Gets the Vidora API key.</summary>
    public string ApiKey { get; }

    /// <summary>Gets the Vidora API secret. Without one in the options it is <c>demo-secret</c>.</summary>
    public string ApiSecret { get; }

    /// <summary>Gets the accepted events; <see cref="ReceivedEvents.Invalid"/> has the others.</summary>
    public ReceivedEvents Events { get; }

    /// <summary>Gets the key of the emulated mParticle feed, which has the same <see cref="Address"/>.</summary>
    public string FeedKey { get; }

    /// <summary>Gets the secret of the emulated mParticle feed.</summary>
    public string FeedSecret { get; }

    /// <summary>Gets the users that the mParticle feed wrote.</summary>
    public EmulatedUsers Users { get; }

    /// <summary>Gets the pipelines of the emulated Vidora. There are none at the start.</summary>
    public EmulatedPipelines Pipelines { get; }

    /// <summary>Gets mParticle's sending half.</summary>
    public EmulatedMParticle MParticle { get; }

    /// <summary>Gets the script of faults. It is empty at the start.</summary>
    public FaultScript Script { get; } = new();

    /// <summary>Gets the users whose erasure was requested, in the order of the requests.</summary>
    public IReadOnlyList<string> DeletedUsers => _privacy.DeletedUsers;

    /// <summary>Gets the mapped addresses.</summary>
    internal IEnumerable<RouteEndpoint> Endpoints => ((IEndpointRouteBuilder)_app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    /// <summary>Starts an emulator. It accepts requests when the task completes.</summary>
    /// <param name="configure">Changes the options. Default: null, none.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    /// <exception cref="IOException">The address or the directory is in use, or the file in it is damaged.</exception>
    public static async Task<VidoraEmulator> StartAsync(
        Action<VidoraEmulatorOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        var options = new VidoraEmulatorOptions();
        configure?.Invoke(options);
        options.Validate();
        var emulator = Open(options);
        try
        {
            await emulator._app.StartAsync(cancellationToken);
            emulator.Address = EmulatorServer.AddressOf(emulator._app);
            emulator._schedule.Start();
            return emulator;
        }
        catch (InvalidOperationException e) when (options is { Listen.Scheme: "https", Certificate: null })
        {
            await emulator.DisposeAsync();
            throw new ArgumentException(
                "Listen is https, and there is no development certificate. Run \"dotnet dev-certs https\", or set Certificate.", nameof(configure), e);
        }
        catch
        {
            await emulator.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until this number of events is accepted, since the start or the last <see cref="Reset"/>.</summary>
    /// <param name="count">The least number of events.</param>
    /// <param name="timeout">The timeout in real time, whatever the emulator's clock. Default: 10 seconds.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="TimeoutException">Fewer events came; the message says how many.</exception>
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

    /// <summary>Returns the counts so far.</summary>
    public EmulatorState GetState() => _states.Read();

    /// <summary>Deletes events, users, pipelines, scripts and counts.</summary>
    public void Reset()
    {
        lock (_database.Lock)
        {
            _database.Clear();
            _store.Reload();
            _users.Reload();
        }

        MParticle.Clear();
        _privacy.Clear();
        _feedLimits.Clear();
        Script.Clear();
        Pipelines.Clear();
        _requests.Clear();
        _privacy.Changed?.Invoke();
        Pipelines.Changed?.Invoke();
    }

    /// <summary>Makes a registered account, and its prediction feed, call the emulator whatever else configures it.</summary>
    /// <remarks>Signatures expire, so give both the same clock when it is not the system's.</remarks>
    /// <param name="builder">The account, as <c>AddVidora</c> returns it.</param>
    public VidoraBuilder UseVidora(VidoraBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        UseVidora(builder.Services, builder.Name);
        return builder;
    }

    /// <summary>Makes an account call the emulator that a host registers, such as in a web application factory.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="name">The name of the account. Default: the account without a name.</param>
    public IServiceCollection UseVidora(IServiceCollection services, string name = "")
    {
        ArgumentNullException.ThrowIfNull(services);
        return services
            .PostConfigure<VidoraOptions>(name, options => (options.BaseAddress, options.ApiKey, options.ApiSecret) = (Address, ApiKey, ApiSecret))
            .PostConfigure<MParticleFeedOptions>(name, options =>
                (options.Host, options.Key, options.Secret) = (new MParticleFeedHost(Address), FeedKey, FeedSecret));
    }

    /// <summary>
    /// Waits for Ctrl+C, SIGTERM, the token or <see cref="DisposeAsync"/>: for a program that only runs the emulator.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait without an exception.</param>
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

    /// <summary>Stops the server and deletes the temporary file.</summary>
    public async ValueTask DisposeAsync()
    {
        _stopped.TrySetResult();
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        await _closing.CancelAsync();
        await MParticle.EndAsync();
        _closing.Dispose();
        await _schedule.DisposeAsync();
        await _app.DisposeAsync();
        _push.Dispose();
        _database.Dispose();
    }

    private static VidoraEmulator Open(VidoraEmulatorOptions options)
    {
        var database = new EmulatorDatabase(options.Directory);
        try
        {
            return new VidoraEmulator(options, database);
        }
        catch (Exception e)
        {
            database.Dispose();
            if (options.Directory is not null && e is SqliteException or JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
            {
                throw database.Unusable(e);
            }

            throw;
        }
    }

    private void Restore()
    {
        _database.ReadDocument("privacy", _privacy.Read);
        _database.ReadDocument("pipelines", Pipelines.Read);
        _privacy.Changed = () => _database.WriteDocument("privacy", _privacy.Describe);
        Pipelines.Changed = () => _database.WriteDocument("pipelines", Pipelines.Describe);
        foreach (var pipeline in Pipelines)
        {
            _database.ReadDocument(PredictionsOf(pipeline.Id), json => Pipelines.ReadPredictions(pipeline.Id, json));
        }

        Pipelines.PredictionsChanged = id => _database.WriteDocument(PredictionsOf(id), () => Pipelines.DescribePredictions(id));
    }

    private static string PredictionsOf(string id) => $"predictions/{id}";

    private void Erase(IReadOnlySet<string> users)
    {
        _store.Erase(users);
        Pipelines.Forget(users);
        _database.RemoveDeleted();
    }

    private void MapRoutes(VidoraEmulatorOptions options)
    {
        var signatures = new SignatureCheck(ApiKey, ApiSecret, options.ApiSecret is not null, options.TimeProvider);
        var pipelines = new PipelineControlRoutes(Pipelines, options.ExportDirectory);
        _app.Use(_requests.CountAsync);
        _app.Use(ErrorAnswers.HandleAsync);
        _app.Use(new AccessGuard(options.Password).HandleAsync);
        _app.UseRouting();
        _app.Use(new FaultStep(Script, _requests, options.TimeProvider).HandleAsync);
        _app.MapVidora(new VidoraCalls(signatures), new ValidateRoute(_store, options.TimeProvider, options.CountOnly), Pipelines, _privacy);
        _app.MapFeed(
            new FeedRoutes(_users, _feedLimits, FeedKey, FeedSecret, options.TimeProvider),
            new ProfileRoutes(_users, FeedKey, FeedSecret, options.TimeProvider));
        _app.MapControl(pipelines, new ScriptRoutes(Script), new ControlRoutes(_store, _states, Reset));
        var audiences = new AudienceReader(_database);
        _app.MapAudiences(new AudienceRoutes(audiences), new AudiencesPage(audiences));
        _app.MapOutputs(new OutputsRoutes(MParticle, _store), new OutputsPage(MParticle));
        _app.MapPages(
            new EventsPage(_store, _states, options.TimeProvider),
            new UsersPage(_store, _users, Pipelines),
            new PipelinesPage(Pipelines, _schedule, pipelines, _states, options.TimeProvider, options.ExportDirectory is not null),
            new FaultsPage(Script));
    }
}
