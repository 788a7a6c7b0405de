using System.Text;
using CsvHelper;
using Vidora.Integration.Predictions;

namespace Vidora.Integration.Delivery.WriteBack;

/// <summary>Writes a line per row to a CSV file. What a spreadsheet would run as a formula is written as text.</summary>
internal sealed class ImportResults : IDisposable
{
    private static readonly CsvWriterOptions _options = new() { Injection = CsvInjection.Escape };

    private readonly CsvWriter _csv;
    private readonly int[] _columns;

    private ImportResults(CsvWriter csv, int[] columns)
    {
        _csv = csv;
        _columns = columns;
    }

    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static ImportResults Create(string path, IReadOnlyList<PredictionColumn> columns, int[] numbers)
    {
        var csv = CsvWriter.Create(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read), _options);
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
            _csv.WriteField(row.UserId);
        }

        _csv.WriteField(Name(result));
        for (var i = 0; i < _columns.Length; i++)
        {
            WriteNumber(PredictionNumber.TryParse(AcceptedValues.Find(planned.Old, _columns[i]), out var old) ? old : null);
            WriteNumber(i < row.Values.Count ? row.Values[i] : null);
        }

        _csv.WriteField(reason);
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

    private void WriteNumber(PredictionNumber? number)
    {
        if (number is { } value)
        {
            _csv.WriteField(new Digits(value.ToString()));
        }
        else
        {
            _csv.WriteField("");
        }
    }

    /// <summary>A number as it is written: text would get a mark in front of its minus.</summary>
    private readonly struct Digits(string text) : IUtf8SpanFormattable
    {
        public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
            Encoding.ASCII.TryGetBytes(text, utf8Destination, out bytesWritten);
    }
}
