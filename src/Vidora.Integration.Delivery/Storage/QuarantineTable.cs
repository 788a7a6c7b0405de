using Microsoft.Data.Sqlite;
using Vidora.Integration.Delivery.Sqlite;

namespace Vidora.Integration.Delivery.Storage;

/// <summary>Reads and writes the quarantine.</summary>
internal static class QuarantineTable
{
    public static bool Add(StoreWrite write, ReadOnlyMemory<byte> content, QuarantineReason reason, string? userId)
    {
        var (session, tally) = (write.Session, write.Tally);
        if (userId is not null && write.IsForgotten(userId))
        {
            return false;
        }

        if (!tally.TakeDiskRoom(content.Length))
        {
            throw new SqliteException("The disk has no room.", SqliteFile.Full);
        }

        while (!tally.HasQuarantineRoomFor(content.Length, write.Limits))
        {
            foreach (var item in Find(session, "ORDER BY id LIMIT 100").TakeWhile(_ => !tally.HasQuarantineRoomFor(content.Length, write.Limits)))
            {
                Remove(write, item.Id, item.Size);
            }
        }

        session.Execute(
            "INSERT INTO quarantine(received, size, user, reason, content) VALUES($1, $2, $3, $4, $5)",
            write.Now,
            content.Length,
            userId,
            (int)reason,
            StoreWrite.ToArray(content));
        tally.QuarantineItems++;
        tally.QuarantineBytes += content.Length;
        return true;
    }

    public static List<QuarantineItem> List(SqliteSession session, long afterId, int limit) => session.Query(
        row => new QuarantineItem
        {
            Id = row.GetInt64(0),
            Reason = (QuarantineReason)row.GetInt32(1),
            ReceivedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)),
            UserId = row.IsDBNull(3) ? null : row.GetString(3),
            Content = row.GetFieldValue<byte[]>(4),
        },
        "SELECT id, reason, received, user, content FROM quarantine WHERE id>$1 ORDER BY id LIMIT $2",
        afterId,
        limit);

    /// <summary>Lists items with the beginning of their content, and their size.</summary>
    public static List<(QuarantineItem Item, long Size)> ListHeads(SqliteSession session, long afterId, int limit, int bytes) => session.Query(
        row => (
            new QuarantineItem
            {
                Id = row.GetInt64(0),
                Reason = (QuarantineReason)row.GetInt32(1),
                ReceivedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)),
                UserId = row.IsDBNull(3) ? null : row.GetString(3),
                Content = row.GetFieldValue<byte[]>(4),
            },
            row.GetInt64(5)),
        "SELECT id, reason, received, user, substr(content, 1, $3), size FROM quarantine WHERE id>$1 ORDER BY id LIMIT $2",
        afterId,
        limit,
        bytes);

    public static long Purge(StoreWrite write, DateTimeOffset? receivedBefore)
    {
        var items = Find(
            write.Session,
            "INDEXED BY quarantine_received WHERE received<$1",
            receivedBefore?.ToUnixTimeMilliseconds() ?? long.MaxValue);
        items.ForEach(item => Remove(write, item.Id, item.Size));
        return items.Count;
    }

    /// <summary>Deletes items in which a test finds forgotten users. Returns how many.</summary>
    public static int Forget(StoreWrite write, FindsTraces areIn)
    {
        var found = new List<(long Id, long Size)>();
        using (var row = write.Session.Command("SELECT id, size, user, content FROM quarantine").ExecuteReader())
        {
            while (row.Read())
            {
                if (areIn(row.IsDBNull(2) ? null : row.GetString(2), row.GetFieldValue<byte[]>(3)))
                {
                    found.Add((row.GetInt64(0), row.GetInt64(1)));
                }
            }
        }

        found.ForEach(item => Remove(write, item.Id, item.Size));
        return found.Count;
    }

    /// <summary>Deletes items by number. Returns how many there were.</summary>
    public static long Remove(StoreWrite write, IReadOnlyCollection<long> ids)
    {
        var items = ids.SelectMany(id => Find(write.Session, "WHERE id=$1", id)).ToList();
        items.ForEach(item => Remove(write, item.Id, item.Size));
        return items.Count;
    }

    private static List<(long Id, long Size)> Find(SqliteSession session, string which, params ReadOnlySpan<object?> values) =>
        session.Query(row => (row.GetInt64(0), row.GetInt64(1)), "SELECT id, size FROM quarantine " + which, values);

    private static void Remove(StoreWrite write, long id, long size)
    {
        write.Session.Execute("DELETE FROM quarantine WHERE id=$1", id);
        write.Tally.QuarantineItems--;
        write.Tally.QuarantineBytes -= size;
    }
}
