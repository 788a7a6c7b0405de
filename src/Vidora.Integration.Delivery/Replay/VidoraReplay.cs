using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging;
using Vidora.Integration.Delivery.Replay;
using Vidora.Integration.Delivery.Sending;
using Vidora.Integration.Delivery.Telemetry;
using Vidora.Integration.Delivery.Timing;

namespace Vidora.Integration.Delivery;

/// <summary>
/// Sends history to one Vidora account: reads it, maps it like live batches, and sends it through the same sender. Memory
/// does not grow with the history, except for some hundred bytes an input, which the report needs.
/// </summary>
public sealed class VidoraReplay : IDisposable
{
    private const int ProblemsToKeep = 1_000;

    private static readonly TimeSpan _progressEvery = TimeSpan.FromMilliseconds(500);

    private readonly VidoraEventSender _sender;
    private readonly DeliveryStore? _store;
    private readonly MParticleEventMapper _mapper;
    private readonly int _maxEvents;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly DeliveryMetrics? _ownMetrics;

    /// <summary>Makes a replay that has the account for itself.</summary>
    /// <param name="client">Sends; stays the caller's.</param>
    /// <param name="account">The account: what is forwarded, and how large requests are. Not to be changed afterwards.</param>
    /// <param name="sending">How events are tried again; the defaults when null.</param>
    /// <param name="timeProvider">The clock; the system's when null.</param>
    /// <param name="logger">Where to log; nowhere when null.</param>
    public VidoraReplay(
        VidoraClient client,
        VidoraOptions account,
        VidoraSendingOptions? sending = null,
        TimeProvider? timeProvider = null,
        ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(account);
        _time = timeProvider ?? TimeProvider.System;
        _logger = logger ?? NullLogger.Instance;
        _ownMetrics = new DeliveryMetrics("", null);
        _maxEvents = account.MaxEventsPerRequest;

        // An empty store: nobody is forgotten who was not forgotten by an account that forwards.
        _sender = new VidoraEventSender(new SendingAccount
        {
            Client = client,
            Store = new DeliveryStore(":memory:"),
            Metrics = _ownMetrics,
            Account = account,
            Options = sending ?? new VidoraSendingOptions(),
            Time = _time,
            Logger = _logger,
        });
        _mapper = new MParticleEventMapper(account.Mapping);
    }

    internal VidoraReplay(
        VidoraEventSender sender, DeliveryStore store, MParticleEventMapper mapper, VidoraOptions account, TimeProvider time, ILogger logger)
    {
        _sender = sender;
        _store = store;
        _mapper = mapper;
        _maxEvents = account.MaxEventsPerRequest;
        _time = time;
        _logger = logger;
    }

    /// <summary>Replays inputs in their order.</summary>
    /// <param name="inputs">The inputs, such as <see cref="ReplayInput.FromFiles"/> finds them. No two of the same name.</param>
    /// <param name="options">What of it is sent, and how fast; all of it when null.</param>
    /// <param name="progress">Hears some times a second how far it is.</param>
    /// <param name="cancellationToken">Stops it; there is a report all the same.</param>
    /// <returns>The reconciliation.</returns>
    /// <exception cref="ReplayException">
    /// The checkpoint cannot be used, nobody takes events at the address, Vidora could not be reached for too long, or what it
    /// refused cannot be kept.
    /// </exception>
    public Task<ReplayReport> RunAsync(
        IReadOnlyCollection<ReplayInput> inputs,
        ReplayOptions? options = null,
        IProgress<ReplayProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return RunAsync(
            inputs.ToAsyncEnumerable(),
            inputs.Count,
            inputs.All(input => input.Length is not null) ? inputs.Sum(input => input.Length) : null,
            options ?? new ReplayOptions(),
            progress,
            cancellationToken);
    }

    /// <summary>Replays inputs in their order, however many there will be.</summary>
    /// <param name="inputs">The inputs, such as a storage service lists them. No two of the same name.</param>
    /// <param name="options">What of it is sent, and how fast; all of it when null.</param>
    /// <param name="progress">Hears some times a second how far it is.</param>
    /// <param name="cancellationToken">Stops it; there is a report all the same.</param>
    /// <returns>The reconciliation.</returns>
    /// <exception cref="ReplayException">
    /// The checkpoint cannot be used, nobody takes events at the address, Vidora could not be reached for too long, or what it
    /// refused cannot be kept.
    /// </exception>
    public Task<ReplayReport> RunAsync(
        IAsyncEnumerable<ReplayInput> inputs,
        ReplayOptions? options = null,
        IProgress<ReplayProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return RunAsync(inputs, null, null, options ?? new ReplayOptions(), progress, cancellationToken);
    }

    /// <summary>Ends what this replay has of its own.</summary>
    public void Dispose() => _ownMetrics?.Dispose();

    private async Task<ReplayReport> RunAsync(
        IAsyncEnumerable<ReplayInput> inputs,
        int? totalFiles,
        long? totalBytes,
        ReplayOptions options,
        IProgress<ReplayProgress>? progress,
        CancellationToken cancellationToken)
    {
        var filter = new ReplayFilter(options);
        using var checkpoint = options.CheckpointFile is { } path ? ReplayCheckpoint.Open(Path.GetFullPath(path), filter.Key, options.DryRun) : null;
        var windows = Channel.CreateBounded<ReplayWindow>(1);
        var reader = new ReplayReader(_mapper, filter, options, checkpoint, windows.Writer);
        var sender = new WindowSender(
            _sender, _store, _maxEvents, options.DryRun, new SendingRate(options.EventsPerSecond, _time), _time);
        var settlement = new ReplaySettlement(checkpoint, ProblemsToKeep);
        using var stopReading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = Task.Run(() => reader.RunAsync(inputs, stopReading.Token), CancellationToken.None);
        var wasStopped = false;
        try
        {
            await foreach (var window in windows.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                var sending = sender.SendAsync(window, cancellationToken);
                while (!sending.IsCompleted)
                {
                    await sending.OrAfterAsync(_progressEvery, _time, CancellationToken.None).ConfigureAwait(false);
                    progress?.Report(settlement.GetProgress(totalFiles, totalBytes, sender));
                }

                await sending.ConfigureAwait(false);
                settlement.Settle(window);
                progress?.Report(settlement.GetProgress(totalFiles, totalBytes, sender));
            }
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
        _logger.Replayed(report.Files.Count, report.Total.Events, report.Total.Delivered, report.Total.Refused.Values.Sum(), report.Total.UnreadableDocuments);
        return report;
    }
}
