using CsvHelper;
using Vidora.Integration.Delivery.WriteBack.Exports;
using Vidora.Integration.Delivery.WriteBack.State;

namespace Vidora.Integration.Delivery.WriteBack.Importing;

/// <summary>Writes a line per row to a CSV file. What a spreadsheet would run as a formula is written as text.</summary>
internal sealed class ImportResults : IDisposable
{
    private readonly CsvWriter _csv;
    private readonly int[] _columns;

    private ImportResults(CsvWriter csv, int[] columns)
    {
        _csv = csv;
        _columns = columns;
    }

    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static ImportResults Create(string path, FileMode mode, IReadOnlyList<PredictionColumn> columns, int[] numbers)
    {
        var csv = CsvWriter.Create(new FileStream(path, mode, FileAccess.Write, FileShare.Read), CsvWriterOptions.Default);
        csv.WriteField("line");
        csv.WriteField("user_id");
        csv.WriteField("result");
        foreach (var column in columns)
        {
            csv.WriteField($"{column.Attribute.Column} old");
            csv.WriteField($"{column.Attribute.Column} new");
        }

        csv.WriteField("reason");
        csv.EndRecord();
        return new ImportResults(csv, numbers);
    }

    public void Write(PlannedRow planned, PredictionRowResult result, string? reason)
    {
        var row = planned.Row;
        _csv.WriteField(row.Line);
        if (row.Problem is null)
        {
            _csv.WriteField(row.Mpid);
        }
        else
        {
            _csv.WriteField(Safe(row.UserId));
        }

        _csv.WriteField(Name(result));
        for (var i = 0; i < _columns.Length; i++)
        {
            _csv.WriteField(AcceptedValues.Find(planned.Old, _columns[i]));
            _csv.WriteField(i < row.Values.Count ? row.Values[i].ToString() : null);
        }

        _csv.WriteField(Safe(reason));
        _csv.EndRecord();
    }

    public void Dispose() => _csv.Dispose();

    private static string Name(PredictionRowResult result) => result switch
    {
        PredictionRowResult.Added => "added",
        PredictionRowResult.Changed => "changed",
        PredictionRowResult.Resent => "resent",
        PredictionRowResult.Unchanged => "unchanged",
        PredictionRowResult.Bad => "bad",
        PredictionRowResult.Rejected => "rejected",
        _ => "suppressed",
    };

    /// <summary>
    /// Text as text, also where a spreadsheet reads the wide signs of East Asian keyboards: the writer's own guard would mark negative
    /// numbers too.
    /// </summary>
    private static string? Safe(string? text) =>
        text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '\uff1d' or '\uff0b' or '\uff0d' or '\uff20', ..] ? "'" + text : text;
}
