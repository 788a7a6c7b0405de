using System.Globalization;
using CsvHelper;
using Vidora.Integration.Delivery.WriteBack.State;
using Vidora.Integration.Files;

namespace Vidora.Integration.Delivery.WriteBack.Importing;

/// <summary>Writes a line per row to a CSV file. Text that a spreadsheet would run as a formula is quoted.</summary>
internal sealed class ImportResults : IDisposable
{
    private readonly CsvWriter _csv;
    private readonly string[] _columns;

    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not write the file.</exception>
    public ImportResults(string path, FileMode mode, IReadOnlyList<PredictionColumn> columns)
    {
        _columns = [.. columns.Select(column => column.Attribute.Column)];
        _csv = CsvWriter.Create(OwnFile.Open(path, mode, FileAccess.Write, FileShare.Read), CsvWriterOptions.Default);
        Write(["line", "user_id", "result", .. _columns.SelectMany(column => new[] { $"{column} old", $"{column} new" }), "reason"]);
    }

    public void Write(PlannedRow planned, PredictionRowResult result, string? reason)
    {
        var row = planned.Row;
        var values = _columns.SelectMany((column, i) => new[] { AcceptedValues.Find(planned.Old, column), i < row.Values.Count ? row.Values[i].ToString() : null });
        Write([
            row.Line.ToString(CultureInfo.InvariantCulture),
            row.Problem is null ? row.UserId : Safe(row.UserId),
            result.ToString().ToLowerInvariant(),
            .. values,
            Safe(reason),
        ]);
    }

    public void Dispose() => _csv.Dispose();

    private void Write(IEnumerable<string?> fields)
    {
        foreach (var field in fields)
        {
            _csv.WriteField(field);
        }

        _csv.EndRecord();
    }

    /// <summary>
    /// Quotes text that begins like a formula, full-width signs of East Asian keyboards included. The guard of the CSV library
    /// would quote negative numbers too.
    /// </summary>
    private static string? Safe(string? text) =>
        text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '\uff1d' or '\uff0b' or '\uff0d' or '\uff20', ..] ? "'" + text : text;
}
