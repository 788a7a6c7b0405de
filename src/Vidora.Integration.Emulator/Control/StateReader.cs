using Vidora.Integration.Emulator.Feed;
using Vidora.Integration.Emulator.Hosting;
using Vidora.Integration.Emulator.Storage;

namespace Vidora.Integration.Emulator.Control;

/// <summary>Reads the counts of all parts of the emulator.</summary>
internal sealed class StateReader(EventStore store, UserStore users, RequestCounts requests)
{
    public EmulatorState Read()
    {
        var counts = store.Counts();
        var (total, byRoute, byStatus) = requests.Snapshot();
        return new EmulatorState
        {
            Received = counts.Received,
            Valid = counts.Valid,
            Invalid = counts.Invalid,
            Warned = counts.Warned,
            Kept = counts.Kept,
            ByType = counts.ByType,
            ByReason = counts.ByReason,
            Users = users.Count(development: false),
            FeedBatches = users.Batches,
            FeedDuplicates = users.Duplicates,
            Requests = total,
            RequestsByRoute = byRoute,
            RequestsByStatus = byStatus,
        };
    }
}
