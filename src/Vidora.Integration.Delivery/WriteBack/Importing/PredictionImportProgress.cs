namespace Vidora.Integration.Delivery;

/// <summary>Describes how far an import is.</summary>
public sealed class PredictionImportProgress
{
    /// <summary>Gets what the run does now.</summary>
    public PredictionImportStage Stage { get; internal init; }

    /// <summary>Gets the number of rows that are settled, or read while the export is checked.</summary>
    public long Rows { get; internal init; }

    /// <summary>Gets the number of rows of the export; null while it is checked.</summary>
    public long? TotalRows { get; internal init; }

    /// <summary>Gets the rows per second since the stage began.</summary>
    public double RowsPerSecond { get; internal init; }

    /// <summary>Gets the time left at this rate; null while it is unknown.</summary>
    public TimeSpan? TimeLeft { get; internal init; }
}
