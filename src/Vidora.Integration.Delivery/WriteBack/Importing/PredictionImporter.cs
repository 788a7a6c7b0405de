using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging;
using Vidora.Integration.Delivery.WriteBack.Exports;
using Vidora.Integration.Delivery.WriteBack.Importing;
using Vidora.Integration.Delivery.WriteBack.State;

namespace Vidora.Integration.Delivery;

/// <summary>
/// Applies prediction exports to mParticle: reads and checks the whole export, sends what differs from what mParticle accepted last,
/// one request at a time, and writes down what is accepted. Can be stopped and killed at any moment; the next run of the same export
/// goes on. One run at a time: others wait.
/// </summary>
public sealed class PredictionImporter : IDisposable
{
    private readonly MParticleFeedClient _feed;
    private readonly PredictionState _state;
    private readonly DeliveryStore? _erasures;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Makes an importer without a container.</summary>
    /// <param name="feed">Writes to mParticle.</param>
    /// <param name="state">What was accepted; stays the caller's.</param>
    /// <param name="erasures">The store that knows who is erased; null when there is none. Stays the caller's.</param>
    /// <param name="timeProvider">The clock; the system's when null.</param>
    /// <param name="logger">Gets a line per run; null for none.</param>
    public PredictionImporter(
        MParticleFeedClient feed,
        PredictionState state,
        DeliveryStore? erasures = null,
        TimeProvider? timeProvider = null,
        ILogger<PredictionImporter>? logger = null)
        : this(feed, state, erasures, timeProvider ?? TimeProvider.System, (ILogger?)logger ?? NullLogger.Instance)
    {
    }

    internal PredictionImporter(MParticleFeedClient feed, PredictionState state, DeliveryStore? erasures, TimeProvider timeProvider, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(feed);
        ArgumentNullException.ThrowIfNull(state);
        _feed = feed;
        _state = state;
        _erasures = erasures;
        _time = timeProvider;
        _logger = logger;
    }

    /// <summary>Applies an export.</summary>
    /// <param name="export">The export. The file must not change until the run ends.</param>
    /// <param name="options">How; the defaults when null.</param>
    /// <param name="progress">Hears a few times a second how far the run is.</param>
    /// <param name="cancellationToken">Stops the run; what was accepted is written down, and the same run goes on next time.</param>
    /// <returns>How it ended. Bad rows, a strange export, refusals and outages are results, not exceptions.</returns>
    /// <exception cref="ArgumentException">The pipeline's name cannot be part of an attribute's name, or an option cannot be.</exception>
    /// <exception cref="DeliveryStoreException">The state file cannot be used.</exception>
    /// <exception cref="DeliveryStoreException">Who is erased cannot be read: nothing more is written.</exception>
    /// <exception cref="IOException">The results file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The results file may not be written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<PredictionImportResult> RunAsync(
        PredictionExportFile export,
        PredictionImportOptions? options = null,
        IProgress<PredictionImportProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(export);
        options ??= new PredictionImportOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.UsersPerSecond ?? 1, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.GiveUpAfter, TimeSpan.Zero);
        PredictionAttributeName.Create(export.Pipeline, vendor: export.Vendor);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var run = new ImportRun(_feed, _state, _erasures, _time, _logger, export, options, progress, cancellationToken);

            // SQLite and the reader block, and the caller's thread may be one that must not be.
            return await Task.Run(run.RunAsync, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// Asks Vidora for the predictions of some users, one call per user, and applies them like an export. The export applied last is
    /// not compared with them.
    /// </summary>
    /// <param name="source">Whose predictions of what.</param>
    /// <param name="options">How; the defaults when null.</param>
    /// <param name="progress">Hears a few times a second how far the writing is.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <returns>How it ended. When Vidora cannot be asked, nothing was written.</returns>
    /// <exception cref="ArgumentException">The pipeline's name cannot be part of an attribute's name, or an option cannot be.</exception>
    /// <exception cref="DeliveryStoreException">The state file cannot be used.</exception>
    /// <exception cref="DeliveryStoreException">Who is erased cannot be read: nothing more is written.</exception>
    /// <exception cref="IOException">The results file, or the temporary one, cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<PredictionImportResult> RunAsync(
        VidoraPredictionSource source,
        PredictionImportOptions? options = null,
        IProgress<PredictionImportProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        options ??= new PredictionImportOptions();
        PredictionAttributeName.Create(source.Pipeline, vendor: source.Vendor);
        var started = _time.GetTimestamp();
        using var download = new PredictionDownload(source, options.GiveUpAfter, _time);
        if (await download.RunAsync(cancellationToken).ConfigureAwait(false) is { } failure)
        {
            return new PredictionImportResult
            {
                Status = failure.IsAccountFault ? PredictionImportStatus.Paused : PredictionImportStatus.Interrupted,
                Sentence = $"Nothing was sent. {failure.Message}",
                IsDryRun = options.DryRun,
                Duration = _time.GetElapsedTime(started),
            };
        }

        var result = await RunAsync(download.ToExport(), options, progress, cancellationToken).ConfigureAwait(false);
        return result.With(download.UsersWithoutPrediction, _time.GetElapsedTime(started));
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();
}
