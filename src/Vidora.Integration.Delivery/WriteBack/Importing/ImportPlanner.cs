using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Vidora.Integration.Delivery.WriteBack.Exports;
using Vidora.Integration.Delivery.WriteBack.State;

namespace Vidora.Integration.Delivery.WriteBack.Importing;

/// <summary>Reads an export and compares each row with what was accepted last.</summary>
/// <param name="export">The export.</param>
/// <param name="accepted">What was accepted; this closes it.</param>
/// <param name="columns">The numbers of the export's columns in the state file.</param>
/// <param name="fullRun">When unchanged users are written too: the number of the run, whose own writes are not repeated.</param>
/// <param name="erasures">Who is erased; null when nobody knows.</param>
internal sealed class ImportPlanner(
    PredictionExportFile export, AcceptedReader accepted, int[] columns, long? fullRun, DeliveryStore? erasures)
{
    private const int ChunkSize = 1000;

    private readonly StringBuilder _buffer = new();

    public async Task RunAsync(ChannelWriter<IReadOnlyList<PlannedRow>> output, CancellationToken cancellationToken)
    {
        using (accepted)
        {
            using var reader = new PredictionExportReader(export);
            foreach (var rows in reader.ReadRows().Chunk(ChunkSize))
            {
                var erased = await ErasedAsync(erasures, rows.Where(row => row.Problem is null).Select(row => row.Mpid), cancellationToken).ConfigureAwait(false);
                var planned = Array.ConvertAll(rows, row => Plan(row, erased));
                await output.WriteAsync(planned, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Who of these users is erased.</summary>
    public static async Task<IReadOnlySet<string>> ErasedAsync(DeliveryStore? erasures, IEnumerable<long> mpids, CancellationToken cancellationToken) =>
        erasures is null
            ? System.Collections.Immutable.ImmutableHashSet<string>.Empty
            : await erasures.GetForgottenAsync([.. mpids.Select(Text)], cancellationToken).ConfigureAwait(false);

    public static string Text(long mpid) => mpid.ToString(CultureInfo.InvariantCulture);

    private PlannedRow Plan(PredictionExportRow row, IReadOnlySet<string> erased)
    {
        if (row.Problem is not null)
        {
            return new PlannedRow(row, PredictionRowResult.Bad, null, "");
        }

        if (erased.Count > 0 && erased.Contains(Text(row.Mpid)))
        {
            return new PlannedRow(row, PredictionRowResult.Suppressed, null, "");
        }

        var now = AcceptedValues.Write(columns, row.Values, _buffer);
        var (old, run) = accepted.Find(row.Mpid);
        var isSame = old == now || HasSameValues(old, row);
        var result = (old, isSame) switch
        {
            (_, true) when fullRun is null || fullRun == run => PredictionRowResult.Unchanged,
            (_, true) => PredictionRowResult.Resent,
            (null, _) => PredictionRowResult.Added,
            _ => PredictionRowResult.Changed,
        };
        return result == PredictionRowResult.Unchanged
            ? new PlannedRow(row, result, old, "")
            : new PlannedRow(row, result, old, AcceptedValues.Merge(old, now, columns, _buffer));
    }

    private bool HasSameValues(string? old, PredictionExportRow row)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            if (!PredictionNumber.TryParse(AcceptedValues.Find(old, columns[i]), out var value) || value != row.Values[i])
            {
                return false;
            }
        }

        return true;
    }
}
