namespace Vidora.Integration.Delivery;

/// <summary>How the import of a folder is doing.</summary>
public sealed record PredictionFolderStatus
{
    /// <summary>The pipeline's name as it is configured.</summary>
    public required string Pipeline { get; init; }

    /// <summary>What it does.</summary>
    public required PredictionFolderState State { get; init; }

    /// <summary>Why, in a sentence; empty when there is nothing to say.</summary>
    public string Sentence { get; init; } = "";

    /// <summary>The name of the export that is being applied, or was last.</summary>
    public string? File { get; init; }

    /// <summary>When the last export was settled, applied or failed; null before the first since the process started.</summary>
    public DateTimeOffset? LastSettledAt { get; init; }

    /// <summary>The name of the export that was settled last; null before the first since the process started.</summary>
    public string? LastFile { get; init; }

    /// <summary>Its result in a sentence; null before the first since the process started.</summary>
    public string? LastSentence { get; init; }

    /// <summary>How the last settled export ended; null before the first since the process started.</summary>
    public PredictionImportStatus? LastStatus { get; init; }

    /// <summary>Exports applied since the process started.</summary>
    public long Applied { get; init; }

    /// <summary>Exports that were moved to <c>failed</c> since the process started.</summary>
    public long Failed { get; init; }

    /// <summary>How far the run under way is; null when there is none.</summary>
    public PredictionImportProgress? Progress { get; init; }
}
