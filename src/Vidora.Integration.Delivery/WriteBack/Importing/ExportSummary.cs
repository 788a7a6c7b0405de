using System.Security.Cryptography;
using Vidora.Integration.Delivery.WriteBack.Exports;
using Vidora.Integration.Delivery.WriteBack.State;

namespace Vidora.Integration.Delivery.WriteBack.Importing;

/// <summary>What a whole export is like, found by reading it once.</summary>
internal sealed class ExportSummary
{
    private readonly (double Least, double Most)[] _ranges;

    public ExportSummary(IReadOnlyList<PredictionColumn> columns, IReadOnlyList<string> missingColumns, string contentHash, DateTimeOffset exportedAt)
    {
        Columns = columns;
        MissingColumns = missingColumns;
        ContentHash = contentHash;
        ExportedAt = exportedAt;
        _ranges = new (double, double)[columns.Count];
        Array.Fill(_ranges, (double.PositiveInfinity, double.NegativeInfinity));
    }

    public IReadOnlyList<PredictionColumn> Columns { get; }

    public IReadOnlyList<string> MissingColumns { get; }

    public string ContentHash { get; }

    public DateTimeOffset ExportedAt { get; }

    public long Rows { get; private set; }

    public long BadRows { get; private set; }

    /// <summary>The columns in which all good rows, of several, have the same value.</summary>
    public IEnumerable<PredictionColumn> ConstantColumns =>
        Rows - BadRows > 1 ? Columns.Where((_, i) => _ranges[i].Least.Equals(_ranges[i].Most)) : [];

    public static string HashOf(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PredictionExportException($"The export {path} cannot be read: {e.Message}", e);
        }
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
