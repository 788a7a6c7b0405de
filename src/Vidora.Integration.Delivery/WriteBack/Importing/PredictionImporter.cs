using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Vidora.Integration.Delivery.Telemetry;
using Vidora.Integration.Delivery.WriteBack.Importing;
using Vidora.Integration.Delivery.WriteBack.State;

namespace Vidora.Integration.Delivery;

/// <summary>Applies prediction exports to mParticle user profiles.</summary>
/// <remarks>
/// A run checks the whole export, then sends what differs from the values accepted last, one request at a time. Accepted values are
/// kept in the state file. A run that was stopped or killed continues when the same export is run again. Concurrent calls run one
/// after the other.
/// </remarks>
public sealed class PredictionImporter : IDisposable
{
    private readonly ImportParts _parts;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Creates an importer, and opens the state file or creates it.</summary>
    /// <param name="feed">Sends users to mParticle.</param>
    /// <param name="stateFile">
    /// The SQLite file with the accepted values, on a local disk. One importer at a time can open it; share the importer.
    /// </param>
    /// <param name="erasures">The store that knows the erased users; null for none. It stays the caller's.</param>
    /// <param name="timeProvider">The clock. Default: the system's.</param>
    /// <param name="logger">Gets a line per run. Default: null, no log.</param>
    /// <exception cref="DeliveryStoreException">The state file cannot be used.</exception>
    public PredictionImporter(
        MParticleFeedClient feed, string stateFile, DeliveryStore? erasures = null, TimeProvider? timeProvider = null, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(feed);
        var time = timeProvider ?? TimeProvider.System;
        _parts = new ImportParts(feed, new PredictionState(stateFile, time), new ErasedUsers(erasures), time);
        _logger = logger ?? NullLogger.Instance;
    }

    /// <summary>Applies an export.</summary>
    /// <param name="export">The export. The file must not change until the run ends.</param>
    /// <param name="options">The options. Default: null, the default options.</param>
    /// <param name="progress">Gets the progress a few times a second.</param>
    /// <param name="cancellationToken">Stops the run. The next run of the same export continues.</param>
    /// <returns>How the run ended. Bad rows, anomalies, rejections and outages are results, not exceptions.</returns>
    /// <exception cref="ArgumentException">The pipeline's name cannot be part of an attribute's name, or an option is out of range.</exception>
    /// <exception cref="DeliveryStoreException">The state file, or the store with the erased users, cannot be used.</exception>
    /// <exception cref="IOException">The results file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not write the results file.</exception>
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
            var run = new ImportRun(_parts, export, options, new ImportReport(options, _parts.Time, progress));

            // SQLite and the reader block their thread.
            var result = await Task.Run(() => run.RunAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
            if (!result.IsDryRun)
            {
                _logger.Imported(export.SeriesName, result.Status.ToString(), result.Sentence);
            }

            return result;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Asks Vidora for the predictions of some users, one call each, and applies them like an export.</summary>
    /// <remarks>These users are not compared with the export applied last.</remarks>
    /// <param name="source">The pipeline and the users.</param>
    /// <param name="options">The options. Default: null, the default options.</param>
    /// <param name="progress">Gets the progress of the writing a few times a second.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <returns>How the run ended. When Vidora cannot be asked, nothing was written.</returns>
    /// <inheritdoc cref="RunAsync(PredictionExportFile, PredictionImportOptions?, IProgress{PredictionImportProgress}?, CancellationToken)" path="/exception"/>
    public async Task<PredictionImportResult> RunAsync(
        VidoraPredictionSource source,
        PredictionImportOptions? options = null,
        IProgress<PredictionImportProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        options ??= new PredictionImportOptions();
        PredictionAttributeName.Create(source.Pipeline, vendor: source.Vendor);
        var started = _parts.Time.GetTimestamp();
        using var download = new PredictionDownload(source, options.GiveUpAfter, _parts.Time);
        var failure = await download.RunAsync(cancellationToken).ConfigureAwait(false);
        var result = failure is null
            ? await RunAsync(download.ToExport(), options, progress, cancellationToken).ConfigureAwait(false)
            : new PredictionImportResult
            {
                Status = failure.IsAccountFault ? PredictionImportStatus.Paused : PredictionImportStatus.Interrupted,
                Sentence = $"Nothing was sent. {failure.Message}",
                IsDryRun = options.DryRun,
            };
        result.Duration = _parts.Time.GetElapsedTime(started);
        if (failure is null && download.UsersWithoutPrediction > 0)
        {
            result.UsersWithoutPrediction = download.UsersWithoutPrediction;
            result.Sentence += $" {Words.Number(download.UsersWithoutPrediction)} users have no prediction.";
        }

        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _parts.State.Dispose();
        _turn.Dispose();
    }

    /// <summary>Removes the users of new erasures from the state file.</summary>
    internal Task ForgetErasedAsync(CancellationToken cancellationToken) => _parts.Erased.RemoveFromAsync(_parts.State, cancellationToken);
}
