using Vidora.Integration.Delivery.WriteBack.Exports;

namespace Vidora.Integration.Delivery;

/// <summary>Describes a prediction export of Vidora, and the meaning of its columns.</summary>
/// <remarks>
/// An export is a CSV file with a header (RFC 4180) in UTF-8, with or without byte order mark, plain or gzip. The delimiter is a
/// comma, tab or semicolon, found from the header.
/// </remarks>
public sealed class PredictionExportFile
{
    /// <summary>Gets the path of the file.</summary>
    public required string Path { get; init; }

    /// <summary>Gets the pipeline's name, which is part of the attributes' names.</summary>
    public required string Pipeline { get; init; }

    /// <summary>
    /// Gets what the pipeline predicts, which decides whether scores must be 0 to 1. Default: null, the column's title decides
    /// (<c>Conversion Probability</c>, <c>Probability</c> and <c>Uplift</c> are 0 to 1, others any number).
    /// </summary>
    public VidoraPipelineType? Type { get; init; }

    /// <summary>Gets the vendor in the attributes' names. Default: <see cref="PredictionVendor.Vidora"/>.</summary>
    public PredictionVendor Vendor { get; init; }

    /// <summary>
    /// Gets the title of the column with the MPIDs. Default: null, the one column named <c>user_id</c>, <c>userid</c>,
    /// <c>user</c>, <c>id</c> or <c>mpid</c>, in any spelling.
    /// </summary>
    public string? UserColumn { get; init; }

    /// <summary>Gets the titles of the columns to write, in any spelling. Default: null, all but the user column.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Gets whether percentiles are 0 to 100; they are divided by 100. Default: false, percentiles are 0 to 1.</summary>
    public bool PercentilesInPercent { get; init; }

    /// <summary>Gets when the export was made. Default: null, the last write time of the file.</summary>
    public DateTimeOffset? ExportedAt { get; init; }

    /// <summary>
    /// Gets the results file of an export in a watched folder, which others may write into: links are refused there. Returns null
    /// for other exports.
    /// </summary>
    internal string? WatchedResultsFile { get; init; }

    internal bool IsWatched => WatchedResultsFile is not null;

    /// <summary>Gets whether the rows are a selection of users, which is not compared with other exports.</summary>
    internal bool IsSelection { get; init; }

    /// <summary>Gets the function that opens the file.</summary>
    internal Func<string, Stream> Open { get; init; } = path =>
        new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024, FileOptions.SequentialScan);

    /// <summary>Gets the name of the pipeline's history in the state file.</summary>
    internal string SeriesName => $"{Vendor}:{PredictionAttributeName.Normalize(Pipeline)}";

    /// <summary>Reads the users whose rows an import would write, with their values. Leaves out bad rows.</summary>
    /// <exception cref="InvalidDataException">The file cannot be read, or is no export. The message says why.</exception>
    /// <exception cref="ArgumentException">The pipeline's name cannot be part of an attribute's name.</exception>
    public IEnumerable<UserPrediction> ReadUsers()
    {
        using var reader = Guard(() => new PredictionExportReader(this));
        using var rows = reader.ReadRows().GetEnumerator();
        while (Guard(rows.MoveNext))
        {
            if (rows.Current.Problem is null)
            {
                yield return new UserPrediction(rows.Current.Mpid, reader.Columns, rows.Current.Values);
            }
        }
    }

    private static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (PredictionExportException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }
}
