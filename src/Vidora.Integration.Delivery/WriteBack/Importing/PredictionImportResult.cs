namespace Vidora.Integration.Delivery;

/// <summary>Describes how an import ended. The counts add up.</summary>
public sealed class PredictionImportResult
{
    /// <summary>Gets how the run ended.</summary>
    public PredictionImportStatus Status { get; internal init; }

    /// <summary>Gets the result in a sentence or two, with what to do. It has no user data and is safe to log.</summary>
    public string Sentence { get; internal set; } = "";

    /// <summary>Gets the earliest time for the next request of an interrupted run; null when mParticle names none.</summary>
    public DateTimeOffset? RetryAt { get; internal init; }

    /// <summary>Gets whether the run was a dry run, which sends nothing.</summary>
    public bool IsDryRun { get; internal init; }

    /// <summary>Gets whether the run continued an earlier one.</summary>
    public bool IsResumed { get; internal init; }

    /// <summary>Gets the anomalies of the export, accepted ones too.</summary>
    public IReadOnlyList<ExportAnomaly> Anomalies { get; internal init; } = [];

    /// <summary>Gets the number of rows in the export. In a dry run the counts say what would happen to them.</summary>
    public long Rows { get; internal init; }

    /// <summary>Gets the number of users written that had no accepted value before.</summary>
    public long Added { get; internal init; }

    /// <summary>Gets the number of users written because a value differs from the one accepted last.</summary>
    public long Changed { get; internal init; }

    /// <summary>Gets the number of unchanged users written because of <see cref="PredictionImportOptions.Full"/>.</summary>
    public long Resent { get; internal init; }

    /// <summary>Gets the number of users not written because their values are those accepted last.</summary>
    public long Unchanged { get; internal init; }

    /// <summary>Gets the number of users not written because they are erased.</summary>
    public long Suppressed { get; internal init; }

    /// <summary>Gets the number of rows not written because the row is wrong.</summary>
    public long Bad => BadReasons.Values.Sum();

    /// <summary>
    /// Gets the number of bad rows by reason: <c>FieldCount</c>, <c>Quotes</c>, <c>UserId</c>, <c>NotANumber</c>,
    /// <c>OutOfRange</c>, <c>DuplicateUser</c>.
    /// </summary>
    public IReadOnlyDictionary<string, long> BadReasons { get; internal init; } = new Dictionary<string, long>();

    /// <summary>Gets the number of users that mParticle rejected.</summary>
    public long Rejected => RejectedReasons.Values.Sum();

    /// <summary>Gets the number of rejected users by reason, such as <c>http_400</c>.</summary>
    public IReadOnlyDictionary<string, long> RejectedReasons { get; internal init; } = new Dictionary<string, long>();

    /// <summary>Gets the number of users of a <see cref="VidoraPredictionSource"/> without a prediction. They are not rows.</summary>
    public long UsersWithoutPrediction { get; internal set; }

    /// <summary>Gets the number of requests.</summary>
    public long Requests { get; internal init; }

    /// <summary>Gets the size of the request bodies in bytes.</summary>
    public long Bytes { get; internal init; }

    /// <summary>Gets how long the run took.</summary>
    public TimeSpan Duration { get; internal set; }

    /// <summary>Gets how long a dry run would take to write at the limit; null without a limit.</summary>
    public TimeSpan? ProjectedDuration { get; internal init; }

    /// <summary>Gets the number of rows that are not settled, because the run ended early.</summary>
    public long Remaining => Rows - Added - Changed - Resent - Unchanged - Suppressed - Bad - Rejected;

    /// <summary>Returns status and sentence.</summary>
    public override string ToString() => $"{Status}: {Sentence}";
}
