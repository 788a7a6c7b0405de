using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using CsvHelper;

namespace Vidora.Integration.Delivery.WriteBack.Exports;

/// <summary>
/// Reads an export row by row, and opens it once. A bad row is a row with a problem; a bad file is an exception. Memory grows with
/// the user ids only, by at most 22 bytes each.
/// </summary>
internal sealed class PredictionExportReader : IDisposable
{
    private const int LongestRecord = 64 * 1024;
    private const int LongestId = 100;

    private readonly ExportStream _stream;
    private readonly CsvReader _csv;
    private readonly ExportColumns _columns;
    private readonly UserIdSet _seen = new();
    private readonly string _path;
    private long _malformedLine;

    /// <exception cref="PredictionExportException">The file cannot be read, or its titles do not say which columns to read.</exception>
    /// <exception cref="ArgumentException">The pipeline's name cannot be part of an attribute's name.</exception>
    public PredictionExportReader(PredictionExportFile export)
    {
        PredictionAttributeName.Normalize(export.Pipeline);
        _path = export.Path;
        _stream = new ExportStream(export);
        _csv = CsvReader.Create(_stream, new CsvReaderOptions
        {
            Separator = _stream.Delimiter,
            HasHeader = false,
            MaxRecordSize = LongestRecord,
            TrackLineNumbers = true,
            IncludeValuesInExceptions = false,
            OnMalformedRecord = malformed => _malformedLine = malformed.LineNumber,
        });
        try
        {
            _columns = Next()
                ? new ExportColumns([.. Enumerable.Range(0, _csv.FieldCount).Select(_csv.GetString)], export)
                : throw new PredictionExportException(ExportAnomalyKind.NoRows, "The export is empty: it has no header.");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Gets the columns to write.</summary>
    public IReadOnlyList<PredictionColumn> Columns => _columns.Predictions;

    /// <summary>Gets the columns asked for that the export does not have.</summary>
    public IReadOnlyList<string> MissingColumns => _columns.Missing;

    /// <summary>Gets whether the file is cut off in its last line, once all rows are read.</summary>
    public bool IsCutOff => _stream.IsCutOff;

    /// <summary>Gets the hash of the content, once all rows are read.</summary>
    public string ContentHash => _stream.Hash;

    /// <summary>Reads the rows to the end, once.</summary>
    /// <exception cref="PredictionExportException">The file is damaged, for example cut off.</exception>
    public IEnumerable<PredictionExportRow> ReadRows()
    {
        PredictionExportRow? last = null;
        while (Next())
        {
            if (last is not null)
            {
                yield return last;
            }

            last = ReadRow();
        }

        if (last is not null)
        {
            yield return IsCutOff ? new PredictionExportRow(last.Line, last.UserId, last.Mpid, [], BadRowReason.CutOff, null) : last;
        }
    }

    public void Dispose()
    {
        _csv.Dispose();
        _stream.Dispose();
    }

    private static bool TryParseUser(ReadOnlySpan<byte> text, out long mpid) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out mpid)
        && mpid != 0
        && text[0] != '+'
        && text[text[0] == '-' ? 1 : 0] != '0';

    private static bool TryRead(ReadOnlySpan<byte> field, ExportValueRule rule, out PredictionNumber number, [NotNullWhen(false)] out BadRowReason? problem)
    {
        var text = field.Length <= PredictionNumber.MaxLength ? Encoding.UTF8.GetString(field) : null;
        problem = !PredictionNumber.TryParse(text, out number) ? BadRowReason.NotANumber
            : rule == ExportValueRule.Fraction && number.Value is (< 0 or > 1) ? BadRowReason.OutOfRange
            : rule == ExportValueRule.Percent && number.Value is (< 0 or > 100) ? BadRowReason.OutOfRange
            : null;
        if (problem is null && rule == ExportValueRule.Percent)
        {
            number = Hundredth(text!, number);
        }

        return problem is null;
    }

    private static PredictionNumber Hundredth(string text, PredictionNumber number) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact)
        && PredictionNumber.TryParse((exact / 100).ToString(CultureInfo.InvariantCulture), out var hundredth)
            ? hundredth
            : new PredictionNumber(number.Value / 100);

    private bool Next()
    {
        try
        {
            return _csv.Read();
        }
        catch (CsvFormatException)
        {
            throw new PredictionExportException(string.Create(
                CultureInfo.InvariantCulture,
                $"The export {_path} cannot be read beyond line {_csv.LineNumber}: a row is longer than {LongestRecord} bytes. A quote may not be closed."));
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new PredictionExportException(
                string.Create(CultureInfo.InvariantCulture, $"The export {_path} cannot be read beyond line {_csv.LineNumber}: {e.Message}"), e);
        }
    }

    private PredictionExportRow ReadRow()
    {
        var line = _csv.LineNumber;
        if (_csv.FieldCount != _columns.Count)
        {
            return Bad(line, 0, BadRowReason.FieldCount);
        }

        if (_malformedLine == line)
        {
            return Bad(line, 0, BadRowReason.Quotes);
        }

        // .NET's parsers ignore a NUL at the end of a number.
        for (var field = 0; field < _csv.FieldCount; field++)
        {
            if (_csv.GetSpan(field).Contains((byte)0))
            {
                return Bad(line, 0, BadRowReason.Nul);
            }
        }

        if (!TryParseUser(_csv.GetSpan(_columns.User), out var mpid))
        {
            return Bad(line, 0, BadRowReason.UserId);
        }

        var values = new PredictionNumber[_columns.Values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            if (!TryRead(_csv.GetSpan(_columns.Values[i]), _columns.Rules[i], out values[i], out var problem))
            {
                return Bad(line, mpid, problem.Value, Columns[i].Title);
            }
        }

        return _seen.Add(mpid)
            ? new PredictionExportRow(line, null, mpid, values, null, null)
            : Bad(line, mpid, BadRowReason.DuplicateUser);
    }

    private PredictionExportRow Bad(long line, long mpid, BadRowReason reason, string? column = null)
    {
        var user = _columns.User < _csv.FieldCount ? _csv.GetString(_columns.User) : "";
        return new(line, user.Length <= LongestId ? user : user[..LongestId], mpid, [], reason, column);
    }
}
