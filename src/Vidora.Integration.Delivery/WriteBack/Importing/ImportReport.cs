using Vidora.Integration.Delivery.Telemetry;
using Vidora.Integration.Delivery.WriteBack.Exports;

namespace Vidora.Integration.Delivery.WriteBack.Importing;

/// <summary>Counts the rows of a run, and reports progress and the result.</summary>
internal sealed class ImportReport(PredictionImportOptions options, TimeProvider time, IProgress<PredictionImportProgress>? progress)
{
    private static readonly TimeSpan _reportEvery = TimeSpan.FromMilliseconds(200);

    private readonly long[] _counts = new long[Enum.GetValues<PredictionRowResult>().Length];
    private readonly Dictionary<string, long> _bad = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _rejected = new(StringComparer.Ordinal);
    private readonly long _started = time.GetTimestamp();
    private long _stageStarted = time.GetTimestamp();
    private long _reported;
    private long _settled;
    private long _requests;
    private long _bytes;
    private bool _isResumed;
    private ImportResults? _file;

    public long Rows { get; set; }

    public long Remaining => Rows - _settled;

    private long Sent => Count(PredictionRowResult.Added) + Count(PredictionRowResult.Changed) + Count(PredictionRowResult.Resent);

    public void StartWriting(ImportResults? file, bool isResumed) => (_file, _isResumed, _stageStarted) = (file, isResumed, time.GetTimestamp());

    public void AddRequests(long requests, long bytes)
    {
        _requests += requests;
        _bytes += bytes;
    }

    /// <summary>Counts a row that needs nothing more.</summary>
    public void Settle(PlannedRow planned, PredictionRowResult result, SendOutcome? refusal = null)
    {
        _settled++;
        _counts[(int)result]++;
        var reason = result == PredictionRowResult.Suppressed ? "the user is erased" : null;
        if (planned.Row.Problem is { } problem)
        {
            Increment(_bad, problem.ToString());
            reason = planned.Row.Description;
        }
        else if (refusal is not null)
        {
            Increment(_rejected, refusal.Reason);
            reason = refusal.Message is null ? refusal.Reason : $"{refusal.Reason}: {refusal.Message}";
        }

        _file?.Write(planned, result, reason);
    }

    /// <summary>Reports rows that are checked.</summary>
    public void Checked(long rows) => Report(PredictionImportStage.Checking, rows);

    /// <summary>Reports the rows that are settled.</summary>
    public void Report(PredictionImportStage stage) => Report(stage, _settled);

    /// <summary>Returns the result of a run that has settled every row.</summary>
    public PredictionImportResult Complete(IReadOnlyList<ExportAnomaly> anomalies) =>
        Finish(PredictionImportStatus.Completed, Summary(), anomalies);

    public PredictionImportResult Finish(
        PredictionImportStatus status, string sentence, IReadOnlyList<ExportAnomaly> anomalies, DateTimeOffset? retryAt = null)
    {
        var duration = time.GetElapsedTime(_started);
        progress?.Report(new PredictionImportProgress
        {
            Stage = PredictionImportStage.Writing,
            Rows = _settled,
            TotalRows = Rows,
            RowsPerSecond = duration > TimeSpan.Zero ? _settled / duration.TotalSeconds : 0,
            TimeLeft = TimeSpan.Zero,
        });
        return new PredictionImportResult
        {
            Status = status,
            Sentence = sentence,
            RetryAt = retryAt,
            IsDryRun = options.DryRun,
            IsResumed = _isResumed,
            Anomalies = anomalies,
            Rows = Rows,
            Added = Count(PredictionRowResult.Added),
            Changed = Count(PredictionRowResult.Changed),
            Resent = Count(PredictionRowResult.Resent),
            Unchanged = Count(PredictionRowResult.Unchanged),
            Suppressed = Count(PredictionRowResult.Suppressed),
            BadReasons = _bad,
            RejectedReasons = _rejected,
            Requests = _requests,
            Bytes = _bytes,
            Duration = duration,
            ProjectedDuration = options.DryRun && options.UsersPerSecond is { } limit ? TimeSpan.FromSeconds(Sent / (limit * FeedPace.Target)) : null,
        };
    }

    private static void Increment(Dictionary<string, long> reasons, string reason) => reasons[reason] = reasons.GetValueOrDefault(reason) + 1;

    private long Count(PredictionRowResult result) => _counts[(int)result];

    private string Summary()
    {
        var parts = string.Join(", ", Enum.GetValues<PredictionRowResult>()
            .Where(result => Count(result) > 0)
            .Select(result => $"{Words.Number(Count(result))} {result.ToString().ToLowerInvariant()}"));
        return Sent > 0 ? $"{Words.Number(Sent)} of {Words.Number(Rows)} users {(options.DryRun ? "would be" : "were")} written: {parts}."
            : Rows == 0 ? "Nothing to write: the export has no rows."
            : Count(PredictionRowResult.Unchanged) == Rows ? $"Nothing to write: all {Words.Number(Rows)} rows are as mParticle accepted them last."
            : $"{(options.DryRun ? "Nothing to write" : "Nothing was written")}: {parts}.";
    }

    private void Report(PredictionImportStage stage, long rows)
    {
        if (progress is null || (_reported != 0 && time.GetElapsedTime(_reported) < _reportEvery && stage != PredictionImportStage.Waiting))
        {
            return;
        }

        _reported = time.GetTimestamp();
        var seconds = time.GetElapsedTime(_stageStarted).TotalSeconds;
        var rate = seconds > 0 ? rows / seconds : 0;
        var isChecking = stage == PredictionImportStage.Checking;
        progress.Report(new PredictionImportProgress
        {
            Stage = stage,
            Rows = rows,
            TotalRows = isChecking ? null : Rows,
            RowsPerSecond = rate,
            TimeLeft = isChecking || rate <= 0 ? null : TimeSpan.FromSeconds((Rows - rows) / rate),
        });
    }
}
