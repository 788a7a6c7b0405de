using Microsoft.Data.Sqlite;
using Vidora.Integration.Delivery.Sqlite;

namespace Vidora.Integration.Delivery.Storage;

/// <summary>Reads and writes the events that wait.</summary>
internal static class EventTable
{
    private const string SelectRow = "SELECT id, due, count, users, attempts, accepted, json, trace FROM event";

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
            var user = item.UserId;
            if (!write.IsForgotten(user))
            {
                write.Appended.Add(item, user, ++tally.LastId, write.Now, trace);
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
            var events = new List<QueuedEvent>();
            for (int first = 0, last; first < rows.Count; first = last + 1)
            {
                // Rows that follow one another are read at once.
                last = first;
                while (last + 1 < rows.Count && rows[last + 1].Id == rows[last].Id + rows[last].Count)
                {
                    last++;
                }

                var read = session.Query(Row, $"{SelectRow} WHERE id BETWEEN $1 AND $2 ORDER BY id", rows[first].Id, rows[last].Id);
                events.AddRange(read.SelectMany(row => Free(row, leases)));
            }

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
            var end = EndOfRun(events, outcomes, first, out var isOneFate);
            if (!isOneFate || !SettleWhole(write, events, outcomes[first], first, end))
            {
                SettleParts(write, events, outcomes, first, end);
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
    private static List<(long Id, int Count)> Choose(
        SqliteSession session, LeaseTable leases, int maxEvents, long maxBytes, long now, long longest, out DateTimeOffset? nextDue)
    {
        var chosen = new List<(long, int)>();
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

                chosen.Add((id, count));
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
    private static EventRow? Find(SqliteSession session, long id) =>
        session.Query(Row, $"{SelectRow} WHERE id<=$1 ORDER BY id DESC LIMIT 1", id) is [var row] && id - row.Id < row.Count ? row : null;

    private static EventRow Row(SqliteDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Due = row.GetInt64(1),
        Users = row.GetString(3),
        Attempts = row.GetInt32(4),
        AcceptedAt = row.GetInt64(5),
        Events = EventRow.Split(row.GetFieldValue<byte[]>(6), row.GetInt32(2)),
        Trace = row.IsDBNull(7) ? null : row.GetString(7),
    };

    /// <summary>Returns the end of the rows that can be settled at once: they follow one another, and all their events share a fate.</summary>
    private static int EndOfRun(IReadOnlyList<QueuedEvent> events, IReadOnlyList<SendOutcome> outcomes, int first, out bool isOneFate)
    {
        var end = EndOfRow(events, first);
        isOneFate = IsOneFate(outcomes, first, end);
        while (isOneFate && end < events.Count && events[end].Id == events[end - 1].Id + 1 && IsSame(outcomes[first], outcomes[end]))
        {
            var next = EndOfRow(events, end);
            if (!IsOneFate(outcomes, end, next))
            {
                break;
            }

            end = next;
        }

        return end;
    }

    private static int EndOfRow(IReadOnlyList<QueuedEvent> events, int first)
    {
        var end = first + 1;
        while (end < events.Count && events[end].RowId == events[first].RowId)
        {
            end++;
        }

        return end;
    }

    private static bool IsOneFate(IReadOnlyList<SendOutcome> outcomes, int first, int end)
    {
        for (var i = first + 1; i < end; i++)
        {
            if (!IsSame(outcomes[first], outcomes[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Settles whole rows whose events share a fate, without reading them. Returns whether they are such rows.</summary>
    private static bool SettleWhole(StoreWrite write, IReadOnlyList<QueuedEvent> events, SendOutcome fate, int first, int end)
    {
        if (fate.Status is SendStatus.Waiting)
        {
            return true;
        }

        var (from, to) = (events[first].Id, events[end - 1].Id);
        if (fate.Status is not (SendStatus.Accepted or SendStatus.Retry) || !AreWholeRows(write.Session, from, to))
        {
            return false;
        }

        if (fate.Status is SendStatus.Retry)
        {
            write.Session.Execute(
                "UPDATE event SET due=$1, attempts=attempts+1 WHERE id BETWEEN $2 AND $3", fate.RetryAt!.Value.ToUnixTimeMilliseconds(), from, to);
            return true;
        }

        write.Session.Execute("DELETE FROM event WHERE id BETWEEN $1 AND $2", from, to);
        for (var i = first; i < end; i++)
        {
            write.Tally.AddEvent(-1, -events[i].Utf8Json.Length);
        }

        return true;
    }

    /// <summary>Returns whether rows hold exactly these events: none was split since it was leased, and none is gone.</summary>
    private static bool AreWholeRows(SqliteSession session, long from, long to) => session.Scalar(
        "SELECT max(id+count)=$2+1 AND sum(count)=$2-$1+1 FROM event WHERE id BETWEEN $1 AND $2", from, to) == 1;

    /// <summary>Settles events one by one: their row has others, was split since it was leased, or is gone.</summary>
    private static void SettleParts(StoreWrite write, IReadOnlyList<QueuedEvent> events, IReadOnlyList<SendOutcome> outcomes, int first, int end)
    {
        for (var next = first; next < end;)
        {
            if (Find(write.Session, events[next].Id) is not { } row)
            {
                next++;
                continue;
            }

            var fates = new SendOutcome?[row.Count];
            for (; next < end && events[next].Id < row.Id + row.Count; next++)
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
