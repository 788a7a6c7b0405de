using System.Globalization;
using Vidora.Integration.Delivery.Sqlite;

namespace Vidora.Integration.Delivery.Storage;

/// <summary>Reads and writes the data subject requests that a person must act on.</summary>
internal static class HeldTable
{
    /// <summary>Bounds the requests. A sender keeps what is not accepted.</summary>
    private const int MaxRequests = 100_000;

    /// <summary>Adds a request. Returns false when there are too many. A request that is known by its id and reason is added once.</summary>
    public static bool Add(StoreWrite write, HeldReason reason, Guid? requestId, ReadOnlyMemory<byte> content)
    {
        var id = requestId?.ToString("D", CultureInfo.InvariantCulture);
        if (id is not null && write.Session.Scalar("SELECT 1 FROM held WHERE request=$1 AND reason=$2", id, (int)reason) is not null)
        {
            return true;
        }

        if (write.Tally.HeldRequests >= MaxRequests)
        {
            return false;
        }

        write.Session.Execute(
            "INSERT INTO held(received, reason, request, content) VALUES($1, $2, $3, $4)",
            write.Now,
            (int)reason,
            id,
            StoreWrite.ToArray(content));
        write.Tally.HeldRequests++;
        return true;
    }

    public static List<HeldRequest> List(SqliteSession session, long afterId, int limit) => session.Query(
        row => new HeldRequest
        {
            Id = row.GetInt64(0),
            Reason = (HeldReason)row.GetInt32(1),
            ReceivedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)),
            RequestId = row.IsDBNull(3) ? null : Guid.ParseExact(row.GetString(3), "D"),
            Content = row.GetFieldValue<byte[]>(4),
        },
        "SELECT id, reason, received, request, content FROM held WHERE id>$1 ORDER BY id LIMIT $2",
        afterId,
        limit);

    public static bool Close(StoreWrite write, long id)
    {
        var closed = write.Session.Execute("DELETE FROM held WHERE id=$1", id);
        write.Tally.HeldRequests -= closed;
        return closed > 0;
    }
}
