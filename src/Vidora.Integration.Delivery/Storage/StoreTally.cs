using System.Collections.Immutable;
using Vidora.Integration.Delivery.Sqlite;

namespace Vidora.Integration.Delivery.Storage;

/// <summary>Counts the content of a store, so that no request counts rows.</summary>
/// <remarks>A transaction changes a copy, which the store publishes after the commit.</remarks>
internal sealed record StoreTally
{
    private const int QuarantineOverhead = 128;

    public long Events { get; set; }

    public long Bytes { get; set; }

    public long DeadLetterBytes { get; set; }

    public ImmutableDictionary<string, long> DeadLetters { get; set; } = ImmutableDictionary<string, long>.Empty;

    public long DeadLetterCount { get; set; }

    public long QuarantineItems { get; set; }

    public long QuarantineBytes { get; set; }

    public long ForgottenUsers { get; set; }

    public long OpenErasures { get; set; }

    public long RefusedErasures { get; set; }

    public long HeldRequests { get; set; }

    public long LastId { get; set; }

    /// <summary>Gets or sets the bytes that the disk has for new rows.</summary>
    public long DiskRoom { get; set; } = long.MaxValue;

    public bool HasRoomFor(int events, long bytes, DeliveryLimits limits) =>
        Events + DeadLetterCount + events <= limits.MaxEvents && Bytes + DeadLetterBytes + bytes <= limits.MaxBytes;

    /// <summary>Takes room of the disk for new rows, which are written twice: to the log and to the table. Returns whether there is enough.</summary>
    public bool TakeDiskRoom(long bytes)
    {
        if (DiskRoom < 2 * bytes)
        {
            return false;
        }

        DiskRoom -= DiskRoom == long.MaxValue ? 0 : 2 * bytes;
        return true;
    }

    /// <summary>Returns whether the quarantine has room for an item. The overhead of an item counts, so empty items are bounded too.</summary>
    public bool HasQuarantineRoomFor(long bytes, DeliveryLimits limits) =>
        QuarantineBytes + bytes + ((QuarantineItems + 1) * QuarantineOverhead) <= limits.MaxQuarantineBytes;

    public void AddEvent(int count, long bytes)
    {
        Events += count;
        Bytes += bytes;
    }

    public void AddDeadLetters(string reason, long count, long bytes)
    {
        var now = DeadLetters.GetValueOrDefault(reason) + count;
        DeadLetters = now > 0 ? DeadLetters.SetItem(reason, now) : DeadLetters.Remove(reason);
        DeadLetterCount += count;
        DeadLetterBytes += bytes;
    }

    public DeliveryStoreStatus ToStatus(
        int leased, DateTimeOffset? oldest, DeliveryLimits limits, DiskStatus disk, DateTimeOffset? oldestRequest = null) => new()
    {
        Events = Events,
        Bytes = Bytes,
        Leased = leased,
        OldestAcceptedAt = oldest,
        OldestRequestAt = oldestRequest,
        DeadLetters = DeadLetters,
        DeadLetterBytes = DeadLetterBytes,
        QuarantineItems = QuarantineItems,
        QuarantineBytes = QuarantineBytes,
        ForgottenUsers = ForgottenUsers,
        OpenErasures = OpenErasures,
        RefusedErasures = RefusedErasures,
        HeldRequests = HeldRequests,
        Fullness = Math.Max(
            disk.Fullness,
            Math.Max(
                (double)(Events + DeadLetterCount) / Math.Max(1, limits.MaxEvents),
                (double)(Bytes + DeadLetterBytes) / Math.Max(1, limits.MaxBytes))),
        FreeDiskBytes = disk.FreeBytes,
        DiskFullness = disk.Fullness,
    };
}
