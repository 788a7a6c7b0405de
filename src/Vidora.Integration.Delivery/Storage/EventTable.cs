using Vidora.Integration.Delivery.Sqlite;

namespace Vidora.Integration.Delivery.Storage;

/// <summary>Reads and writes the events that wait.</summary>
internal static class EventTable
{
    public static AcceptResult Append(StoreWrite write, IReadOnlyList<VidoraEvent> events)
    {
        var (session, tally) = (write.Session, write.Tally);
        var bytes = SizeOf(events);
        if (!tally.HasRoomFor(events.Count, bytes, write.Limits) || !tally.TakeDiskRoom(bytes))
        {
            return AcceptResult.Refused(AcceptRefusal.Full);
        }

        var accepted = 0;
        foreach (var item in events)
        {
            if (write.IsForgotten(item.UserId))
            {
                continue;
            }

            var size = item.Utf8Json.Length;
            session.Execute(
                "INSERT INTO event(id, due, size, user, attempts, accepted, json) VALUES($1, $2, $3, $4, 0, $2, $5)",
                ++tally.LastId,
                write.Now,
                size,
                item.UserId,
                StoreWrite.ToArray(item.Utf8Json));
            tally.AddEvent(1, size);
            accepted++;
        }

        return new AcceptResult { AcceptedEvents = accepted, ForgottenEvents = events.Count - accepted };
    }

    public static long SizeOf(IReadOnlyList<VidoraEvent> events) => events.Sum(item => (long)item.Utf8Json.Length);

    /// <summary>Reads the due events that no sender has leased.</summary>
    public static EventLease Read(SqliteSession session, LeaseTable leases, int maxEvents, long maxBytes, long now, long longest)
    {
        // One snapshot for both queries: an event that is free in the lease table and in this snapshot has not been settled.
        session.Execute("BEGIN");
        try
        {
            var ids = Choose(session, leases, maxEvents, maxBytes, now, longest, out var nextDue);
            return new EventLease(ids.ConvertAll(id => Read(session, id)), nextDue);
        }
        finally
        {
            session.Execute("COMMIT");
        }
    }

    public static int Settle(StoreWrite write, IReadOnlyList<QueuedEvent> events, IReadOnlyList<SendOutcome> outcomes)
    {
        for (var i = 0; i < events.Count; i++)
        {
            Settle(write, events[i], outcomes[i]);
        }

        return events.Count;
    }

    /// <summary>Makes never-sent events due, also when the clock was ahead while they were accepted.</summary>
    public static int MakeNewDue(SqliteSession session, long now) =>
        session.Execute("UPDATE event SET due=$1 WHERE due>$1 AND attempts=0", now);

    /// <summary>Deletes events of users, given as a JSON array. Returns how many.</summary>
    public static int Forget(StoreWrite write, string users)
    {
        var events = write.Session.Query(
            row => (Id: row.GetInt64(0), Size: row.GetInt64(1)),
            "SELECT id, size FROM event INDEXED BY event_due WHERE user IN (SELECT value FROM json_each($1))",
            users);
        events.ForEach(item => Remove(write, item.Id, item.Size));
        return events.Count;
    }

    /// <remarks>An event that is due later than the longest delay allows is due now: the clock was ahead when its time was set.</remarks>
    private static List<long> Choose(
        SqliteSession session, LeaseTable leases, int maxEvents, long maxBytes, long now, long longest, out DateTimeOffset? nextDue)
    {
        var chosen = new List<long>();
        long bytes = 0;
        var next = Take(long.MinValue, now);
        if (next > now)
        {
            Take(now + longest, long.MaxValue);
        }

        nextDue = next is { } due ? DateTimeOffset.FromUnixTimeMilliseconds(due) : null;
        return chosen;

        // Returns when the first free event that was not taken is due.
        long? Take(long after, long latest)
        {
            using var row = session.Command("SELECT id, due, size FROM event INDEXED BY event_due WHERE due>$1 ORDER BY due, id", after)
                .ExecuteReader();
            while (row.Read())
            {
                var (id, due, size) = (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2) + 1);
                if (leases.Contains(id))
                {
                    continue;
                }

                if (due > latest || chosen.Count == maxEvents || (bytes + size > maxBytes && chosen.Count > 0))
                {
                    return due;
                }

                chosen.Add(id);
                bytes += size;
            }

            return null;
        }
    }

    private static QueuedEvent Read(SqliteSession session, long id)
    {
        using var row = session.Command("SELECT attempts, accepted, json FROM event WHERE id=$1", id).ExecuteReader();
        row.Read();
        return new QueuedEvent
        {
            Id = id,
            Attempts = row.GetInt32(0),
            AcceptedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)),
            Utf8Json = row.GetFieldValue<byte[]>(2),
        };
    }

    private static void Settle(StoreWrite write, QueuedEvent queued, SendOutcome outcome)
    {
        switch (outcome.Status)
        {
            case SendStatus.Accepted:
                Remove(write, queued.Id, queued.Utf8Json.Length);
                break;
            case SendStatus.Retry:
                write.Session.Execute(
                    "UPDATE event SET due=$1, attempts=attempts+1 WHERE id=$2",
                    outcome.RetryAt!.Value.ToUnixTimeMilliseconds(),
                    queued.Id);
                break;
            case SendStatus.Dead:
                write.Session.Execute(
                    "INSERT INTO dead(id, size, user, reason, attempts, accepted, died, json) "
                    + "SELECT id, size, user, $1, attempts+1, accepted, $2, json FROM event WHERE id=$3",
                    outcome.Reason,
                    write.Now,
                    queued.Id);
                if (Remove(write, queued.Id, queued.Utf8Json.Length))
                {
                    write.Tally.AddDeadLetters(outcome.Reason, 1, queued.Utf8Json.Length);
                }

                break;
        }
    }

    private static bool Remove(StoreWrite write, long id, long size)
    {
        if (write.Session.Execute("DELETE FROM event WHERE id=$1", id) == 0)
        {
            return false;
        }

        write.Tally.AddEvent(-1, -size);
        return true;
    }
}
