using System.Globalization;

namespace Vidora.Integration.Delivery;

/// <summary>How a run ended, with counts that add up.</summary>
public sealed class PredictionImportResult
{
    /// <summary>How it ended.</summary>
    public required PredictionImportStatus Status { get; init; }

    /// <summary>The same in a sentence or two, with what to do; no user's data, fit for logs.</summary>
    public required string Sentence { get; init; }

    /// <summary>When the run was interrupted: the time before which mParticle does not want to be asked again; null when it named none.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>Whether nothing was sent because the run was a dry one.</summary>
    public required bool IsDryRun { get; init; }

    /// <summary>Whether the run went on with one that was not finished.</summary>
    public bool IsResumed { get; init; }

    /// <summary>What looks wrong about the export, also when it was accepted.</summary>
    public IReadOnlyList<ExportAnomaly> Anomalies { get; init; } = [];

    /// <summary>Rows in the export.</summary>
    public long Rows { get; init; }

    /// <summary>Rows by what became of them; in a dry run, what would have.</summary>
    public IReadOnlyDictionary<PredictionRowResult, long> Results { get; init; } = new Dictionary<PredictionRowResult, long>();

    /// <summary>Bad rows by reason.</summary>
    public IReadOnlyDictionary<BadRowReason, long> BadRows { get; init; } = new Dictionary<BadRowReason, long>();

    /// <summary>Rejected rows by reason (<c>http_400</c>).</summary>
    public IReadOnlyDictionary<string, long> RejectedRows { get; init; } = new Dictionary<string, long>();

    /// <summary>When predictions were asked for one by one: users without one, who are not among the rows.</summary>
    public long UsersWithoutPrediction { get; init; }

    /// <summary>Requests made; in a dry run, that would be.</summary>
    public long Requests { get; init; }

    /// <summary>Bytes of their bodies.</summary>
    public long Bytes { get; init; }

    /// <summary>How long the run took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>In a dry run: how long writing would take at the limit; null without a limit.</summary>
    public TimeSpan? ProjectedDuration { get; init; }

    /// <summary>Rows that were not settled, because the run ended before.</summary>
    public long Remaining => Rows - Results.Values.Sum();

    /// <summary>How many rows ended that way.</summary>
    /// <param name="result">The way.</param>
    public long Count(PredictionRowResult result) => Results.GetValueOrDefault(result);

    internal PredictionImportResult With(long usersWithoutPrediction, TimeSpan duration) => new()
    {
        Status = Status,
        Sentence = usersWithoutPrediction == 0 ? Sentence
            : string.Create(CultureInfo.InvariantCulture, $"{Sentence} {usersWithoutPrediction:N0} users have no prediction."),
        RetryAt = RetryAt,
        IsDryRun = IsDryRun,
        IsResumed = IsResumed,
        Anomalies = Anomalies,
        Rows = Rows,
        Results = Results,
        BadRows = BadRows,
        RejectedRows = RejectedRows,
        UsersWithoutPrediction = usersWithoutPrediction,
        Requests = Requests,
        Bytes = Bytes,
        Duration = duration,
        ProjectedDuration = ProjectedDuration,
    };

    /// <summary>The sentence.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Status}: {Sentence}");
}
