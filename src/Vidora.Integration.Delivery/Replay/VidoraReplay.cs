using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging;
using Vidora.Integration.Delivery.Replay;
using Vidora.Integration.Delivery.Sending;
using Vidora.Integration.Delivery.Sqlite;
using Vidora.Integration.Delivery.Telemetry;
using Vidora.Integration.Delivery.Timing;

namespace Vidora.Integration.Delivery;

/// <summary>Sends history to one Vidora account.</summary>
/// <remarks>
/// It maps history like live batches and sends it through the same sender. Memory does not grow with the history, except for some
/// hundred bytes per input for the report.
/// </remarks>
public sealed class VidoraReplay : IDisposable
{
    /// <summary>The windows that wait until it is clear whether their refusals are about the content.</summary>
    private const int MaxUndecided = 16;

    private const int RefusedPerWindow = 500;

    private static readonly TimeSpan _progressInterval = TimeSpan.FromMilliseconds(500);

    private readonly SendingAccount _account;
    private readonly VidoraEventSender _sender;
    private readonly MParticleEventMapper _mapper;
    private readonly bool _ownsAccount;

    /// <summary>Creates a replay with its own sender, and without a store for refused events.</summary>
    /// <param name="client">The client; the caller disposes of it.</param>
    /// <param name="account">The account: what is forwarded, and the limits of a request. Do not change it afterwards.</param>
    /// <param name="sending">How events are retried; null for the defaults.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <param name="logger">The log; null for none.</param>
    public VidoraReplay(
        VidoraClient client,
        VidoraOptions account,
        VidoraSendingOptions? sending = null,
        TimeProvider? timeProvider = null,
        ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(account);
        _account = new SendingAccount
        {
            Client = client,
            Store = new DeliveryStore(SqliteFile.InMemory),
            Metrics = new DeliveryMetrics("", null),
            Account = account,
            Options = sending ?? new VidoraSendingOptions(),
            Time = timeProvider ?? TimeProvider.System,
            Logger = logger ?? NullLogger.Instance,
        };
        _ownsAccount = true;
        _sender = new VidoraEventSender(_account);
        _mapper = new MParticleEventMapper(account.Mapping);
    }

    internal VidoraReplay(SendingAccount account, VidoraEventSender sender, MParticleEventMapper mapper)
    {
        _account = account;
        _sender = sender;
        _mapper = mapper;
    }

    /// <summary>Replays inputs in their order.</summary>
    /// <param name="inputs">The inputs, such as those of <see cref="ReplayInput.FromFiles"/>. Each has its own name.</param>
    /// <param name="options">The selection and the speed; null for the defaults.</param>
    /// <param name="progress">Gets reports twice a second.</param>
    /// <param name="cancellationToken">Stops the run, which still returns its report.</param>
    /// <returns>The reconciliation.</returns>
    /// <exception cref="ReplayException">
    /// The checkpoint cannot be used, Vidora is not at the address or could not be reached for too long, or refused events cannot be
    /// kept.
    /// </exception>
    public Task<ReplayReport> RunAsync(
        IReadOnlyCollection<ReplayInput> inputs,
        ReplayOptions? options = null,
        IProgress<ReplayProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var total = new ReplayProgress
        {
            TotalFiles = inputs.Count,
            TotalBytes = inputs.All(input => input.Length is not null) ? inputs.Sum(input => input.Length) : null,
        };
        return RunAsync(inputs.ToAsyncEnumerable(), total, options ?? new ReplayOptions(), progress, cancellationToken);
    }

    /// <summary>Replays inputs in their order, without a list of all of them.</summary>
    /// <inheritdoc cref="RunAsync(IReadOnlyCollection{ReplayInput}, ReplayOptions?, IProgress{ReplayProgress}?, CancellationToken)"/>
    public Task<ReplayReport> RunAsync(
        IAsyncEnumerable<ReplayInput> inputs,
        ReplayOptions? options = null,
        IProgress<ReplayProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return RunAsync(inputs, new ReplayProgress(), options ?? new ReplayOptions(), progress, cancellationToken);
    }

    /// <summary>Removes the refused events of users from a checkpoint, and overwrites their bytes in the file.</summary>
    /// <param name="checkpointFile">The checkpoint. No replay may use it meanwhile.</param>
    /// <param name="userIds">The users: MPIDs as decimal text.</param>
    /// <returns>How many events were removed.</returns>
    /// <exception cref="DeliveryStoreException">The checkpoint cannot be used.</exception>
    public static long ForgetRefused(string checkpointFile, IReadOnlyCollection<string> userIds)
    {
        ArgumentException.ThrowIfNullOrEmpty(checkpointFile);
        ArgumentNullException.ThrowIfNull(userIds);
        return ReplayCheckpoint.Forget(Path.GetFullPath(checkpointFile), userIds);
    }

    /// <summary>Releases the sender of this replay.</summary>
    public void Dispose()
    {
        if (_ownsAccount)
        {
            _account.Store.Dispose();
            _account.Metrics.Dispose();
        }
    }

    private async Task<ReplayReport> RunAsync(
        IAsyncEnumerable<ReplayInput> inputs,
        ReplayProgress total,
        ReplayOptions options,
        IProgress<ReplayProgress>? progress,
        CancellationToken cancellationToken)
    {
        var filter = new ReplayFilter(options);
        using var checkpoint = options.CheckpointFile is { } path ? ReplayCheckpoint.Open(Path.GetFullPath(path), filter.Key, options.DryRun) : null;
        var windows = Channel.CreateBounded<ReplayWindow>(1);
        var reader = new ReplayReader(_mapper, filter, options, checkpoint, windows.Writer);
        var sender = new WindowSender(_account, _sender, options, keepsDeadLetters: !_ownsAccount);
        var settlement = new ReplaySettlement(checkpoint);
        using var stopReading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = Task.CompletedTask;
        var wasStopped = false;
        var sent = new List<ReplayWindow>();
        try
        {
            foreach (var window in RefusedWindows(checkpoint, options))
            {
                await SendAsync(window).ConfigureAwait(false);
            }

            reading = Task.Run(() => reader.RunAsync(inputs, stopReading.Token), CancellationToken.None);
            await foreach (var window in windows.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                await SendAsync(window).ConfigureAwait(false);
            }

            await SettleAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            wasStopped = true;
        }
        finally
        {
            await stopReading.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(false);
        }

        var report = settlement.GetReport(wasStopped, options.DryRun);
        _account.Logger.Replayed(
            report.Files.Count, report.Total.Events, report.Total.Delivered, report.Total.Refused.Values.Sum(), report.Total.UnreadableDocuments);
        return report;

        async Task SendAsync(ReplayWindow window)
        {
            var sending = sender.SendAsync(window, cancellationToken);
            while (!sending.IsCompleted)
            {
                await sending.OrAfterAsync(_progressInterval, _account.Time, CancellationToken.None).ConfigureAwait(false);
                progress?.Report(settlement.GetProgress(total, sender));
            }

            await sending.ConfigureAwait(false);
            sent.Add(window);
            if (!sender.IsUndecided || sent.Count > MaxUndecided)
            {
                await SettleAsync().ConfigureAwait(false);
            }

            progress?.Report(settlement.GetProgress(total, sender));
        }

        async Task SettleAsync()
        {
            await sender.KeepRefusedAsync(cancellationToken).ConfigureAwait(false);
            sent.ForEach(settlement.Settle);
            sent.Clear();
        }
    }

    /// <summary>Returns windows with the refused events that the checkpoint kept before this run.</summary>
    private static IEnumerable<ReplayWindow> RefusedWindows(ReplayCheckpoint? checkpoint, ReplayOptions options)
    {
        if (!options.RetryRefused || checkpoint is null)
        {
            yield break;
        }

        var (last, end) = (0L, checkpoint.LastRefused);
        while (checkpoint.ReadRefused(last, end, RefusedPerWindow) is { Count: > 0 } items)
        {
            var window = new ReplayWindow(options.MaxConcurrentRequests);
            foreach (var item in items)
            {
                var part = new ReplayWindow.Part(checkpoint.Find(item.Input)!);
                part.Counts.AddRefused(item.Reason, -1);
                window.Parts.Add(part);
                window.SentAgain.Add(item.Id);
                var lane = window.LaneOf(item.Event.UserId.GetHashCode(StringComparison.Ordinal));
                lane.Events.Add(item.Event);
                lane.Origins.Add(new ReplayWindow.Origin(part, item.Document, item.Position));
            }

            last = items[^1].Id;
            yield return window;
        }
    }
}
