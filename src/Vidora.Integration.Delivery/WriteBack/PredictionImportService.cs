using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Vidora.Integration.Delivery.Telemetry;
using Vidora.Integration.Delivery.Timing;
using Vidora.Integration.Delivery.WriteBack.Exports;

namespace Vidora.Integration.Delivery.WriteBack;

/// <summary>
/// Applies the exports of an account's folders, one at a time because they share the feed's limit, the oldest of a folder first. It
/// continues after every failure.
/// </summary>
/// <param name="account">The account's name.</param>
/// <param name="folders">The folders, with vendor and state file.</param>
/// <param name="createImporter">Creates the importer of a state file.</param>
/// <param name="imports">Gets the status of each folder.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Gets failures.</param>
internal sealed class PredictionImportService(
    string account,
    IReadOnlyList<PredictionFolderOptions> folders,
    Func<string, PredictionImporter> createImporter,
    PredictionImports imports,
    TimeProvider time,
    ILogger logger) : BackgroundService
{
    private readonly RetrySchedule _schedule = new(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5));
    private readonly Dictionary<string, PredictionImporter> _importers = new(StringComparer.Ordinal);
    private readonly List<(PredictionFolderOptions Options, ExportFolder Files)> _folders =
        [.. folders.Select(folder => (folder, new ExportFolder(folder.Directory)))];

    private readonly SteadyTime _steady = new(time);
    private DateTimeOffset _notBefore;

    /// <summary>Says how a step ended.</summary>
    private enum StepResult
    {
        Idle,
        Settled,
        Failed,
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // Two pipelines with the same attributes would overwrite each other.
        PredictionColumn.ThrowIfAmbiguous(folders.Select(folder => new PredictionColumn(folder.Pipeline, vendor: folder.Vendor ?? default)));
        foreach (var folder in folders)
        {
            imports.Update(folder.Pipeline, status => status.State = PredictionFolderState.Idle);
        }

        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        foreach (var importer in _importers.Values)
        {
            importer.Dispose();
        }

        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                var results = new HashSet<StepResult>();
                foreach (var (folder, files) in _folders)
                {
                    imports.Step();
                    results.Add(await StepAsync(folder, files, stoppingToken).ConfigureAwait(false));
                    if (_notBefore > _steady.GetUtcNow())
                    {
                        // All folders write to one feed, and mParticle has named a time for its next request.
                        break;
                    }
                }

                var hasFailed = results.Contains(StepResult.Failed);
                failures = hasFailed ? failures + 1 : 0;
                if (hasFailed || !results.Contains(StepResult.Settled))
                {
                    await Waits.InStepsAsync(
                        hasFailed ? _schedule.DelayAfter(failures, 1, _notBefore - _steady.GetUtcNow()) : folders.Min(folder => folder.PollInterval),
                        time,
                        imports.Step,
                        stoppingToken).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
        finally
        {
            foreach (var folder in folders)
            {
                SetState(folder, PredictionFolderState.NotRunning);
            }
        }
    }

    private async Task<StepResult> StepAsync(PredictionFolderOptions folder, ExportFolder files, CancellationToken stopping)
    {
        try
        {
            return await ApplyNextAsync(folder, files, stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DeliveryStoreException)
        {
            return Fail(folder, PredictionFolderState.Waiting, e.Message);
        }
        catch (Exception e)
        {
            logger.ImportLoopFailed(VidoraTelemetry.NameOf(account), e.GetType().Name);
            return Fail(folder, PredictionFolderState.Waiting, $"an unexpected error occurred ({e.GetType().Name}).");
        }
    }

    private async Task<StepResult> ApplyNextAsync(PredictionFolderOptions folder, ExportFolder files, CancellationToken stopping)
    {
        var importer = ImporterOf(folder.StateFile!);
        await importer.ForgetErasedAsync(stopping).ConfigureAwait(false);
        if (files.FindNext() is not { } file)
        {
            SetState(folder, PredictionFolderState.Idle);
            return StepResult.Idle;
        }

        imports.Update(folder.Pipeline, status => (status.State, status.File) = (PredictionFolderState.Applying, file.Name));
        var export = new PredictionExportFile
        {
            Path = file.FullName,
            Pipeline = folder.Pipeline,
            Type = folder.Type,
            Vendor = folder.Vendor ?? default,
            UserColumn = folder.UserColumn,
            Columns = folder.Columns,
            PercentilesInPercent = folder.PercentilesInPercent,
            WatchedResultsFile = files.ResultsOf(file),
        };

        // The file of an earlier run, or a link that was put there.
        File.Delete(export.WatchedResultsFile);
        var result = await importer.RunAsync(export, folder.Import, new Watch(imports, folder.Pipeline), stopping).ConfigureAwait(false);
        _notBefore = result.RetryAt is { } retryAt ? Waits.Later(retryAt, -_steady.Lead) : _notBefore;
        if (result.Status is PredictionImportStatus.Paused or PredictionImportStatus.Interrupted)
        {
            return Fail(
                folder,
                result.Status == PredictionImportStatus.Paused ? PredictionFolderState.Paused : PredictionFolderState.Waiting,
                result.Sentence);
        }

        files.Settle(file, result, time.GetUtcNow());
        imports.Update(folder.Pipeline, status =>
        {
            status.State = PredictionFolderState.Idle;
            status.Sentence = result.Sentence;
            status.Progress = null;
            (status.LastFile, status.LastSettledAt, status.LastResult) = (file.Name, time.GetUtcNow(), result);
            status.Applied += result.Status == PredictionImportStatus.Completed ? 1 : 0;
            status.Failed += result.Status == PredictionImportStatus.Completed ? 0 : 1;
        });
        return StepResult.Settled;
    }

    private PredictionImporter ImporterOf(string stateFile)
    {
        if (!_importers.TryGetValue(stateFile, out var importer))
        {
            _importers.Add(stateFile, importer = createImporter(stateFile));
        }

        return importer;
    }

    private void SetState(PredictionFolderOptions folder, PredictionFolderState state) =>
        imports.Update(folder.Pipeline, status => (status.State, status.Progress) = (state, null));

    /// <summary>Sets the state, and logs it when it is new.</summary>
    private StepResult Fail(PredictionFolderOptions folder, PredictionFolderState state, string problem)
    {
        var sentence = OneLine.Of(problem);
        var isNew = true;
        imports.Update(folder.Pipeline, status =>
        {
            isNew = status.State != state || status.Sentence != sentence;
            (status.State, status.Sentence, status.Progress) = (state, sentence, null);
        });
        if (isNew)
        {
            logger.ImportWaits(VidoraTelemetry.NameOf(account), sentence);
        }

        return StepResult.Failed;
    }

    private sealed class Watch(PredictionImports imports, string pipeline) : IProgress<PredictionImportProgress>
    {
        public void Report(PredictionImportProgress value) => imports.Update(pipeline, status => status.Progress = value);
    }
}
