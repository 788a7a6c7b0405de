using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Vidora.Integration.Delivery.WriteBack.Exports;
using Vidora.Integration.Delivery.WriteBack.State;

namespace Vidora.Integration.Delivery.WriteBack.Importing;

/// <summary>Says how a row ends.</summary>
internal enum PredictionRowResult
{
    Added,
    Changed,
    Resent,
    Unchanged,
    Bad,
    Rejected,
    Suppressed,
}

/// <summary>Holds a row and its planned result.</summary>
/// <param name="Row">The row.</param>
/// <param name="Result">The result if mParticle accepts the row.</param>
/// <param name="Old">The user's accepted values before, as in the state file; null when there are none.</param>
/// <param name="New">The user's accepted values afterwards; empty when the row is not sent.</param>
internal readonly record struct PlannedRow(PredictionExportRow Row, PredictionRowResult Result, string? Old = null, string New = "")
{
    public bool IsToSend => Result is PredictionRowResult.Added or PredictionRowResult.Changed or PredictionRowResult.Resent;

    public UserPrediction ToUser(IReadOnlyList<PredictionColumn> columns, string runId) => new(Row.Mpid, columns, Row.Values)
    {
        SourceRequestId = string.Create(CultureInfo.InvariantCulture, $"{runId}-{Row.Mpid}"),
    };
}

/// <summary>Reads a checked export and compares each row with the value accepted last.</summary>
/// <param name="export">The export.</param>
/// <param name="summary">The summary of the content that was checked.</param>
/// <param name="state">Finds accepted values.</param>
/// <param name="series">The pipeline's history in the state file.</param>
/// <param name="fullRun">The run that writes unchanged users too; null for changed users only. Values written by this run are unchanged.</param>
/// <param name="erased">Knows the erased users.</param>
internal sealed class ImportPlan(
    PredictionExportFile export, ExportSummary summary, PredictionState state, int series, long? fullRun, ErasedUsers erased)
{
    private const int ChunkSize = 1000;

    private readonly string[] _columns = [.. summary.Columns.Select(column => column.Attribute.Column)];
    private readonly StringBuilder _buffer = new();

    /// <summary>Reads the rows in order.</summary>
    /// <exception cref="PredictionExportException">The export is damaged, or has changed since it was checked.</exception>
    public async IAsyncEnumerable<IReadOnlyList<PlannedRow>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new PredictionExportReader(export);
        using var accepted = state.OpenReader(series);
        foreach (var rows in reader.ReadRows().Chunk(ChunkSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var mpids = rows.Where(row => row.Problem is null).Select(row => row.Mpid);
            var forgotten = await erased.FindAsync(mpids, cancellationToken).ConfigureAwait(false);
            yield return Array.ConvertAll(rows, row => Plan(row, accepted, forgotten));
        }

        if (reader.ContentHash != summary.ContentHash)
        {
            throw new PredictionExportException($"The export {export.Path} is not the file that was checked.");
        }
    }

    private PlannedRow Plan(PredictionExportRow row, AcceptedReader accepted, IReadOnlySet<long> forgotten)
    {
        if (row.Problem is not null)
        {
            return new PlannedRow(row, PredictionRowResult.Bad);
        }

        if (forgotten.Contains(row.Mpid))
        {
            return new PlannedRow(row, PredictionRowResult.Suppressed);
        }

        var now = AcceptedValues.Write(_columns, row.Values, _buffer);
        var (old, run) = accepted.Find(row.Mpid);
        var isSame = old == now || AcceptedValues.AreSame(old, _columns, row.Values);
        var result = (old, isSame) switch
        {
            (_, true) when fullRun is null || fullRun == run => PredictionRowResult.Unchanged,
            (_, true) => PredictionRowResult.Resent,
            (null, _) => PredictionRowResult.Added,
            _ => PredictionRowResult.Changed,
        };
        return new PlannedRow(row, result, old, result == PredictionRowResult.Unchanged ? "" : AcceptedValues.Merge(old, now, _columns, _buffer));
    }
}
