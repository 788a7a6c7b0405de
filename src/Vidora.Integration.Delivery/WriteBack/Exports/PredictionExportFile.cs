namespace Vidora.Integration.Delivery;

/// <summary>
/// A prediction export of Vidora: a CSV file with a header (RFC 4180; comma, tab or semicolon, found from the header; UTF-8 with or
/// without byte order mark; plain or gzip, found from its first bytes), and what its columns mean.
/// </summary>
public sealed class PredictionExportFile
{
    /// <summary>Where the file is.</summary>
    public required string Path { get; init; }

    /// <summary>The pipeline's name as people write it; it is part of the attributes' names.</summary>
    public required string Pipeline { get; init; }

    /// <summary>
    /// What the pipeline predicts. It decides whether the value column must be 0 to 1. Default null: the column's title decides
    /// (<c>Conversion Probability</c>, <c>Probability</c> and <c>Uplift</c> are 0 to 1, all others any number).
    /// </summary>
    public VidoraPipelineType? Type { get; init; }

    /// <summary>The vendor in the attributes' names. Default <see cref="PredictionVendor.Vidora"/>.</summary>
    public PredictionVendor Vendor { get; init; }

    /// <summary>
    /// The title of the column with the MPIDs. Default null: the one column called <c>user_id</c>, <c>userid</c>, <c>user</c>,
    /// <c>id</c> or <c>mpid</c>, however it is spelled.
    /// </summary>
    public string? UserColumn { get; init; }

    /// <summary>The titles of the columns to take, however they are spelled. Default null: all but the user column.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>How percentiles are written. Default 0 to 1.</summary>
    public PercentileScale PercentileScale { get; init; }

    /// <summary>When the export was made. Default null: when the file was last written.</summary>
    public DateTimeOffset? ExportedAt { get; init; }

    /// <summary>Whether it came into a watched folder, where a link is somebody's attempt to have another file read.</summary>
    internal bool MustBeNoLink { get; init; }

    /// <summary>Whether these are some users of the caller's choice: not to be compared with the export before, nor later ones with this.</summary>
    internal bool IsSelection { get; init; }
}
