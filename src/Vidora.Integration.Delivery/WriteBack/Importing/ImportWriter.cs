using System.Globalization;
using Vidora.Integration.Client;
using Vidora.Integration.Delivery.Telemetry;
using Vidora.Integration.Delivery.Timing;
using Vidora.Integration.Delivery.WriteBack.State;
using Vidora.Integration.Feed;

namespace Vidora.Integration.Delivery.WriteBack.Importing;

/// <summary>Ends a run early.</summary>
/// <param name="status">How the run ends.</param>
/// <param name="sentence">The cause, and what to do.</param>
/// <param name="retryAt">The time that mParticle names for the next request; null when it names none.</param>
internal sealed class ImportStoppedException(PredictionImportStatus status, string sentence, DateTimeOffset? retryAt = null) : Exception(sentence)
{
    public PredictionImportStatus Status => status;

    public DateTimeOffset? RetryAt => retryAt;
}

/// <summary>
/// Sends planned rows, one request at a time. Before a request leaves, its users and the values accepted so far are on disk.
/// </summary>
internal sealed class ImportWriter(
    ImportParts parts, RunRecord run, IReadOnlyList<PredictionColumn> columns, PredictionImportOptions options, ImportReport report)
{
    private readonly RetrySchedule _schedule = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
    private readonly FeedPace _pace = new(options.UsersPerSecond, parts.Time);
    private readonly RefusalRun _refusals = new();
    private readonly List<(long Mpid, string Values)> _accepted = [];
    private readonly HashSet<long> _inFlight = [];
    private long _progressed = parts.Time.GetTimestamp();
    private int _failures;
    private bool _mayRefuse;

    /// <summary>Settles every row.</summary>
    /// <exception cref="ImportStoppedException">mParticle accepts nothing, or the setup is wrong.</exception>
    public async Task WriteAsync(IAsyncEnumerable<IReadOnlyList<PlannedRow>> chunks, CancellationToken cancellationToken)
    {
        // Told to go on, because mParticle has taken users of this pipeline before.
        _mayRefuse = options.AcceptAnomalies && parts.State.HasAccepted(run.Series);
        try
        {
            var pending = new List<PlannedRow>(MParticleFeedClient.MaxUsersPerRequest);
            await foreach (var chunk in chunks.ConfigureAwait(false))
            {
                foreach (var row in chunk)
                {
                    if (!row.IsToSend)
                    {
                        report.Settle(row, row.Result);
                        continue;
                    }

                    pending.Add(row);
                    if (pending.Count >= _pace.RequestSize)
                    {
                        await SendAsync(pending, cancellationToken).ConfigureAwait(false);
                        pending.Clear();
                    }
                }

                Forget(chunk.Where(row => row.Result == PredictionRowResult.Suppressed));
                report.Report(PredictionImportStage.Writing);
            }

            await SendAsync(pending, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            parts.State.Advance(run, _accepted, _inFlight);
        }
    }

    /// <summary>Removes the accepted values of erased users.</summary>
    private void Forget(IEnumerable<PlannedRow> rows)
    {
        if (rows.Select(row => row.Row.Mpid).ToList() is { Count: > 0 } mpids)
        {
            parts.State.Forget(mpids);
        }
    }

    private async Task SendAsync(List<PlannedRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
        {
            return;
        }

        _inFlight.Clear();
        _inFlight.UnionWith(rows.Select(row => row.Row.Mpid));
        parts.State.Advance(run, _accepted, _inFlight);
        _accepted.Clear();
        await SettleAsync(rows, cancellationToken).ConfigureAwait(false);
        report.Report(PredictionImportStage.Writing);
    }

    /// <summary>Sends the rows until each is accepted, rejected alone, or suppressed.</summary>
    private async Task SettleAsync(List<PlannedRow> rows, CancellationToken cancellationToken)
    {
        while (rows.Count > 0)
        {
            await WaitAsync(_pace.Wait, PredictionImportStage.Writing, cancellationToken).ConfigureAwait(false);
            rows = await SuppressErasedAsync(rows, cancellationToken).ConfigureAwait(false);
            if (rows.Count == 0)
            {
                return;
            }

            var departure = _pace.Now;
            var next = _refusals.IsSuspicious && !_mayRefuse ? rows[..1] : rows;
            var result = await parts.Feed.WriteAsync(next.ConvertAll(row => row.ToUser(columns, run.Id)), cancellationToken).ConfigureAwait(false);
            _pace.Leave(result.Count, departure);
            report.AddRequests(result.Bytes > 0 ? 1 : 0, result.Bytes);
            var sent = rows[..result.Count];
            switch (result.Outcome.Status)
            {
                case SendStatus.Accepted:
                    Accept(sent, result.Outcome.RateLimitPercentageUsed);
                    break;
                case SendStatus.AccountFault:
                    throw Paused(result.Outcome);
                case SendStatus.Rejected when IsDoor(sent, result.Outcome):
                    throw AllRefused(result.Outcome);
                case SendStatus.Rejected when sent.Count == 1:
                    Settle(sent[0], PredictionRowResult.Rejected, result.Outcome);
                    Progressed();
                    break;
                case SendStatus.Rejected:
                    await SettleAsync(sent[..(sent.Count / 2)], cancellationToken).ConfigureAwait(false);
                    await SettleAsync(sent[(sent.Count / 2)..], cancellationToken).ConfigureAwait(false);
                    break;
                default:
                    await WaitAfterAsync(result.Outcome, cancellationToken).ConfigureAwait(false);
                    continue;
            }

            rows = rows[result.Count..];
        }
    }

    private void Accept(List<PlannedRow> rows, int? percentageUsed)
    {
        foreach (var row in rows)
        {
            _accepted.Add((row.Row.Mpid, row.New));
            Settle(row, row.Result);
        }

        _refusals.Accepted();
        _pace.Accepted(percentageUsed);
        Progressed();
    }

    /// <summary>Returns whether a rejection ends a run of them that speaks about the feed, and not about users.</summary>
    private bool IsDoor(List<PlannedRow> sent, SendOutcome outcome) =>
        outcome.HttpStatus is not null && _refusals.Refused(outcome.Reason, sent.Count == 1 ? sent[0].Row.Mpid.GetHashCode() : null) && !_mayRefuse;

    private static ImportStoppedException AllRefused(SendOutcome outcome) => new(
        PredictionImportStatus.Paused,
        $"mParticle rejected one user after the other ({outcome.Reason}), {RefusalRun.Limit} of them alone or {RefusalRun.MaxRequests} requests, "
        + "and accepted none in between. Check the messages in the results file and the feed's settings. Then run the same export again. "
        + "Use AcceptAnomalies if these users are rejected for good reason.");

    private async Task<List<PlannedRow>> SuppressErasedAsync(List<PlannedRow> rows, CancellationToken cancellationToken)
    {
        var erased = await parts.Erased.FindAsync(rows.Select(row => row.Row.Mpid), cancellationToken).ConfigureAwait(false);
        if (erased.Count == 0)
        {
            return rows;
        }

        var suppressed = rows.FindAll(row => erased.Contains(row.Row.Mpid));
        suppressed.ForEach(row => Settle(row, PredictionRowResult.Suppressed));
        Forget(suppressed);
        return rows.FindAll(row => !erased.Contains(row.Row.Mpid));
    }

    private void Settle(PlannedRow row, PredictionRowResult result, SendOutcome? refusal = null)
    {
        _inFlight.Remove(row.Row.Mpid);
        report.Settle(row, result, refusal);
    }

    private void Progressed()
    {
        _failures = 0;
        _progressed = parts.Time.GetTimestamp();
    }

    private async Task WaitAfterAsync(SendOutcome failure, CancellationToken cancellationToken)
    {
        if (failure.HttpStatus == 429)
        {
            _pace.Exceeded();
        }

        var wait = _schedule.DelayAfter(++_failures, Random.Shared.NextDouble(), failure.RetryAfter);
        if (parts.Time.GetElapsedTime(_progressed) + wait > options.GiveUpAfter)
        {
            throw new ImportStoppedException(
                PredictionImportStatus.Interrupted,
                $"mParticle accepted nothing within GiveUpAfter ({failure.Reason}{(failure.ExceededLimit is { } limit ? $", limit {limit}" : "")}). "
                + $"{Words.Number(report.Remaining)} rows are left. Run the same export again to continue.",
                failure.RetryAfter > TimeSpan.Zero ? Waits.Later(parts.Time.GetUtcNow(), wait) : null);
        }

        await WaitAsync(wait, PredictionImportStage.Waiting, cancellationToken).ConfigureAwait(false);
    }

    private ImportStoppedException Paused(SendOutcome outcome)
    {
        var cause = outcome.HttpStatus is { } status
            ? string.Create(CultureInfo.InvariantCulture, $"mParticle answered {status}.")
            : $"mParticle cannot be reached ({outcome.Reason}).";
        return new ImportStoppedException(
            PredictionImportStatus.Paused,
            $"{cause} {FeedAnswers.Advice(outcome)} Then run the same export again. {Words.Number(report.Remaining)} rows are left.");
    }

    private Task WaitAsync(TimeSpan wait, PredictionImportStage stage, CancellationToken cancellationToken) =>
        Waits.InStepsAsync(wait, parts.Time, () => report.Report(stage), cancellationToken);
}
