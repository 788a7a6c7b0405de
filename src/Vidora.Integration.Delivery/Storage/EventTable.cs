using Vidora.Integration.Delivery.Sqlite;

namespace Vidora.Integration.Delivery.Storage;

/// <summary>Reads and writes the events that wait.</summary>
internal static class EventTable
{
    private static readonly SendOutcome _forgotten = new(SendStatus.Rejected, "forgotten");

    public static AcceptResult Append(StoreWrite write, IReadOnlyList<VidoraEvent> events, string? trace = null)
    {
        var tally = write.Tally;
        var bytes = SizeOf(events);
        if (!tally.HasRoomFor(events.Count, bytes, write.Limits) || !tally.TakeDiskRoom(bytes))
        {
            return AcceptResult.Refused(AcceptRefusal.Full);
        }

        var accepted = 0;
        foreach (var item in events)
        {
            if (tally.ForgottenUsers == 0 || !write.IsForgotten(item.UserId))
            {
                write.Appended.Add(item, ++tally.LastId, write.Now, trace);
                tally.AddEvent(1, item.Utf8Json.Length);
                accepted++;
            }
        }

        return new AcceptResult { AcceptedEvents = accepted, ForgottenEvents = events.Count - accepted };
    }

    public static long SizeOf(IReadOnlyList<VidoraEvent> events) => events.Sum(item => (long)item.Utf8Json.Length);

    /// <summary>Adds a row; its events are new in the file.</summary>
    public static void Insert(SqliteSession session, EventRow row) => session.Execute(
        "INSERT INTO event(id, due, size, count, users, attempts, accepted, json, trace) VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        row.Id,
        row.Due,
        row.Events.Sum(json => (long)json.Length),
        row.Count,
        row.Users,
        row.Attempts,
        row.AcceptedAt,
        EventRow.Join(row.Events),
        row.Trace);

    /// <summary>Reads the due events that no sender has leased.</summary>
    public static EventLease Read(SqliteSession session, LeaseTable leases, int maxEvents, long maxBytes, long now, long longest)
    {
        // One snapshot for both queries: an event that is free in the lease table and in this snapshot has not been settled.
        session.Execute("BEGIN");
        try
        {
            var rows = Choose(session, leases, maxEvents, maxBytes, now, longest, out var nextDue);
            var events = rows.SelectMany(id => Free(Find(session, id)!, leases)).ToList();
            if (rows.Count == 1)
            {
                KeepWhatFits(events, maxEvents, maxBytes);
            }

            return new EventLease(events, nextDue);
        }
        finally
        {
            session.Execute("COMMIT");
        }
    }

    public static int Settle(StoreWrite write, IReadOnlyList<QueuedEvent> events, IReadOnlyList<SendOutcome> outcomes)
    {
        for (var first = 0; first < events.Count;)
        {
            var end = first + 1;
            while (end < events.Count && events[end].RowId == events[first].RowId)
            {
                end++;
            }

            var row = events.Skip(first).Take(end - first).ToList();
            var fates = outcomes.Skip(first).Take(row.Count).ToList();
            if (!SettleWhole(write, row, fates))
            {
                SettleParts(write, row, fates);
            }

            first = end;
        }

        return events.Count;
    }

    /// <summary>Returns the last events that wait, latest first.</summary>
    public static List<VidoraEvent> Latest(SqliteSession session, int limit)
    {
        var events = new List<VidoraEvent>();
        using var row = session.Command("SELECT count, json FROM event ORDER BY id DESC LIMIT $1", limit).ExecuteReader();
        while (events.Count < limit && row.Read())
        {
            events.AddRange(EventRow.Split(row.GetFieldValue<byte[]>(1), row.GetInt32(0)).Reverse().Take(limit - events.Count).Select(VidoraEvent.FromTrustedJson));
        }

        return events;
    }

    /// <summary>Makes never-sent events due, also when the clock was ahead while they were accepted.</summary>
    public static int MakeNewDue(SqliteSession session, long now) =>
        session.Execute("UPDATE event SET due=$1 WHERE due>$1 AND attempts=0", now);

    /// <summary>Lists the users who have events, some more than once.</summary>
    public static IEnumerable<string> Users(SqliteSession session) =>
        session.Query(row => row.GetString(0), "SELECT DISTINCT users FROM event INDEXED BY event_due").SelectMany(users => users.Split('\n'));

    /// <summary>Deletes events of users. Returns how many.</summary>
    /// <param name="write">The write.</param>
    /// <param name="wanted">The users.</param>
    /// <param name="json">The same as a JSON array.</param>
    public static int Forget(StoreWrite write, IReadOnlySet<string> wanted, string json)
    {
        var rows = write.Session.Query(
            row => (Id: row.GetInt64(0), Users: row.GetString(1)),
            "SELECT id, users FROM event INDEXED BY event_due WHERE count>1 OR users IN (SELECT value FROM json_each($1))",
            json);
        var before = write.Tally.Events;
        foreach (var (id, _) in rows.Where(row => EventRow.HasUser(row.Users, wanted)))
        {
            var row = Find(write.Session, id)!;
            Split(write, row, [.. Enumerable.Range(0, row.Count).Select(index => wanted.Contains(row.UserOf(index)) ? _forgotten : null)]);
        }

        return (int)(before - write.Tally.Events);
    }

    /// <remarks>An event that is due later than the longest delay allows is due now: the clock was ahead when its time was set.</remarks>
    private static List<long> Choose(
        SqliteSession session, LeaseTable leases, int maxEvents, long maxBytes, long now, long longest, out DateTimeOffset? nextDue)
    {
        var chosen = new List<long>();
        var events = 0;
        long bytes = 0;
        var next = Take(long.MinValue, now);
        if (next > now)
        {
            Take(now + longest, long.MaxValue);
        }

        nextDue = next is { } due ? DateTimeOffset.FromUnixTimeMilliseconds(due) : null;
        return chosen;

        // Returns when the first row with free events that was not taken is due.
        long? Take(long after, long latest)
        {
            using var row = session.Command("SELECT id, due, size, count FROM event INDEXED BY event_due WHERE due>$1 ORDER BY due, id", after)
                .ExecuteReader();
            while (row.Read())
            {
                var (id, due, count) = (row.GetInt64(0), row.GetInt64(1), row.GetInt32(3));
                var size = row.GetInt64(2) + count;
                if (leases.HasAll(id, count))
                {
                    continue;
                }

                if (due > latest || (chosen.Count > 0 && (events + count > maxEvents || bytes + size > maxBytes)))
                {
                    return due;
                }

                chosen.Add(id);
                events += count;
                bytes += size;
            }

            return null;
        }
    }

    private static IEnumerable<QueuedEvent> Free(EventRow row, LeaseTable leases) => Enumerable.Range(0, row.Count)
        .Where(index => !leases.Contains(row.Id + index))
        .Select(index => new QueuedEvent
        {
            Id = row.Id + index,
            RowId = row.Id,
            Attempts = row.Attempts,
            AcceptedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.AcceptedAt),
            Utf8Json = row.Events[index],
            Trace = row.Trace,
        });

    /// <summary>Keeps the first events of a row that is too large for the lease; one at least.</summary>
    private static void KeepWhatFits(List<QueuedEvent> events, int maxEvents, long maxBytes)
    {
        var kept = 1;
        for (long bytes = events[0].Utf8Json.Length + 1; kept < Math.Min(events.Count, maxEvents); kept++)
        {
            bytes += events[kept].Utf8Json.Length + 1;
            if (bytes > maxBytes)
            {
                break;
            }
        }

        events.RemoveRange(kept, events.Count - kept);
    }

    /// <summary>Reads the row that holds the event with this number; null when there is none.</summary>
    private static EventRow? Find(SqliteSession session, long id)
    {
        using var row = session.Command(
            "SELECT id, due, count, users, attempts, accepted, json, trace FROM event WHERE id<=$1 ORDER BY id DESC LIMIT 1", id).ExecuteReader();
        if (!row.Read() || id - row.GetInt64(0) >= row.GetInt32(2))
        {
            return null;
        }

        return new EventRow
        {
            Id = row.GetInt64(0),
            Due = row.GetInt64(1),
            Users = row.GetString(3),
            Attempts = row.GetInt32(4),
            AcceptedAt = row.GetInt64(5),
            Events = EventRow.Split(row.GetFieldValue<byte[]>(6), row.GetInt32(2)),
            Trace = row.IsDBNull(7) ? null : row.GetString(7),
        };
    }

    /// <summary>Settles a whole row whose events share a fate, without reading it. Returns whether it is one.</summary>
    private static bool SettleWhole(StoreWrite write, List<QueuedEvent> events, List<SendOutcome> fates)
    {
        var (id, fate) = (events[0].RowId, fates[0]);
        if (events[0].Id != id || events[^1].Id != id + events.Count - 1 || fates.Exists(other => !IsSame(fate, other)))
        {
            return false;
        }

        switch (fate.Status)
        {
            case SendStatus.Accepted:
                if (write.Session.Execute("DELETE FROM event WHERE id=$1 AND count=$2", id, events.Count) == 0)
                {
                    return false;
                }

                write.Tally.AddEvent(-events.Count, -events.Sum(queued => (long)queued.Utf8Json.Length));
                return true;
            case SendStatus.Retry:
                return write.Session.Execute(
                    "UPDATE event SET due=$1, attempts=attempts+1 WHERE id=$2 AND count=$3",
                    fate.RetryAt!.Value.ToUnixTimeMilliseconds(),
                    id,
                    events.Count) > 0;
            case SendStatus.Waiting:
                return true;
            default:
                return false;
        }
    }

    /// <summary>Settles events one by one: their row has others, was split since it was leased, or is gone.</summary>
    private static void SettleParts(StoreWrite write, List<QueuedEvent> events, List<SendOutcome> outcomes)
    {
        for (var next = 0; next < events.Count;)
        {
            if (Find(write.Session, events[next].Id) is not { } row)
            {
                next++;
                continue;
            }

            var fates = new SendOutcome?[row.Count];
            for (; next < events.Count && events[next].Id < row.Id + row.Count; next++)
            {
                fates[events[next].Id - row.Id] = outcomes[next].Status is SendStatus.Waiting ? null : outcomes[next];
            }

            if (Array.Exists(fates, fate => fate is not null))
            {
                Split(write, row, fates);
            }
        }
    }

    /// <summary>Writes a row again as rows of events that share a fate. Null is the fate of an event that stays as it is.</summary>
    private static void Split(StoreWrite write, EventRow row, SendOutcome?[] fates)
    {
        write.Session.Execute("DELETE FROM event WHERE id=$1", row.Id);
        for (var first = 0; first < row.Count;)
        {
            var fate = fates[first];
            var end = first + 1;
            while (end < row.Count && IsSame(fate, fates[end]))
            {
                end++;
            }

            var part = Enumerable.Range(first, end - first);
            switch (fate?.Status)
            {
                case SendStatus.Accepted or SendStatus.Rejected:
                    Leave(write, row, part);
                    break;
                case SendStatus.Dead:
                    Leave(write, row, part);
                    foreach (var index in part)
                    {
                        DeadLetterTable.Insert(
                            write, row.Id + index, row.UserOf(index), fate.Reason, row.Attempts + 1, row.AcceptedAt, row.Events[index]);
                    }

                    break;
                default:
                    var isRetry = fate?.Status is SendStatus.Retry;
                    Insert(write.Session, new EventRow
                    {
                        Id = row.Id + first,
                        Attempts = row.Attempts + (isRetry ? 1 : 0),
                        AcceptedAt = row.AcceptedAt,
                        Due = isRetry ? fate!.RetryAt!.Value.ToUnixTimeMilliseconds() : row.Due,
                        Users = EventRow.JoinUsers(part.Select(row.UserOf)),
                        Trace = row.Trace,
                        Events = [.. part.Select(index => row.Events[index])],
                    });
                    break;
            }

            first = end;
        }
    }

    private static void Leave(StoreWrite write, EventRow row, IEnumerable<int> part)
    {
        foreach (var index in part)
        {
            write.Tally.AddEvent(-1, -row.Events[index].Length);
        }
    }

    private static bool IsSame(SendOutcome? one, SendOutcome? other) => ReferenceEquals(one, other)
        || (one?.Status == other?.Status && one?.RetryAt == other?.RetryAt && (one?.Status is not SendStatus.Dead || one.Reason == other!.Reason));
}
