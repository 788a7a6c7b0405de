using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Vidora.Integration.Emulator.Validation;

namespace Vidora.Integration.Emulator.Storage;

/// <summary>
/// Every event that was received, as its bytes in large blocks with a small entry beside it, the accepted and the
/// invalid ones in one sequence. Numbers run from 1 and are never given twice until <see cref="Clear"/>.
/// </summary>
internal sealed class EventStore(int maxEvents, long maxRawBytes = EventStore.DefaultRawBytes)
{
    /// <summary>Bytes of events beyond this are packed, the oldest first.</summary>
    public const long DefaultRawBytes = 256L * 1024 * 1024;

    /// <summary>More distinct types than this are counted together: a type is free text and may be anything.</summary>
    private const int MaxTypes = 10_000;

    private const string OtherTypes = "(other)";

    private readonly Lock _lock = new();
    private readonly List<EventSegment> _segments = [];
    private readonly Queue<(EventSegment Segment, int Block)> _toPack = new();
    private readonly UnpackedBlock _unpacked = new();
    private readonly Dictionary<ulong, int> _eventIds = [];
    private readonly TypeTimeline _timeline = new();
    private readonly long[] _byProblem = new long[EventProblemNames.All.Count];
    private readonly List<long> _byType = [];
    private Utf8Interner _types = new();
    private Utf8Interner _users = new();
    private long[] _lastOfUser = new long[16];
    private EventSegment? _last;
    private long _lastNumber;
    private long _kept;
    private long _rawBytes;
    private long _received;
    private long _accepted;
    private long _warned;
    private TaskCompletionSource? _changed;
    private EventLog? _log;

    /// <summary>The accepted events since the start or the last <see cref="Clear"/>, also those that were let go.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>The number of the latest event.</summary>
    public long LastNumber => Interlocked.Read(ref _lastNumber);

    private long FirstNumber => Math.Max(_segments.Count > 0 ? _segments[0].FirstNumber : _lastNumber + 1, _lastNumber - maxEvents + 1);

    /// <summary>Keeps the events of one request, in their order.</summary>
    public void Append(ReadOnlySpan<byte> body, ReadOnlySpan<InspectedEvent> events, DateTimeOffset receivedAt)
    {
        TaskCompletionSource? changed;
        lock (_lock)
        {
            var milliseconds = receivedAt.ToUnixTimeMilliseconds();
            var step = _timeline.At(milliseconds);
            foreach (ref readonly var inspected in events)
            {
                Append(body, in inspected, milliseconds, step);
            }

            _log?.Append(body, events, milliseconds);
            LetGo();
            Pack();
            (changed, _changed) = (_changed, null);
        }

        changed?.SetResult();
    }

    /// <summary>Keeps the events in a file too, after those that the file holds already.</summary>
    public void Open(string path)
    {
        var one = new InspectedEvent[1];
        var log = EventLog.Open(path, (receivedAt, json) =>
        {
            one[0] = EventInspector.InspectOne(json);
            Append(json, one, receivedAt);
        });
        lock (_lock)
        {
            _log = log;
            KeepFileSmall();
        }
    }

    /// <summary>Closes the file; events that come after it are in memory only.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _log?.Dispose();
            _log = null;
        }
    }

    /// <summary>Counts events that are not kept; of these only <paramref name="looked"/> were looked at.</summary>
    public void Count(long count, ReadOnlySpan<byte> body, ReadOnlySpan<InspectedEvent> looked)
    {
        TaskCompletionSource? changed;
        lock (_lock)
        {
            _received += count;
            _accepted += count;
            _lastNumber += count;
            foreach (ref readonly var inspected in looked)
            {
                CountProblems(inspected.Problems);
                if ((inspected.Problems & EventProblems.Errors) != 0)
                {
                    _accepted--;
                }
                else
                {
                    CountType(InternType(body, inspected.Type));
                }
            }

            (changed, _changed) = (_changed, null);
        }

        changed?.SetResult();
    }

    /// <summary>
    /// Adds up to <paramref name="limit"/> matching events to <paramref name="found"/>, in the order in which they came.
    /// The result is the number to go on after, or null when no further event matches.
    /// </summary>
    public long? Find(EventQuery query, int limit, List<ReceivedEvent> found)
    {
        lock (_lock)
        {
            if (!TryCompile(query, out var user, out var type))
            {
                return null;
            }

            long? last = null;
            foreach (var number in user >= 0 ? NumbersOf(user, query.After) : NumbersAfter(query.After))
            {
                var segment = SegmentOf(number);
                ref var entry = ref segment[number];
                if (!Matches(in entry, query, type))
                {
                    continue;
                }

                if (found.Count == limit)
                {
                    return last;
                }

                found.Add(Copy(segment, number));
                last = number;
            }

            return null;
        }
    }

    /// <summary>The events of the last hour by type and time; invalid ones under null.</summary>
    public List<(string? Type, long[] Counts)> Timeline(DateTimeOffset now, int columns, int stepsPerColumn)
    {
        lock (_lock)
        {
            return [.. _timeline.Read(now.ToUnixTimeMilliseconds(), columns, stepsPerColumn)
                .Select(series => (series.Key == TypeTimeline.Invalid ? null : _types.Text(series.Key), series.Value))];
        }
    }

    /// <summary>How many kept events match.</summary>
    public long CountKept(EventQuery query)
    {
        lock (_lock)
        {
            if (!TryCompile(query, out var user, out var type))
            {
                return 0;
            }

            long count = 0;
            foreach (var number in user >= 0 ? NumbersOf(user, query.After) : NumbersAfter(query.After))
            {
                count += Matches(in SegmentOf(number)[number], query, type) ? 1 : 0;
            }

            return count;
        }
    }

    /// <summary>The latest matching events, newest first.</summary>
    public void FindLatest(EventQuery query, int limit, List<ReceivedEvent> found)
    {
        lock (_lock)
        {
            if (!TryCompile(query, out var user, out var type))
            {
                return;
            }

            var first = Math.Max(FirstNumber, query.After + 1);
            var number = user >= 0 ? _lastOfUser[user] : _lastNumber;
            while (number >= first && found.Count < limit && SegmentOf(number) is var segment)
            {
                ref var entry = ref segment[number];
                if (Matches(in entry, query, type))
                {
                    found.Add(Copy(segment, number));
                }

                number = user >= 0 ? entry.PreviousOfUser : number - 1;
            }
        }
    }

    /// <summary>The event of that number; null when there is none, or none any more.</summary>
    public ReceivedEvent? Get(long number)
    {
        lock (_lock)
        {
            if (number < FirstNumber || number > _lastNumber || _segments.Count == 0)
            {
                return null;
            }

            var segment = SegmentOf(number);
            return segment[number].IsErased ? null : Copy(segment, number);
        }
    }

    /// <summary>Forgets every event of these users. The numbers and the counts of what was received stay.</summary>
    public void Erase(IEnumerable<string> userIds)
    {
        lock (_lock)
        {
            foreach (var userId in userIds)
            {
                var user = _users.Find(Encoding.UTF8.GetBytes(userId));
                if (user < 0)
                {
                    continue;
                }

                foreach (var number in NumbersOf(user, 0))
                {
                    ForgetEventId(SegmentOf(number)[number].EventIdHash);
                    SegmentOf(number).Erase(number, _unpacked);
                    _kept--;
                }

                _lastOfUser[user] = 0;
            }

            _log?.Rewrite(Kept());
        }
    }

    /// <summary>Forgets everything and counts from the beginning.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _segments.Clear();
            _toPack.Clear();
            _unpacked.Forget();
            _eventIds.Clear();
            _timeline.Clear();
            _byType.Clear();
            Array.Clear(_byProblem);
            _types = new Utf8Interner();
            _users = new Utf8Interner();
            _lastOfUser = new long[16];
            _last = null;
            _log?.Rewrite([]);
            _lastNumber = _kept = _rawBytes = _received = _accepted = _warned = 0;
        }
    }

    public EventCounts Counts()
    {
        lock (_lock)
        {
            var byType = new Dictionary<string, long>(_byType.Count, StringComparer.Ordinal);
            for (var type = 0; type < _byType.Count; type++)
            {
                if (_byType[type] > 0)
                {
                    byType[_types.Text(type)] = _byType[type];
                }
            }

            var byReason = new Dictionary<string, long>(StringComparer.Ordinal);
            for (var problem = 0; problem < _byProblem.Length; problem++)
            {
                if (_byProblem[problem] > 0)
                {
                    byReason[EventProblemNames.All[problem].Name] = _byProblem[problem];
                }
            }

            return new EventCounts(_received, _accepted, _received - _accepted, _warned, _kept, byType, byReason);
        }
    }

    /// <summary>Completes with the next request that brings events.</summary>
    public Task NextChange()
    {
        lock (_lock)
        {
            return (_changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private static bool Matches(in EventEntry entry, EventQuery query, int type) =>
        !entry.IsErased
        && (query.Accepted is null || query.Accepted == entry.IsAccepted)
        && (query.Type is null || entry.Type == type)
        && (query.AnyOf == 0 || (entry.Problems & query.AnyOf) != 0);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Append(ReadOnlySpan<byte> body, in InspectedEvent inspected, long receivedAt, Dictionary<int, int> step)
    {
        var entry = new EventEntry
        {
            Type = inspected.Type.Length == 0 ? -1 : InternType(body, inspected.Type),
            User = inspected.UserId.Length == 0 ? -1 : Intern(_users, body, inspected.UserId),
            Problems = inspected.Problems,
            ReceivedAt = receivedAt,
            EventIdHash = inspected.EventIdHash,
        };
        if (entry.EventIdHash != 0 && ++CollectionsMarshal.GetValueRefOrAddDefault(_eventIds, entry.EventIdHash, out _) > 1)
        {
            entry.Problems |= EventProblems.DuplicateEventId;
        }

        _lastNumber++;
        _received++;
        _kept++;
        if (entry.User >= 0)
        {
            if (entry.User >= _lastOfUser.Length)
            {
                Array.Resize(ref _lastOfUser, Math.Max(_lastOfUser.Length * 2, entry.User + 1));
            }

            entry.PreviousOfUser = _lastOfUser[entry.User];
            _lastOfUser[entry.User] = _lastNumber;
        }

        CountProblems(entry.Problems);
        TypeTimeline.Add(step, entry.IsAccepted ? entry.Type : TypeTimeline.Invalid);
        if (entry.IsAccepted)
        {
            _accepted++;
            CountType(entry.Type);
        }

        if (_last is null || _last.IsFull)
        {
            if (_last is not null)
            {
                _toPack.Enqueue((_last, _last.LastBlock));
            }

            _last = new EventSegment(_lastNumber);
            _segments.Add(_last);
        }

        var before = _last.RawBytes;
        if (_last.Append(entry, body.Slice(inspected.Start, inspected.Length)))
        {
            _toPack.Enqueue((_last, _last.LastBlock - 1));
        }

        _rawBytes += _last.RawBytes - before;
    }

    private void Pack()
    {
        while (_rawBytes > maxRawBytes && _toPack.TryDequeue(out var oldest))
        {
            _rawBytes -= oldest.Segment.IsGone ? 0 : oldest.Segment.Pack(oldest.Block);
        }
    }

    private void CountType(int type)
    {
        while (_byType.Count <= type)
        {
            _byType.Add(0);
        }

        _byType[type]++;
    }

    private void CountProblems(EventProblems problems)
    {
        if (problems == EventProblems.None)
        {
            return;
        }

        if ((problems & EventProblems.Errors) == 0)
        {
            _warned++;
        }

        for (var i = 0; i < _byProblem.Length; i++)
        {
            if ((problems & EventProblemNames.All[i].Kind) != 0)
            {
                _byProblem[i]++;
            }
        }
    }

    private int InternType(ReadOnlySpan<byte> body, TextSlice slice)
    {
        if (_types.Count < MaxTypes)
        {
            return Intern(_types, body, slice);
        }

        var known = slice.IsEscaped ? -1 : _types.Find(body.Slice(slice.Start, slice.Length));
        return known >= 0 ? known : _types.GetOrAdd(Encoding.UTF8.GetBytes(OtherTypes));
    }

    private static int Intern(Utf8Interner interner, ReadOnlySpan<byte> body, TextSlice slice)
    {
        var raw = body.Slice(slice.Start, slice.Length);
        if (!slice.IsEscaped)
        {
            return interner.GetOrAdd(raw);
        }

        var scratch = ArrayPool<byte>.Shared.Rent(slice.Length);
        try
        {
            var reader = new Utf8JsonReader(body.Slice(slice.Start - 1, slice.Length + 2));
            reader.Read();
            return interner.GetOrAdd(scratch.AsSpan(0, reader.CopyString(scratch)));
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate is no text in UTF-8; what was written stands for it.
            return interner.GetOrAdd(raw);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    private void LetGo()
    {
        var first = _lastNumber - maxEvents + 1;
        while (_segments.Count > 0 && _segments[0] is var segment && segment.FirstNumber + segment.Count <= first)
        {
            _segments.RemoveAt(0);
            segment.IsGone = true;
            _rawBytes -= segment.RawBytes;
            for (var number = segment.FirstNumber; number < segment.FirstNumber + segment.Count; number++)
            {
                ref var entry = ref segment[number];
                if (!entry.IsErased)
                {
                    ForgetEventId(entry.EventIdHash);
                    _kept--;
                }
            }

            ForgetUsersWithoutEvents();
        }

        KeepFileSmall();
    }

    /// <summary>An id is known until the last event that has it is gone.</summary>
    private void ForgetEventId(ulong hash)
    {
        if (_eventIds.TryGetValue(hash, out var events))
        {
            if (events == 1)
            {
                _eventIds.Remove(hash);
            }
            else
            {
                _eventIds[hash] = events - 1;
            }
        }
    }

    private void KeepFileSmall()
    {
        if (_log is not null && _log.Count > (2L * maxEvents) + EventSegment.Capacity)
        {
            _log.Rewrite(Kept());
        }
    }

    private IEnumerable<ReceivedEvent> Kept() =>
        NumbersAfter(0).Where(number => !SegmentOf(number)[number].IsErased).Select(number => Copy(SegmentOf(number), number));

    /// <summary>Users whose events have all been let go would otherwise stay for ever.</summary>
    private void ForgetUsersWithoutEvents()
    {
        if (_users.Count <= 2L * maxEvents + EventSegment.Capacity)
        {
            return;
        }

        var users = new Utf8Interner();
        var lastOfUser = new long[16];
        foreach (var number in NumbersAfter(0))
        {
            ref var entry = ref SegmentOf(number)[number];
            if (entry.User < 0)
            {
                continue;
            }

            entry.User = users.GetOrAdd(_users[entry.User]);
            if (entry.User >= lastOfUser.Length)
            {
                Array.Resize(ref lastOfUser, lastOfUser.Length * 2);
            }

            lastOfUser[entry.User] = number;
        }

        (_users, _lastOfUser) = (users, lastOfUser);
    }

    private bool TryCompile(EventQuery query, out int user, out int type)
    {
        user = query.UserId is null ? -1 : _users.Find(Encoding.UTF8.GetBytes(query.UserId));
        type = query.Type is null ? -1 : _types.Find(Encoding.UTF8.GetBytes(query.Type));
        return (query.UserId is null || user >= 0) && (query.Type is null || type >= 0);
    }

    private IEnumerable<long> NumbersAfter(long after)
    {
        for (var number = Math.Max(FirstNumber, after + 1); number <= _lastNumber && _segments.Count > 0; number++)
        {
            yield return number;
        }
    }

    private List<long> NumbersOf(int user, long after)
    {
        var numbers = new List<long>();
        var first = Math.Max(FirstNumber, after + 1);
        for (var number = _lastOfUser[user]; number >= first; number = SegmentOf(number)[number].PreviousOfUser)
        {
            numbers.Add(number);
        }

        numbers.Reverse();
        return numbers;
    }

    // Every segment but the last is full, so a number's segment is found by division.
    private EventSegment SegmentOf(long number) => _segments[(int)((number - _segments[0].FirstNumber) / EventSegment.Capacity)];

    private ReceivedEvent Copy(EventSegment segment, long number)
    {
        ref var entry = ref segment[number];
        return new ReceivedEvent(
            number,
            DateTimeOffset.FromUnixTimeMilliseconds(entry.ReceivedAt),
            entry.User < 0 ? null : _users.Text(entry.User),
            entry.Type < 0 ? null : _types.Text(entry.Type),
            entry.Problems,
            segment.Json(in entry, _unpacked).ToArray());
    }
}
