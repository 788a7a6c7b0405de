using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Vidora.Integration.Delivery.Sending;
using Vidora.Integration.Delivery.Telemetry;
using Vidora.Integration.Delivery.Timing;
using Vidora.Integration.Delivery.WriteBack.Exports;
using Vidora.Integration.Delivery.WriteBack.Importing;
using Vidora.Integration.Delivery.WriteBack.State;

namespace Vidora.Integration.Delivery.WriteBack;

/// <summary>
/// Applies what comes into the folders of an account, one export at a time because the feed's limit is one, the oldest of a folder
/// first. Whatever goes wrong, it goes on.
/// </summary>
internal sealed class PredictionImportService(
    string account,
    IReadOnlyList<PredictionFolderOptions> folders,
    PredictionVendor vendor,
    Func<MParticleFeedClient> feed,
    DeliveryStore? erasures,
    PredictionImports imports,
    TimeProvider time,
    ILogger logger) : BackgroundService
{
    private readonly RetrySchedule _rest = new(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5));
    private readonly Dictionary<string, Importer> _importers = new(StringComparer.Ordinal);
    private readonly List<(PredictionFolderOptions Options, ExportFolder Files)> _folders =
        [.. folders.Select(folder => (folder, new ExportFolder(folder.Directory)))];

    private DateTimeOffset _notBefore;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // Two pipelines of the same attributes would write over each other.
        PredictionColumn.ThrowIfAmbiguous(folders.Select(folder => new PredictionColumn(folder.Pipeline, vendor: folder.Vendor ?? vendor)));
        foreach (var folder in folders)
        {
            imports.Set(folder.Pipeline, status => status with { State = PredictionFolderState.Idle });
        }

        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        foreach (var importer in _importers.Values)
        {
            importer.Runs.Dispose();
            importer.State.Dispose();
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
                imports.Moved();
                var hasApplied = false;
                var hasFailed = false;
                foreach (var (folder, files) in _folders)
                {
                    var outcome = await StepAsync(folder, files, stoppingToken).ConfigureAwait(false);
                    hasApplied |= outcome == true;
                    hasFailed |= outcome == false;
                    if (_notBefore > time.GetUtcNow())
                    {
                        // All folders write to one feed, and it is the feed that wants to be left alone.
                        break;
                    }
                }

                failures = hasFailed ? failures + 1 : 0;
                if (hasFailed || !hasApplied)
                {
                    await PauseAsync(
                        hasFailed ? _rest.DelayAfter(failures, 1, _notBefore - time.GetUtcNow()) : folders.Min(folder => folder.PollInterval),
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
                imports.Set(folder.Pipeline, status => status with { State = PredictionFolderState.NotRunning, Progress = null });
            }
        }
    }

    /// <summary>True: an export was settled. False: something is in the way. Null: there was nothing to do.</summary>
    private async Task<bool?> StepAsync(PredictionFolderOptions folder, ExportFolder files, CancellationToken stopping)
    {
        try
        {
            await ForgetErasedAsync(folder, stopping).ConfigureAwait(false);
            if (files.FindNext() is not { } file)
            {
                imports.Set(folder.Pipeline, status => status.State == PredictionFolderState.Idle ? status : status with { State = PredictionFolderState.Idle, Progress = null });
                return null;
            }

            imports.Set(folder.Pipeline, status => status with { State = PredictionFolderState.Applying, File = file.Name });
            var result = await ApplyAsync(folder, files, file, stopping).ConfigureAwait(false);
            _notBefore = result.RetryAt ?? _notBefore;
            if (result.Status is PredictionImportStatus.Paused or PredictionImportStatus.Interrupted)
            {
                Trouble(
                    folder,
                    result.Status == PredictionImportStatus.Paused ? PredictionFolderState.Paused : PredictionFolderState.Waiting,
                    result.Sentence);
                return false;
            }

            files.Settle(file, result, time.GetUtcNow());
            var isApplied = result.Status == PredictionImportStatus.Completed;
            imports.Set(folder.Pipeline, status => status with
            {
                State = PredictionFolderState.Idle,
                Sentence = result.Sentence,
                LastFile = file.Name,
                LastSentence = result.Sentence,
                LastSettledAt = time.GetUtcNow(),
                LastStatus = result.Status,
                Applied = status.Applied + (isApplied ? 1 : 0),
                Failed = status.Failed + (isApplied ? 0 : 1),
                Progress = null,
            });
            return true;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DeliveryStoreException)
        {
            Trouble(folder, PredictionFolderState.Waiting, e.Message);
            return false;
        }
        catch (Exception e)
        {
            logger.ImportLoopFailed(VidoraTelemetry.NameOf(account), e.GetType().Name);
            Trouble(folder, PredictionFolderState.Waiting, $"something unexpected happened ({e.GetType().Name}).");
            return false;
        }
    }

    private Task<PredictionImportResult> ApplyAsync(PredictionFolderOptions folder, ExportFolder files, FileInfo file, CancellationToken stopping)
    {
        var export = new PredictionExportFile
        {
            Path = file.FullName,
            MustBeNoLink = true,
            Pipeline = folder.Pipeline,
            Type = folder.Type,
            Vendor = folder.Vendor ?? vendor,
            UserColumn = folder.UserColumn,
            Columns = folder.Columns,
            PercentileScale = folder.PercentileScale,
        };
        var options = new PredictionImportOptions
        {
            UsersPerSecond = folder.UsersPerSecond,
            AcceptAnomalies = folder.AcceptAnomalies,
            ResultsFile = files.ResultsOf(file),
            ResultsFileMode = FileMode.CreateNew,
        };
        files.ClearResults(file);
        return ImporterOf(folder).Runs.RunAsync(export, options, new Watch(imports, folder.Pipeline), stopping);
    }

    /// <summary>
    /// What was accepted for users who were erased is data about them, whether or not an export names them once more. A run that was
    /// under way when they were may have added to it.
    /// </summary>
    private async Task ForgetErasedAsync(PredictionFolderOptions folder, CancellationToken stopping)
    {
        if (erasures is null || await erasures.GetErasuresAsync(limit: 1, cancellationToken: stopping).ConfigureAwait(false) is not [var newest, ..])
        {
            return;
        }

        var importer = ImporterOf(folder);
        if (importer.LastErasure == newest.RequestId)
        {
            return;
        }

        var all = await erasures.GetErasuresAsync(limit: int.MaxValue, cancellationToken: stopping).ConfigureAwait(false);
        importer.State.Forget(all
            .TakeWhile(erasure => erasure.RequestId != importer.LastErasure)
            .SelectMany(erasure => erasure.UserIds)
            .Select(user => long.TryParse(user, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var mpid) ? mpid : 0)
            .Where(mpid => mpid != 0));
        importer.LastErasure = newest.RequestId;
    }

    private Importer ImporterOf(PredictionFolderOptions folder)
    {
        var file = folder.StateFile ?? (account.Length == 0 ? "vidora-predictions.db" : $"vidora-predictions-{account}.db");
        if (!_importers.TryGetValue(file, out var made))
        {
            var state = new PredictionState(file, time);
            made = new Importer(state, new PredictionImporter(feed(), state, erasures, time, logger));
            _importers.Add(file, made);
        }

        return made;
    }

    private void Trouble(PredictionFolderOptions folder, PredictionFolderState state, string problem)
    {
        var sentence = OneLine.Of(problem);
        var isNew = true;
        imports.Set(folder.Pipeline, status =>
        {
            isNew = status.State != state || status.Sentence != sentence;
            return status with { State = state, Sentence = sentence, Progress = null };
        });
        if (isNew)
        {
            logger.ImportProblem(VidoraTelemetry.NameOf(account), sentence);
        }
    }

    /// <summary>Waits in steps, so that it can be seen that the loop is alive.</summary>
    private async Task PauseAsync(TimeSpan wait, CancellationToken stopping)
    {
        var step = TimeSpan.FromSeconds(30);
        for (; wait > TimeSpan.Zero; wait -= step)
        {
            imports.Moved();
            await Waits.DelayAsync(wait < step ? wait : step, time, stopping).ConfigureAwait(false);
        }
    }

    /// <summary>What folders with the same state file share.</summary>
    private sealed class Importer(PredictionState state, PredictionImporter runs)
    {
        public PredictionState State => state;

        public PredictionImporter Runs => runs;

        /// <summary>The newest erasure that the state file knows of.</summary>
        public Guid LastErasure { get; set; }
    }

    private sealed class Watch(PredictionImports imports, string pipeline) : IProgress<PredictionImportProgress>
    {
        public void Report(PredictionImportProgress value) => imports.Set(pipeline, status => status with { Progress = value });
    }
}
