using System.Globalization;
using Vidora.Integration.Delivery.WriteBack.Exports;
using Vidora.Integration.Delivery.WriteBack.State;

namespace Vidora.Integration.Delivery.WriteBack.Importing;

/// <summary>Finds anomalies of an export as a whole, before anything is sent.</summary>
internal static class SanityGate
{
    public static IReadOnlyList<ExportAnomaly> Judge(ExportSummary export, AppliedExport? last)
    {
        var anomalies = new List<ExportAnomaly>();
        foreach (var column in export.MissingColumns)
        {
            Add(ExportAnomalyKind.MissingColumn, $"The export has no column \"{column}\", which was asked for.");
        }

        if (export.Rows == 0)
        {
            Add(ExportAnomalyKind.NoRows, $"The export has no rows.");
        }

        if (export.IsCutOff)
        {
            Add(ExportAnomalyKind.CutOff, $"The last line of the export has no line end and the others have one: the file may be cut off. Export it again.");
        }

        if (export.BadRows * 100 > export.Rows)
        {
            Add(ExportAnomalyKind.ManyBadRows, $"{export.BadRows:N0} of {export.Rows:N0} rows are bad; more than 1 % is too much.");
        }

        foreach (var column in export.ConstantColumns)
        {
            Add(ExportAnomalyKind.ConstantColumn, $"All {export.Rows - export.BadRows:N0} good rows have the same value in the column \"{column.Title}\".");
        }

        if (last is not null && export.Rows * 2 < last.Rows)
        {
            Add(ExportAnomalyKind.FewRows, $"The export has {export.Rows:N0} rows, fewer than half of the {last.Rows:N0} of the one applied last.");
        }

        if (last is not null && export.ExportedAt.ToUnixTimeMilliseconds() < last.ExportedAt.ToUnixTimeMilliseconds())
        {
            Add(ExportAnomalyKind.OldExport, $"The export is of {Time(export.ExportedAt)}, older than the one applied last, of {Time(last.ExportedAt)}.");
        }

        return anomalies;

        void Add(ExportAnomalyKind kind, FormattableString message) =>
            anomalies.Add(new ExportAnomaly(kind, message.ToString(CultureInfo.InvariantCulture)));
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
