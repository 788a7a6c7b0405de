using System.Globalization;
using Vidora.Integration.Delivery.Sqlite;

namespace Vidora.Integration.Delivery.Storage;

/// <summary>Reads and writes the dead letters.</summary>
internal static class DeadLetterTable
{
    private const string Filter = "id>$1 AND ($2 IS NULL OR reason=$2) AND ($3 IS NULL OR id IN (SELECT value FROM json_each($3)))";

    public static AcceptResult Add(StoreWrite write, IReadOnlyList<VidoraEvent> events, IReadOnlyList<SendOutcome> outcomes)
    {
        var tally = write.Tally;
        var bytes = EventTable.SizeOf(events);
        if (!tally.HasRoomFor(events.Count, bytes, write.Limits) || !tally.TakeDiskRoom(bytes))
        {
            return AcceptResult.Refused(AcceptRefusal.Full);
        }

        var accepted = 0;
        for (var i = 0; i < events.Count; i++)
        {
            var (item, outcome) = (events[i], outcomes[i]);
            if (write.IsForgotten(item.UserId))
            {
                continue;
            }

            Insert(write, ++tally.LastId, item.UserId, outcome.Reason, outcome.Attempts, write.Now, item.Utf8Json);
            accepted++;
        }

        return new AcceptResult { AcceptedEvents = accepted, ForgottenEvents = events.Count - accepted };
    }

    /// <summary>Adds an event that dies now. Its number is new in the table.</summary>
    public static void Insert(
        StoreWrite write, long id, string user, string reason, int attempts, long acceptedAt, ReadOnlyMemory<byte> json)
    {
        write.Session.Execute(
            "INSERT INTO dead(id, size, user, reason, attempts, accepted, died, json) VALUES($1, $2, $3, $4, $5, $6, $7, $8)",
            id,
            json.Length,
            user,
            reason,
            attempts,
            acceptedAt,
            write.Now,
            StoreWrite.ToArray(json));
        write.Tally.AddDeadLetters(reason, 1, json.Length);
    }

    public static List<DeadLetter> List(SqliteSession session, DeadLetterFilter filter, long afterId, int limit) => session.Query(
        row => new DeadLetter
        {
            Id = row.GetInt64(0),
            UserId = row.GetString(1),
            Reason = row.GetString(2),
            Attempts = row.GetInt32(3),
            AcceptedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)),
            DiedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)),
            Utf8Json = row.GetFieldValue<byte[]>(6),
        },
        $"SELECT id, user, reason, attempts, accepted, died, json FROM dead WHERE {Filter} ORDER BY id LIMIT $4",
        afterId,
        filter.Reason,
        ToJson(filter.Ids),
        limit);

    /// <summary>Removes dead letters, and puts them back into the queue when they are to be sent again.</summary>
    /// <returns>How many, and the number of the last.</returns>
    public static (int Count, long LastId) Take(StoreWrite write, DeadLetterFilter filter, long afterId, int limit, bool redrive)
    {
        var letters = write.Session.Query(
            row => (Id: row.GetInt64(0), Reason: row.GetString(1), Size: row.GetInt64(2)),
            $"SELECT id, reason, size FROM dead WHERE {Filter} ORDER BY id LIMIT $4",
            afterId,
            filter.Reason,
            ToJson(filter.Ids),
            limit);
        foreach (var letter in letters)
        {
            if (redrive)
            {
                write.Session.Execute(
                    "INSERT INTO event(id, due, size, count, users, attempts, accepted, json) "
                    + "SELECT id, $1, size, 1, user, 0, accepted, json FROM dead WHERE id=$2",
                    write.Now,
                    letter.Id);
                write.Tally.AddEvent(1, letter.Size);
            }

            Remove(write, letter.Id, letter.Reason, letter.Size);
        }

        return (letters.Count, letters.Count == 0 ? afterId : letters[^1].Id);
    }

    /// <summary>Lists the users who have dead letters.</summary>
    public static List<string> Users(SqliteSession session) =>
        session.Query(row => row.GetString(0), "SELECT DISTINCT user FROM dead INDEXED BY dead_reason");

    /// <summary>Deletes dead letters of users, given as a JSON array. Returns how many.</summary>
    public static int Forget(StoreWrite write, string users)
    {
        var letters = write.Session.Query(
            row => (Id: row.GetInt64(0), Reason: row.GetString(1), Size: row.GetInt64(2)),
            "SELECT id, reason, size FROM dead INDEXED BY dead_reason WHERE user IN (SELECT value FROM json_each($1))",
            users);
        letters.ForEach(letter => Remove(write, letter.Id, letter.Reason, letter.Size));
        return letters.Count;
    }

    private static void Remove(StoreWrite write, long id, string reason, long size)
    {
        write.Session.Execute("DELETE FROM dead WHERE id=$1", id);
        write.Tally.AddDeadLetters(reason, -1, -size);
    }

    private static string? ToJson(IEnumerable<long>? ids) =>
        ids is null ? null : "[" + string.Join(',', ids.Select(id => id.ToString(CultureInfo.InvariantCulture))) + "]";
}
