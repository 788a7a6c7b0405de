using System.Runtime.InteropServices;
using System.Text;
using Vidora.Integration.Emulator.Validation;

namespace Vidora.Integration.Emulator.Storage;

/// <summary>
/// Stores the received events, accepted and invalid ones in one sequence that starts at 1. A separate table holds the
/// bodies, so that a filter without an index reads only the short rows. Counts and event ids are in memory.
/// </summary>
internal sealed class EventStore
{
    /// <summary>A type is free text. Beyond this number types are counted together.</summary>
    private const int MaxTypes = 10_000;

    private const string OtherTypes = "(other)";
    private const string Select = "SELECT number, received, user, type, problems, json FROM events JOIN bodies USING(number)";

    private readonly EmulatorDatabase _database;
    private readonly int _maxEvents;
    private readonly Dictionary<ulong, int> _eventIds = [];
    private readonly Dictionary<string, long> _byType = new(StringComparer.Ordinal);
    private readonly long[] _byProblem = new long[EventProblemNames.All.Count];
    private TypeTimeline _timeline = new();
    private long _firstNumber;
    private long _lastNumber;
    private long _kept;
    private long _received;
    private long _accepted;
    private long _warned;
    private TaskCompletionSource? _changed;

    public EventStore(EmulatorDatabase database, int maxEvents)
    {
        (_database, _maxEvents) = (database, maxEvents);
        Reload();
    }

    /// <summary>Gets the number of accepted events since the start or the last <see cref="Reload"/>.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>Adds the events of one request in their order and marks duplicates in <paramref name="events"/>.</summary>
    public void Append(ReadOnlyMemory<byte> body, List<InspectedEvent> events, DateTimeOffset receivedAt)
    {
        lock (_database.Lock)
        {
            MarkDuplicates(events);
            try
            {
                _database.Write(() => Insert(body.Span, events, receivedAt.ToUnixTimeMilliseconds()));
            }
            catch
            {
                events.ForEach(inspected => ForgetEventId(inspected.EventIdHash));
                throw;
            }

            var step = _timeline.At(receivedAt.ToUnixTimeMilliseconds());
            foreach (ref readonly var inspected in CollectionsMarshal.AsSpan(events))
            {
                var type = TypeOf(inspected.Type.Utf8(body.Span));
                Count(inspected.Problems, type, 1);
                CollectionsMarshal.GetValueRefOrAddDefault(step, inspected.IsAccepted ? type! : TypeTimeline.Invalid, out _)++;
            }

            _lastNumber += events.Count;
            _kept += events.Count;
            Trim();
        }

        SignalChange();
    }

    /// <summary>Counts events that are not stored. Only those in <paramref name="inspected"/> were inspected.</summary>
    public void Count(long count, ReadOnlyMemory<byte> body, List<InspectedEvent> inspected)
    {
        lock (_database.Lock)
        {
            inspected.ForEach(entry => Count(entry.Problems, TypeOf(entry.Type.Utf8(body.Span)), 1));
            _received += count - inspected.Count;
            _accepted += count - inspected.Count;
            _lastNumber += count;
        }

        SignalChange();
    }

    /// <summary>Returns matching events, oldest first, and the number after which the next page starts.</summary>
    public (List<ReceivedEvent> Events, long? Next) Find(EventQuery query, int limit)
    {
        var found = _database.Read(() => query.Prepare(_database, Select, " ORDER BY number", limit + 1L).ToList(Read));
        return found.Count > limit ? (found[..limit], found[limit - 1].Number) : (found, null);
    }

    /// <summary>Returns the hashes of the ids of accepted events, oldest first; 0 for an event without an id.</summary>
    public EventIdPage FindIds(long after, int limit) => _database.Read(() =>
    {
        var rows = _database
            .Query($"SELECT number, event_id FROM events WHERE number > ?1 AND problems & {(int)EventProblems.Errors} = 0 ORDER BY number LIMIT ?2")
            .Bind(1, after).Bind(2, limit).ToList(row => (Number: row.Number(0), Id: (ulong)row.Number(1)));
        return new EventIdPage([.. rows.Select(row => row.Id)], rows.Count == limit ? rows[^1].Number : null, _lastNumber);
    });

    /// <summary>Returns the latest matching events, newest first.</summary>
    public List<ReceivedEvent> FindLatest(EventQuery query, int limit) =>
        _database.Read(() => query.Prepare(_database, Select, " ORDER BY number DESC", limit).ToList(Read));

    /// <summary>Returns the event with this number. Returns null when there is none, or none any more.</summary>
    public ReceivedEvent? Get(long number) =>
        _database.Read(() => _database.Query(Select + " WHERE number = ?1").Bind(1, number).ToList(Read)).FirstOrDefault();

    /// <summary>Returns how many stored events match.</summary>
    public long CountKept(EventQuery query) => _database.Read(() => query.Prepare(_database, "SELECT count(*) FROM events", "").Scalar());

    /// <summary>Returns the counts of the last hour by type and time; invalid events have the type null.</summary>
    public List<(string? Type, long[] Counts)> Timeline(DateTimeOffset now, int columns, int stepsPerColumn) => _database.Read(() =>
        _timeline.Read(now.ToUnixTimeMilliseconds(), columns, stepsPerColumn)
            .Select(series => (series.Key == TypeTimeline.Invalid ? null : series.Key, series.Value)).ToList());

    /// <summary>Deletes every event of these users; their bytes stay in the file. Numbers and counts of received events stay.</summary>
    public void Erase(IEnumerable<string> userIds)
    {
        _database.Write(() =>
        {
            foreach (var userId in userIds)
            {
                _database.Query("DELETE FROM bodies WHERE number IN (SELECT number FROM events WHERE user = ?1)").Bind(1, userId).Run();
                _database.Query("DELETE FROM events WHERE user = ?1 RETURNING event_id").Bind(1, userId).ForEach(Forget);
            }
        });
    }

    /// <summary>Resets the counts to the content of the database.</summary>
    public void Reload()
    {
        lock (_database.Lock)
        {
            _eventIds.Clear();
            _byType.Clear();
            Array.Clear(_byProblem);
            _timeline = new TypeTimeline();
            _received = _accepted = _warned = 0;
            Load();
            Trim();
        }
    }

    public EventCounts Counts() => _database.Read(() => new EventCounts(
        _received,
        _accepted,
        _received - _accepted,
        _warned,
        _kept,
        new Dictionary<string, long>(_byType),
        EventProblemNames.All.Select((problem, i) => (problem.Name, _byProblem[i])).Where(reason => reason.Item2 > 0).ToDictionary(StringComparer.Ordinal)));

    /// <summary>Completes with the next request that brings events.</summary>
    public Task NextChange() =>
        _database.Read(() => _changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private static ReceivedEvent Read(SqliteStatement row) => new(
        row.Number(0), DateTimeOffset.FromUnixTimeMilliseconds(row.Number(1)), row.Text(2), row.Text(3), (EventProblems)row.Number(4), row.Bytes(5).ToArray());

    private void SignalChange() => Interlocked.Exchange(ref _changed, null)?.SetResult();

    private void Load()
    {
        _database.Query("SELECT min(number), max(number), count(*) FROM events")
            .ForEach(row => (_firstNumber, _lastNumber, _kept) = (row.Number(0), row.Number(1), row.Number(2)));
        _database.Query("SELECT event_id FROM events WHERE event_id IS NOT NULL")
            .ForEach(row => CollectionsMarshal.GetValueRefOrAddDefault(_eventIds, (ulong)row.Number(0), out _)++);
        _database.Query("SELECT problems, type, count(*) FROM events GROUP BY 1, 2")
            .ForEach(row => Count((EventProblems)row.Number(0), row.Text(1), row.Number(2)));
        _database.Query(
            $"""
            SELECT received / 5000 * 5000, iif(problems & {(int)EventProblems.Errors}, NULL, type), count(*) FROM events
            WHERE received > (SELECT max(received) FROM events) - {TypeTimeline.Steps * TypeTimeline.StepSeconds * 1000} GROUP BY 1, 2 ORDER BY 1
            """).ForEach(row => _timeline.At(row.Number(0))[row.Text(1) ?? TypeTimeline.Invalid] = row.Number(2));
    }

    private void MarkDuplicates(List<InspectedEvent> events)
    {
        foreach (ref var inspected in CollectionsMarshal.AsSpan(events))
        {
            if (inspected.EventIdHash != 0 && ++CollectionsMarshal.GetValueRefOrAddDefault(_eventIds, inspected.EventIdHash, out _) > 1)
            {
                inspected.Problems |= EventProblems.DuplicateEventId;
            }
        }
    }

    private void Insert(ReadOnlySpan<byte> body, List<InspectedEvent> events, long receivedAt)
    {
        var row = _database.Query("INSERT INTO events VALUES(?1, ?2, ?3, ?4, ?5, ?6)").Bind(2, receivedAt);
        var json = _database.Query("INSERT INTO bodies VALUES(?1, ?2)");
        var number = _lastNumber;
        foreach (ref readonly var inspected in CollectionsMarshal.AsSpan(events))
        {
            row.Bind(1, ++number).Bind(3, inspected.UserId.Utf8(body)).Bind(4, TypeOf(inspected.Type.Utf8(body)))
                .Bind(5, (long)inspected.Problems).Bind(6, inspected.EventIdHash == 0 ? null : (long)inspected.EventIdHash).Run();
            json.Bind(1, number).Bind(2, body.Slice(inspected.Start, inspected.Length)).Run();
        }
    }

    /// <summary>Deletes the oldest events beyond the maximum.</summary>
    private void Trim()
    {
        var first = _lastNumber - _maxEvents + 1;
        if (_firstNumber < first && _kept > 0)
        {
            _database.Write(() =>
            {
                _database.Query("DELETE FROM bodies WHERE number < ?1").Bind(1, first).Run();
                _database.Query("DELETE FROM events WHERE number < ?1 RETURNING event_id").Bind(1, first).ForEach(Forget);
            });
            _firstNumber = first;
        }
    }

    private void Forget(SqliteStatement deleted)
    {
        _kept--;
        ForgetEventId((ulong)deleted.Number(0));
    }

    /// <summary>An event id is known until the last event that has it is deleted.</summary>
    private void ForgetEventId(ulong hash)
    {
        if (_eventIds.TryGetValue(hash, out var events) && events > 1)
        {
            _eventIds[hash] = events - 1;
        }
        else
        {
            _eventIds.Remove(hash);
        }
    }

    private string? TypeOf(ReadOnlySpan<byte> utf8)
    {
        var type = utf8.IsEmpty ? null : Encoding.UTF8.GetString(utf8);
        return type is null || _byType.Count < MaxTypes || _byType.ContainsKey(type) ? type : OtherTypes;
    }

    private void Count(EventProblems problems, string? type, long count)
    {
        _received += count;
        if ((problems & EventProblems.Errors) == 0)
        {
            _accepted += count;
            _warned += (problems & ~EventProblems.ReservedAttributes) == EventProblems.None ? 0 : count;
            CollectionsMarshal.GetValueRefOrAddDefault(_byType, type!, out _) += count;
        }

        for (var i = 0; i < _byProblem.Length && problems != EventProblems.None; i++)
        {
            _byProblem[i] += (problems & EventProblemNames.All[i].Kind) == 0 ? 0 : count;
        }
    }
}
