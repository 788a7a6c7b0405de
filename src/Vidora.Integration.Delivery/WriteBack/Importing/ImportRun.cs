using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Vidora.Integration.Client;
using Vidora.Integration.Delivery.Sending;
using Vidora.Integration.Delivery.Telemetry;
using Vidora.Integration.Delivery.Timing;
using Vidora.Integration.Delivery.WriteBack.Exports;
using Vidora.Integration.Delivery.WriteBack.State;

namespace Vidora.Integration.Delivery.WriteBack.Importing;

/// <summary>
/// One run: check, plan, send, settle. There is one request at a time, and before it leaves it is on disk who is in it, together with
/// what the request before brought about.
/// </summary>
internal sealed class ImportRun(
    MParticleFeedClient feed,
    PredictionState state,
    DeliveryStore? erasures,
    TimeProvider time,
    ILogger logger,
    PredictionExportFile export,
    PredictionImportOptions options,
    IProgress<PredictionImportProgress>? progress,
    CancellationToken cancellationToken)
{
    private const int ChunksAhead = 4;
    private const int CheckEvery = 10_000;

    private static readonly TimeSpan _longestSilence = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _reportEvery = TimeSpan.FromMilliseconds(200);

    private readonly RetrySchedule _schedule = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
    private readonly FeedPace _pace = new(options.UsersPerSecond, time);
    private readonly Dictionary<PredictionRowResult, long> _results = [];
    private readonly Dictionary<BadRowReason, long> _bad = [];
    private readonly Dictionary<string, long> _rejected = new(StringComparer.Ordinal);
    private readonly List<(long Mpid, string Values)> _accepted = [];
    private readonly HashSet<long> _inFlight = [];
    private readonly long _started = time.GetTimestamp();
    private IReadOnlyList<PredictionColumn> _columns = [];
    private readonly RefusalRun _refusals = new();
    private RunRecord? _run;
    private ImportResults? _file;
    private long _rows;
    private long _settled;
    private long _requests;
    private long _bytes;
    private long _stageStarted;
    private long _reported;
    private long _progressed;
    private int _failures;

    public async Task<PredictionImportResult> RunAsync()
    {
        IReadOnlyList<ExportAnomaly> anomalies;
        ExportSummary summary;
        int series;
        try
        {
            summary = Check();
            series = state.FindSeries(feed.Identity, SeriesName());
            anomalies = SanityGate.Judge(summary, export.IsSelection ? null : state.FindLastApplied(series));
        }
        catch (PredictionExportException e)
        {
            return Stopped([new ExportAnomaly(e.Kind, e.Message)]);
        }

        _rows = summary.Rows;
        if (anomalies.Any(anomaly => !options.AcceptAnomalies || !anomaly.CanBeAccepted))
        {
            return Stopped(anomalies);
        }

        if (state.HasAccepted(series))
        {
            _refusals.Accepted();
        }

        _columns = summary.Columns;
        var numbers = state.FindColumns(series, _columns.Select(column => column.Attribute.Column));
        _run = options.DryRun ? null : state.Begin(series, IdentityOf(summary), summary.ExportedAt, summary.Rows);
        _file = options.ResultsFile is { } path ? ImportResults.Create(path, options.ResultsFileMode, _columns, numbers) : null;
        using (_file)
        {
            try
            {
                await WriteAllAsync(series, numbers).ConfigureAwait(false);
                return Report(Result(PredictionImportStatus.Completed, Sentence(), anomalies));
            }
            catch (ImportStoppedException e)
            {
                return Report(Result(e.Status, e.Message, anomalies, e.RetryAt));
            }
            catch (PredictionExportException e)
            {
                return Report(Result(PredictionImportStatus.Interrupted, $"{e.Message} The file changed while it was read.", anomalies));
            }
        }
    }

    private static string N(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private string SeriesName() => $"{export.Vendor}:{PredictionAttributeName.Normalize(export.Pipeline)}";

    private string IdentityOf(ExportSummary summary) => string.Join(
        ' ', [summary.ContentHash, options.Full ? "full" : "changed", export.PercentileScale.ToString(), .. summary.Columns.Select(column => column.Attribute.Column)]);

    private ExportSummary Check()
    {
        _stageStarted = time.GetTimestamp();
        using var reader = new PredictionExportReader(export);
        var exportedAt = export.ExportedAt ?? new DateTimeOffset(File.GetLastWriteTimeUtc(export.Path));
        var summary = new ExportSummary(reader.Columns, reader.MissingColumns, ExportSummary.HashOf(export.Path), exportedAt);
        foreach (var row in reader.ReadRows())
        {
            summary.Add(row);
            if (summary.Rows % CheckEvery == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Progress(PredictionImportStage.Checking, summary.Rows);
            }
        }

        return summary;
    }

    private async Task WriteAllAsync(int series, int[] numbers)
    {
        _stageStarted = _progressed = time.GetTimestamp();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var rows = Channel.CreateBounded<IReadOnlyList<PlannedRow>>(new BoundedChannelOptions(ChunksAhead) { SingleReader = true, SingleWriter = true });
        var fullRun = options.Full ? _run?.Number ?? -1 : (long?)null;
        var planner = new ImportPlanner(export, state.OpenReader(series), numbers, fullRun, erasures);
        var planning = Task.Run(
            async () =>
            {
                try
                {
                    await planner.RunAsync(rows.Writer, stop.Token).ConfigureAwait(false);
                    rows.Writer.Complete();
                }
                catch (Exception e)
                {
                    rows.Writer.Complete(e);
                }
            },
            CancellationToken.None);
        try
        {
            var pending = new List<PlannedRow>(MParticleFeedClient.MaxUsersPerRequest);
            await foreach (var chunk in rows.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                foreach (var row in chunk)
                {
                    if (!row.IsToSend)
                    {
                        Settle(row, row.Result);
                        continue;
                    }

                    pending.Add(row);
                    if (pending.Count >= (_run is null ? MParticleFeedClient.MaxUsersPerRequest : _pace.RequestSize))
                    {
                        await SendAsync(pending).ConfigureAwait(false);
                        pending.Clear();
                    }
                }

                ForgetErased(chunk);
                Progress(PredictionImportStage.Writing, _settled);
            }

            await SendAsync(pending).ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await planning.ConfigureAwait(false);
            if (_run is { } run)
            {
                state.Advance(run, _accepted, _inFlight);
            }
        }

        if (_run is { } finished)
        {
            state.Finish(finished, isBaseline: !export.IsSelection);
        }
    }

    /// <summary>What was accepted for erased users is data about them.</summary>
    private void ForgetErased(IReadOnlyList<PlannedRow> rows)
    {
        if (_run is not null && rows.Any(row => row.Result == PredictionRowResult.Suppressed))
        {
            state.Forget(rows.Where(row => row.Result == PredictionRowResult.Suppressed).Select(row => row.Row.Mpid));
        }
    }

    private async Task SendAsync(List<PlannedRow> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        if (_run is not { } run)
        {
            var size = feed.Measure(rows.ConvertAll(row => ToUser(row)));
            _requests += size.Requests;
            _bytes += size.Bytes;
            rows.ForEach(row => Settle(row, row.Result));
            return;
        }

        _inFlight.Clear();
        _inFlight.UnionWith(rows.Select(row => row.Row.Mpid));
        state.Advance(run, _accepted, _inFlight);
        _accepted.Clear();
        await WriteAsync(rows).ConfigureAwait(false);
        Progress(PredictionImportStage.Writing, _settled);
    }

    /// <summary>Comes back when every row is settled: accepted, rejected alone, or suppressed.</summary>
    private async Task WriteAsync(List<PlannedRow> rows)
    {
        while (rows.Count > 0)
        {
            await WaitAsync(_pace.Wait, PredictionImportStage.Writing).ConfigureAwait(false);
            rows = await WithoutErasedAsync(rows).ConfigureAwait(false);
            if (rows.Count == 0)
            {
                return;
            }

            _pace.Leave(rows.Count);
            var result = await feed.WriteAsync(rows.ConvertAll(row => ToUser(row)), cancellationToken).ConfigureAwait(false);
            _requests += result.Bytes > 0 ? 1 : 0;
            _bytes += result.Bytes;
            var users = rows[..result.Count];
            rows = rows[result.Count..];
            switch (result.Outcome.Status)
            {
                case SendStatus.Accepted:
                    Accept(users, result.Outcome.RateLimitPercentageUsed);
                    break;
                case SendStatus.AccountFault:
                    throw Paused(result.Outcome);
                case SendStatus.Rejected when users.Count == 1:
                    Reject(users[0], result.Outcome);
                    break;
                case SendStatus.Rejected:
                    await WriteAsync(users[..(users.Count / 2)]).ConfigureAwait(false);
                    await WriteAsync(users[(users.Count / 2)..]).ConfigureAwait(false);
                    break;
                default:
                    await WaitAfterAsync(result.Outcome).ConfigureAwait(false);
                    rows = [.. users, .. rows];
                    break;
            }
        }
    }

    private UserPrediction ToUser(PlannedRow row) => new(row.Row.Mpid, _columns, row.Row.Values)
    {
        SourceRequestId = _run is { } run ? $"{run.Id}-{ImportPlanner.Text(row.Row.Mpid)}" : "00000000000000000000000000000000-" + ImportPlanner.Text(row.Row.Mpid),
    };

    private void Accept(List<PlannedRow> users, int? percentageUsed)
    {
        foreach (var row in users)
        {
            _accepted.Add((row.Row.Mpid, row.New));
            Settle(row, row.Result);
        }

        _refusals.Accepted();
        _failures = 0;
        _progressed = time.GetTimestamp();
        _pace.Accepted(percentageUsed);
    }

    private void Reject(PlannedRow row, SendOutcome outcome)
    {
        _rejected[outcome.Reason] = _rejected.GetValueOrDefault(outcome.Reason) + 1;
        Settle(row, PredictionRowResult.Rejected, outcome.Message is null ? outcome.Reason : $"{outcome.Reason}: {outcome.Message}");
        _failures = 0;
        _progressed = time.GetTimestamp();
        if (_refusals.Refused(outcome))
        {
            throw new ImportStoppedException(
                PredictionImportStatus.Paused,
                $"mParticle has accepted none of these users yet and rejected each of the first {N(_results[PredictionRowResult.Rejected])} alone ({outcome.Reason}), so it is not the users that are wrong. "
                + "Look at its message in the results file, and at the feed's settings; then run the same export again.");
        }
    }

    private async Task<List<PlannedRow>> WithoutErasedAsync(List<PlannedRow> rows)
    {
        var erased = await ImportPlanner.ErasedAsync(erasures, rows.Select(row => row.Row.Mpid), cancellationToken).ConfigureAwait(false);
        if (erased.Count == 0)
        {
            return rows;
        }

        var left = new List<PlannedRow>();
        foreach (var row in rows)
        {
            if (erased.Contains(ImportPlanner.Text(row.Row.Mpid)))
            {
                Settle(row, PredictionRowResult.Suppressed);
                state.Forget([row.Row.Mpid]);
            }
            else
            {
                left.Add(row);
            }
        }

        return left;
    }

    private async Task WaitAfterAsync(SendOutcome failure)
    {
        if (failure.HttpStatus == 429)
        {
            _pace.Exceeded();
        }

        var wait = _schedule.DelayAfter(++_failures, Random.Shared.NextDouble(), failure.RetryAfter);
        if (time.GetElapsedTime(_progressed) + wait > options.GiveUpAfter)
        {
            throw new ImportStoppedException(
                PredictionImportStatus.Interrupted,
                $"mParticle has not taken anything for a while ({failure.Reason}{(failure.ExceededLimit is { } limit ? $", limit {limit}" : "")}). "
                + $"{N(_rows - _settled)} rows are left; run the same export again to go on.",
                failure.RetryAfter > TimeSpan.Zero ? Waits.Later(time.GetUtcNow(), wait) : null);
        }

        await WaitAsync(wait, PredictionImportStage.Waiting).ConfigureAwait(false);
    }

    private ImportStoppedException Paused(SendOutcome outcome) => new(
        PredictionImportStatus.Paused,
        (outcome.HttpStatus is { } status
            ? string.Create(CultureInfo.InvariantCulture, $"mParticle answered {status}. ")
            : $"mParticle cannot be reached ({outcome.Reason}). ")
        + outcome.Reason switch
        {
            "http_401" or "http_403" => "Check the feed's key and secret, and that the feed is active and of this host's region",
            "unknown_host" => "Check the feed's host: it does not exist",
            "tls_failure" => "Check the feed's host and this machine's certificates and clock: there is no secure connection",
            _ => "Check the feed's host: something else answers there",
        }
        + $"; then run the same export again. {N(_rows - _settled)} rows are left.");

    private async Task WaitAsync(TimeSpan wait, PredictionImportStage stage)
    {
        // In steps, so that a long wait is seen to be one.
        for (; wait > TimeSpan.Zero; wait -= _longestSilence)
        {
            Progress(stage, _settled);
            await Waits.DelayAsync(wait < _longestSilence ? wait : _longestSilence, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Settle(PlannedRow row, PredictionRowResult result, string? reason = null)
    {
        _settled++;
        _inFlight.Remove(row.Row.Mpid);
        _results[result] = _results.GetValueOrDefault(result) + 1;
        if (row.Row.Problem is { } problem)
        {
            _bad[problem] = _bad.GetValueOrDefault(problem) + 1;
            reason = Describe(problem, row.Row.Column);
        }

        _file?.Write(row, result, result == PredictionRowResult.Suppressed ? "the user is erased" : reason);
    }

    private static string Describe(BadRowReason problem, string? column) => problem switch
    {
        BadRowReason.FieldCount => "wrong number of fields",
        BadRowReason.Quotes => "a quote where none can be",
        BadRowReason.UserId => "the user id is not a 64-bit integer in plain form",
        BadRowReason.NotANumber => $"{column}: not a finite number",
        BadRowReason.OutOfRange => $"{column}: out of range",
        _ => "the user id was in an earlier row",
    };

    private void Progress(PredictionImportStage stage, long rows)
    {
        if (progress is null || (_reported != 0 && time.GetElapsedTime(_reported) < _reportEvery && stage != PredictionImportStage.Waiting))
        {
            return;
        }

        _reported = time.GetTimestamp();
        var seconds = time.GetElapsedTime(_stageStarted).TotalSeconds;
        var rate = seconds > 0 ? rows / seconds : 0;
        var isChecking = stage == PredictionImportStage.Checking;
        progress.Report(new PredictionImportProgress(
            stage, rows, isChecking ? null : _rows, rate, isChecking || rate <= 0 ? null : TimeSpan.FromSeconds((_rows - rows) / rate)));
    }

    private string Sentence()
    {
        var sent = Count(PredictionRowResult.Added) + Count(PredictionRowResult.Changed) + Count(PredictionRowResult.Resent);
        if (sent == 0)
        {
            return _rows == 0 ? "Nothing to write: the export has no rows."
                : Count(PredictionRowResult.Unchanged) == _rows ? $"Nothing to write: all {N(_rows)} rows are as mParticle accepted them last."
                : $"{(options.DryRun ? "Nothing to write" : "Nothing was written")}: {Parts(", ")}.";
        }

        return $"{N(sent)} of {N(_rows)} users {(options.DryRun ? "would be" : "were")} written: {Parts(", ")}.";
    }

    private string Parts(string separator) => string.Join(
        separator,
        _results.OrderBy(pair => pair.Key).Select(pair => $"{N(pair.Value)} {pair.Key.ToString().ToLowerInvariant()}"));

    private long Count(PredictionRowResult result) => _results.GetValueOrDefault(result);

    private PredictionImportResult Stopped(IReadOnlyList<ExportAnomaly> anomalies) => Report(Result(
        PredictionImportStatus.Stopped, $"Nothing was sent. {string.Join(' ', anomalies.Select(anomaly => anomaly.Message))}", anomalies));

    private PredictionImportResult Result(
        PredictionImportStatus status, string sentence, IReadOnlyList<ExportAnomaly> anomalies, DateTimeOffset? retryAt = null)
    {
        var sent = Count(PredictionRowResult.Added) + Count(PredictionRowResult.Changed) + Count(PredictionRowResult.Resent);
        return new PredictionImportResult
        {
            Status = status,
            Sentence = sentence,
            RetryAt = retryAt,
            IsDryRun = options.DryRun,
            IsResumed = _run?.IsResumed ?? false,
            Anomalies = anomalies,
            Rows = _rows,
            Results = _results,
            BadRows = _bad,
            RejectedRows = _rejected,
            Requests = _requests,
            Bytes = _bytes,
            Duration = time.GetElapsedTime(_started),
            ProjectedDuration = options.DryRun && options.UsersPerSecond is { } limit ? TimeSpan.FromSeconds(sent / (limit * FeedPace.Target)) : null,
        };
    }

    private PredictionImportResult Report(PredictionImportResult result)
    {
        if (!result.IsDryRun)
        {
            logger.Imported(SeriesName(), result.Status.ToString(), result.Sentence);
        }

        progress?.Report(new PredictionImportProgress(
            PredictionImportStage.Writing, _settled, _rows, result.Duration > TimeSpan.Zero ? _settled / result.Duration.TotalSeconds : 0, TimeSpan.Zero));
        return result;
    }
}
