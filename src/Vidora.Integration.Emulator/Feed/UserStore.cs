using System.Text;
using System.Text.Json;
using Vidora.Integration.Emulator.Storage;

namespace Vidora.Integration.Emulator.Feed;

/// <summary>The user profiles that the feed wrote, with the history of every attribute.</summary>
internal sealed class UserStore(int maxUsers)
{
    private const int MaxHistory = 50;

    /// <summary>A file with fewer lines is not worth a rewrite.</summary>
    private const long MinLines = 10_000;

    private const int SeenIdsPerLine = 1000;

    /// <summary>mParticle remembers a <c>source_request_id</c> for 30 to 60 days.</summary>
    private const int DaysRemembered = 30;

    private readonly Lock _lock = new();
    private readonly Dictionary<(long Mpid, bool Development), Profile> _profiles = [];
    private readonly List<Profile> _order = [];
    private readonly Dictionary<ulong, int> _requestIds = [];
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private int _firstOfOrder;
    private int _prunedOn;
    private UserLog? _log;
    private long _rewriteAbove = MinLines;
    private int _inDevelopment;

    public long Batches { get; private set; }

    public long Duplicates { get; private set; }

    public int Count(bool development)
    {
        lock (_lock)
        {
            return development ? _inDevelopment : _profiles.Count - _inDevelopment;
        }
    }

    /// <summary>Keeps the changes in a file too, after those that the file holds already.</summary>
    public void Open(string path)
    {
        var log = UserLog.Open(path, Load);
        lock (_lock)
        {
            _log = log;
            _rewriteAbove = Math.Max(MinLines, 2 * Kept().LongCount());
            KeepFileSmall();
        }
    }

    /// <summary>Closes the file.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _log?.Dispose();
            _log = null;
        }
    }

    /// <summary>Applies the batches that were not applied before.</summary>
    public void Apply(IReadOnlyList<FeedBatch> batches, DateTimeOffset now)
    {
        var applied = new List<FeedBatch>(batches.Count);
        lock (_lock)
        {
            var day = DayOf(now);
            Prune(day);
            foreach (var batch in batches)
            {
                Batches++;
                if (batch.SourceRequestId is { } id && !_requestIds.TryAdd(Utf8Hash.Of(Encoding.UTF8.GetBytes(id)), day))
                {
                    Duplicates++;
                    continue;
                }

                Apply(batch, now);
                applied.Add(batch);
            }

            _log?.Append(applied, now);
            KeepFileSmall();
        }
    }

    public EmulatedUser? Find(long mpid, bool development)
    {
        lock (_lock)
        {
            return _profiles.TryGetValue((mpid, development), out var profile) ? Copy(profile) : null;
        }
    }

    /// <summary>Users in the order in which they became known, and the number to go on after when there are more.</summary>
    public (List<EmulatedUser> Users, long? Next) List(bool development, long after, int limit)
    {
        var users = new List<EmulatedUser>();
        lock (_lock)
        {
            if (_order.Count == _firstOfOrder)
            {
                return (users, null);
            }

            var first = _order[_firstOfOrder].Number;
            var last = after;
            for (var i = _firstOfOrder + (int)Math.Max(0, after + 1 - first); i < _order.Count; i++)
            {
                if (_order[i].Development != development)
                {
                    continue;
                }

                if (users.Count == limit)
                {
                    return (users, last);
                }

                users.Add(Copy(_order[i]));
                last = _order[i].Number;
            }
        }

        return (users, null);
    }

    /// <summary>The production users that became known last, newest first.</summary>
    public List<EmulatedUser> Latest(int limit)
    {
        var users = new List<EmulatedUser>();
        lock (_lock)
        {
            for (var i = _order.Count - 1; i >= _firstOfOrder && users.Count < limit; i--)
            {
                if (!_order[i].Development)
                {
                    users.Add(Copy(_order[i]));
                }
            }
        }

        return users;
    }

    public void Clear()
    {
        lock (_lock)
        {
            _profiles.Clear();
            _order.Clear();
            _requestIds.Clear();
            _names.Clear();
            _log?.Clear();
            _rewriteAbove = MinLines;
            _firstOfOrder = _inDevelopment = 0;
            Batches = Duplicates = 0;
        }
    }

    private static EmulatedUser Copy(Profile profile)
    {
        var attributes = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var history = new List<(long Sequence, AttributeChange Change)>();
        foreach (var attribute in profile.Attributes)
        {
            foreach (var entry in attribute.Entries)
            {
                JsonElement? value = entry.Json is null ? null : JsonElement.Parse(entry.Json);
                history.Add((entry.Sequence, new AttributeChange(
                    attribute.Name, value, DateTimeOffset.FromUnixTimeMilliseconds(entry.At), entry.SourceRequestId)));
            }

            if (attribute.Entries[^1].Json is { } current)
            {
                attributes[attribute.Name] = JsonElement.Parse(current);
            }
        }

        return new EmulatedUser(
            profile.Mpid,
            profile.Development ? "development" : "production",
            attributes,
            [.. history.OrderBy(entry => entry.Sequence).Select(entry => entry.Change)]);
    }

    private static int DayOf(DateTimeOffset time) => (int)(time.ToUnixTimeSeconds() / 86_400);

    private void Load(UserLogLine line)
    {
        if (line.SeenIds is { } ids)
        {
            foreach (var id in ids)
            {
                _requestIds[id] = DayOf(line.At);
            }
        }
        else if (line.IsKept)
        {
            Batches++;
            Apply(line.Batch!, line.At, isKept: true);
        }
        else
        {
            Apply([line.Batch!], line.At);
        }
    }

    /// <summary>Every export adds lines, while histories and remembered ids are bounded.</summary>
    private void KeepFileSmall()
    {
        if (_log?.Count > _rewriteAbove)
        {
            _log.Rewrite(Kept());
            _rewriteAbove = Math.Max(MinLines, 2 * _log.Count);
        }
    }

    /// <summary>Everything that is known, as lines of the log.</summary>
    private IEnumerable<UserLogLine> Kept()
    {
        foreach (var profile in _order.Skip(_firstOfOrder))
        {
            UserLogLine Line(Entry last, List<KeyValuePair<string, string?>> changes) => new(
                DateTimeOffset.FromUnixTimeMilliseconds(last.At),
                new FeedBatch(profile.Mpid, profile.Development, changes, last.SourceRequestId),
                IsKept: true);

            var last = default(Entry);
            var changes = new List<KeyValuePair<string, string?>>();
            foreach (var (name, entry) in profile.Attributes
                .SelectMany(attribute => attribute.Entries.Select(entry => (attribute.Name, Entry: entry)))
                .OrderBy(change => change.Entry.Sequence))
            {
                if (changes.Count > 0 && (entry.At != last.At || entry.SourceRequestId != last.SourceRequestId))
                {
                    yield return Line(last, changes);
                    changes = [];
                }

                changes.Add(new(name, entry.Json));
                last = entry;
            }

            // A user without attributes is known, too.
            yield return Line(last, changes);
        }

        foreach (var day in _requestIds.GroupBy(seen => seen.Value, seen => seen.Key))
        {
            foreach (var ids in day.Chunk(SeenIdsPerLine))
            {
                yield return new UserLogLine(DateTimeOffset.FromUnixTimeSeconds(day.Key * 86_400L), null, SeenIds: ids);
            }
        }
    }

    private void Apply(FeedBatch batch, DateTimeOffset now, bool isKept = false)
    {
        var key = (batch.Mpid, batch.IsDevelopment);
        if (!_profiles.TryGetValue(key, out var profile))
        {
            profile = new Profile(batch.Mpid, batch.IsDevelopment, _order.Count > 0 ? _order[^1].Number + 1 : 1);
            _profiles.Add(key, profile);
            _inDevelopment += batch.IsDevelopment ? 1 : 0;
            _order.Add(profile);
            LetGo();
        }

        foreach (var (name, json) in batch.Changes)
        {
            var attribute = profile.Attributes.Find(known => known.Name == name);
            if (attribute is null)
            {
                // The deletion of what is not there is no change; in what was kept, its beginning was let go.
                if (json is null && !isKept)
                {
                    continue;
                }

                if (!_names.TryGetValue(name, out var shared))
                {
                    _names[name] = shared = name;
                }

                profile.Attributes.Add(attribute = new Attribute(shared));
            }

            if (attribute.Entries.Count == MaxHistory)
            {
                attribute.Entries.RemoveAt(0);
            }

            attribute.Entries.Add(new Entry(profile.Changes++, json, now.ToUnixTimeMilliseconds(), batch.SourceRequestId));
        }
    }

    private void LetGo()
    {
        while (_profiles.Count > maxUsers)
        {
            var oldest = _order[_firstOfOrder++];
            _profiles.Remove((oldest.Mpid, oldest.Development));
            _inDevelopment -= oldest.Development ? 1 : 0;
        }

        if (_firstOfOrder > 1000 && _firstOfOrder > _order.Count / 2)
        {
            _order.RemoveRange(0, _firstOfOrder);
            _firstOfOrder = 0;
        }
    }

    private void Prune(int day)
    {
        if (day == _prunedOn)
        {
            return;
        }

        _prunedOn = day;
        foreach (var (id, seen) in _requestIds)
        {
            if (seen < day - DaysRemembered)
            {
                _requestIds.Remove(id);
            }
        }
    }

    private sealed class Profile(long mpid, bool development, long number)
    {
        public long Mpid { get; } = mpid;

        public bool Development { get; } = development;

        public long Number { get; } = number;

        public long Changes { get; set; }

        public List<Attribute> Attributes { get; } = new(2);
    }

    private sealed class Attribute(string name)
    {
        public string Name { get; } = name;

        public List<Entry> Entries { get; } = new(1);
    }

    private readonly record struct Entry(long Sequence, string? Json, long At, string? SourceRequestId);
}
