namespace Vidora.Integration.Delivery;

/// <summary>Describes the import of a folder since the process started.</summary>
internal sealed class PredictionFolderStatus
{
    public PredictionFolderStatus(string pipeline) => Pipeline = pipeline;

    /// <summary>Gets the pipeline's name.</summary>
    public string Pipeline { get; }

    /// <summary>Gets what the import does.</summary>
    public PredictionFolderState State { get; set; }

    /// <summary>Gets the cause of the state, or the last result, in a sentence; empty when there is none.</summary>
    public string Sentence { get; set; } = "";

    /// <summary>Gets the name of the export that is applied now, or was last; null before the first.</summary>
    public string? File { get; set; }

    /// <summary>Gets the progress of the current run; null when there is none.</summary>
    public PredictionImportProgress? Progress { get; set; }

    /// <summary>Gets the name of the export that was settled last; null before the first.</summary>
    public string? LastFile { get; set; }

    /// <summary>Gets when that export was settled; null before the first.</summary>
    public DateTimeOffset? LastSettledAt { get; set; }

    /// <summary>Gets the result of that export; null before the first.</summary>
    public PredictionImportResult? LastResult { get; set; }

    /// <summary>Gets how many exports were applied.</summary>
    public long Applied { get; set; }

    /// <summary>Gets how many exports were moved to <c>failed</c>.</summary>
    public long Failed { get; set; }

    internal PredictionFolderStatus Copy() => (PredictionFolderStatus)MemberwiseClone();
}
