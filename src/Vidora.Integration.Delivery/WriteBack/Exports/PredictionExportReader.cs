using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using CsvHelper;
using Vidora.Integration.Delivery.WriteBack.Exports;

namespace Vidora.Integration.Delivery;

/// <summary>
/// Reads an export row by row. What is wrong with a row is part of the row; what is wrong with the file is an exception. Memory does
/// not grow with the file, but for the ids that were seen: at most 22 bytes a user.
/// </summary>
public sealed class PredictionExportReader : IDisposable
{
    private const int LongestRecord = 64 * 1024;
    private const int LongestId = 100;

    private readonly CsvReader _csv;
    private readonly int _fields;
    private readonly int _userField;
    private readonly int[] _valueFields;
    private readonly ValueRule[] _rules;
    private readonly UserIdSet _seen = new();
    private readonly string _path;
    private long _malformedLine;

    /// <summary>Opens an export and reads its header.</summary>
    /// <param name="export">The export.</param>
    /// <exception cref="PredictionExportException">It cannot be read, or the header does not say what to take.</exception>
    /// <exception cref="ArgumentException">The pipeline's name cannot be part of an attribute's name.</exception>
    public PredictionExportReader(PredictionExportFile export)
    {
        ArgumentNullException.ThrowIfNull(export);
        PredictionAttributeName.Normalize(export.Pipeline);
        _path = export.Path;
        var options = new CsvReaderOptions
        {
            Separator = ExportStream.FindDelimiter(export),
            HasHeader = false,
            MaxRecordSize = LongestRecord,
            TrackLineNumbers = true,
            IncludeValuesInExceptions = false,
            OnMalformedRecord = malformed => _malformedLine = malformed.LineNumber,
        };
        _csv = CsvReader.Create(ExportStream.Open(export), options);
        try
        {
            var titles = Next() ? ReadTitles() : throw new PredictionExportException(ExportAnomalyKind.NoRows, "The export is empty: it has not even a header.");
            _fields = titles.Length;
            _userField = FindUserColumn(titles, export.UserColumn);
            (Columns, _valueFields, MissingColumns) = FindColumns(titles, export);
            _rules = [.. Columns.Select(column => RuleFor(column, export))];
        }
        catch
        {
            _csv.Dispose();
            throw;
        }
    }

    private enum ValueRule
    {
        Any,
        Fraction,
        Percent,
    }

    /// <summary>The columns that are taken.</summary>
    public IReadOnlyList<PredictionColumn> Columns { get; }

    /// <summary>The columns that were asked for and are not there.</summary>
    public IReadOnlyList<string> MissingColumns { get; }

    /// <summary>Reads on to the end. Can be enumerated once.</summary>
    /// <exception cref="PredictionExportException">The file is damaged, such as cut off in the middle of its compression.</exception>
    public IEnumerable<PredictionExportRow> ReadRows()
    {
        while (Next())
        {
            yield return ReadRow();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _csv.Dispose();

    private static int FindUserColumn(string[] titles, string? asked)
    {
        if (asked is not null)
        {
            var found = Array.FindIndex(titles, title => Same(title, asked));
            return found >= 0
                ? found
                : throw new PredictionExportException(ExportAnomalyKind.UserColumn, $"The export has no column \"{asked}\" for the users; it has {List(titles)}.");
        }

        var candidates = Enumerable.Range(0, titles.Length).Where(i => NormalOf(titles[i]) is "user_id" or "userid" or "user" or "id" or "mpid").ToList();
        return candidates.Count switch
        {
            1 => candidates[0],
            0 => throw new PredictionExportException(
                ExportAnomalyKind.UserColumn, $"No column is called user_id, userid, user, id or mpid; name the one with the MPIDs. The export has {List(titles)}; its first line must be the titles."),
            _ => throw new PredictionExportException(
                ExportAnomalyKind.UserColumn, $"Several columns could hold the users ({List(candidates.Select(i => titles[i]))}); name the one with the MPIDs."),
        };
    }

    private static ValueRule RuleFor(PredictionColumn column, PredictionExportFile export)
    {
        if (column.Attribute.Column == PredictionAttributeName.PercentileColumn)
        {
            return export.PercentileScale == PercentileScale.ZeroToHundred ? ValueRule.Percent : ValueRule.Fraction;
        }

        if (column.Attribute.Column != PredictionAttributeName.ScoreColumn)
        {
            return ValueRule.Any;
        }

        if (export.Type is { } type)
        {
            return type == VidoraPipelineType.FutureEvents || type == VidoraPipelineType.Uplift
                || type == VidoraPipelineType.Classification || type == VidoraPipelineType.LookAlike
                ? ValueRule.Fraction
                : ValueRule.Any;
        }

        return NormalOf(column.Title) is "conversion_probability" or "probability" or "uplift" ? ValueRule.Fraction : ValueRule.Any;
    }

    private static string? NormalOf(string title) => title.Any(char.IsLetterOrDigit) ? PredictionAttributeName.Normalize(title) : null;

    private static bool Same(string title, string asked) => title == asked || (NormalOf(title) is { } normal && normal == NormalOf(asked));

    /// <summary>Titles, but nothing that looks like a row: without a line of titles, these are somebody's id and values.</summary>
    private static string List(IEnumerable<string> titles) => string.Join(
        ", ",
        titles.Take(20).Select(title => !title.Any(char.IsLetter) || title.Count(char.IsDigit) > 2 || title.Contains('@', StringComparison.Ordinal)
            ? "one that is no title"
            : $"\"{(title.Length > 60 ? title[..60] + "…" : title)}\""));

    private static bool TryParseUser(ReadOnlySpan<byte> text, out long mpid) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out mpid)
        && mpid != 0
        && text[0] != '+'
        && text[text[0] == '-' ? 1 : 0] != '0';

    private static PredictionNumber Hundredth(string text, PredictionNumber number) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact)
        && PredictionNumber.TryParse((exact / 100).ToString(CultureInfo.InvariantCulture), out var hundredth)
            ? hundredth
            : new PredictionNumber(number.Value / 100);

    private (IReadOnlyList<PredictionColumn> Columns, int[] Fields, IReadOnlyList<string> Missing) FindColumns(string[] titles, PredictionExportFile export)
    {
        var missing = export.Columns?.Where(asked => !Array.Exists(titles, title => Same(title, asked))).ToList() ?? [];
        var fields = Enumerable.Range(0, titles.Length)
            .Where(i => i != _userField && (export.Columns is null || export.Columns.Any(asked => Same(titles[i], asked))))
            .ToArray();
        if (fields.Length == 0)
        {
            throw new PredictionExportException(
                ExportAnomalyKind.NoColumns,
                export.Columns is null
                    ? "The export has no column beside the users'."
                    : $"None of the columns asked for ({List(export.Columns)}) is in the export; it has {List(titles)}.");
        }

        try
        {
            var columns = Array.ConvertAll(fields, field => new PredictionColumn(export.Pipeline, titles[field], export.Vendor));
            PredictionColumn.ThrowIfAmbiguous(columns);
            return (columns, fields, missing);
        }
        catch (ArgumentException e)
        {
            throw new PredictionExportException(ExportAnomalyKind.ColumnName, e.Message.Split(" (Parameter '")[0]);
        }
    }

    private string[] ReadTitles() => [.. Enumerable.Range(0, _csv.FieldCount).Select(_csv.GetString)];

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
                $"The export {_path} cannot be read beyond line {_csv.LineNumber}: a row is longer than {LongestRecord} bytes, as when a quote is not closed."));
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
        if (_csv.FieldCount != _fields)
        {
            return Bad(line, 0, BadRowReason.FieldCount);
        }

        if (_malformedLine == line)
        {
            return Bad(line, 0, BadRowReason.Quotes);
        }

        if (!TryParseUser(_csv.GetSpan(_userField), out var mpid))
        {
            return Bad(line, 0, BadRowReason.UserId);
        }

        var values = new PredictionNumber[_valueFields.Length];
        for (var i = 0; i < values.Length; i++)
        {
            if (!TryRead(_csv.GetSpan(_valueFields[i]), _rules[i], out values[i], out var problem))
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
        var user = _userField < _csv.FieldCount ? _csv.GetString(_userField) : "";
        return new(line, user.Length <= LongestId ? user : user[..LongestId], mpid, [], reason, column);
    }

    private static bool TryRead(ReadOnlySpan<byte> field, ValueRule rule, out PredictionNumber number, [NotNullWhen(false)] out BadRowReason? problem)
    {
        var text = field.Length <= PredictionNumber.MaxLength ? Encoding.UTF8.GetString(field) : null;
        problem = !PredictionNumber.TryParse(text, out number) ? BadRowReason.NotANumber
            : rule == ValueRule.Fraction && number.Value is (< 0 or > 1) ? BadRowReason.OutOfRange
            : rule == ValueRule.Percent && number.Value is (< 0 or > 100) ? BadRowReason.OutOfRange
            : null;
        if (problem is null && rule == ValueRule.Percent)
        {
            number = Hundredth(text!, number);
        }

        return problem is null;
    }
}
