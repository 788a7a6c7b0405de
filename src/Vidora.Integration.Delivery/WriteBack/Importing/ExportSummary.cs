using Vidora.Integration.Delivery.WriteBack.Exports;

namespace Vidora.Integration.Delivery.WriteBack.Importing;

/// <summary>Describes an export as a whole.</summary>
internal sealed class ExportSummary
{
    private const int ReportEvery = 10_000;

    private readonly (double Least, double Most)[] _ranges;

    public ExportSummary(IReadOnlyList<PredictionColumn> columns, IReadOnlyList<string> missingColumns, DateTimeOffset exportedAt)
    {
        Columns = columns;
        MissingColumns = missingColumns;
        ExportedAt = exportedAt;
        _ranges = new (double, double)[columns.Count];
        Array.Fill(_ranges, (double.PositiveInfinity, double.NegativeInfinity));
    }

    public IReadOnlyList<PredictionColumn> Columns { get; }

    public IReadOnlyList<string> MissingColumns { get; }

    public DateTimeOffset ExportedAt { get; }

    /// <summary>Gets the hash of the whole content.</summary>
    public string ContentHash { get; private set; } = "";

    /// <summary>Gets or sets whether the file ends in the middle of a line, as far as one can tell.</summary>
    public bool IsCutOff { get; set; }

    public long Rows { get; private set; }

    public long BadRows { get; private set; }

    /// <summary>Gets the columns in which all good rows, two or more, have one value.</summary>
    public IEnumerable<PredictionColumn> ConstantColumns =>
        Rows - BadRows > 1 ? Columns.Where((_, i) => _ranges[i].Least.Equals(_ranges[i].Most)) : [];

    /// <summary>Reads a whole export.</summary>
    /// <exception cref="PredictionExportException">The export cannot be used as a whole.</exception>
    public static ExportSummary Read(PredictionExportFile export, Action<long> progress, CancellationToken cancellationToken)
    {
        using var reader = new PredictionExportReader(export);
        var exportedAt = export.ExportedAt ?? new DateTimeOffset(File.GetLastWriteTimeUtc(export.Path));
        var summary = new ExportSummary(reader.Columns, reader.MissingColumns, exportedAt);
        foreach (var row in reader.ReadRows())
        {
            summary.Add(row);
            if (summary.Rows % ReportEvery == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress(summary.Rows);
            }
        }

        summary.ContentHash = reader.ContentHash;
        summary.IsCutOff = reader.IsCutOff;
        return summary;
    }

    public void Add(PredictionExportRow row)
    {
        Rows++;
        if (row.Problem is not null)
        {
            BadRows++;
            return;
        }

        for (var i = 0; i < _ranges.Length; i++)
        {
            var value = row.Values[i].Value;
            _ranges[i] = (Math.Min(_ranges[i].Least, value), Math.Max(_ranges[i].Most, value));
        }
    }
}
