namespace Vidora.Integration.Emulator;

/// <summary>An export of a pipeline and how it last went.</summary>
public sealed record ExportState
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>What it covers and where it goes.</summary>
    public required PredictionExport Export { get; init; }

    /// <summary>When it was last made; null when it was not yet.</summary>
    public DateTimeOffset? LastRunAt { get; init; }

    /// <summary>How many users the last one held.</summary>
    public int Rows { get; init; }

    /// <summary>How many of them could not be pushed to a feed because their id is no MPID.</summary>
    public int SkippedRows { get; init; }

    /// <summary>The file that was written last, or null.</summary>
    public string? File { get; init; }

    /// <summary>What went wrong last, or null.</summary>
    public string? Error { get; init; }
}
