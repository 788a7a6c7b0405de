using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Vidora.Integration.Pipelines.Activity;
using Vidora.Integration.Pipelines.Definitions;

namespace Vidora.Integration.Pipelines;

/// <summary>
/// Keeps what pipelines need of every event, about eleven bytes each, in a folder or in memory. Events are added day by day. An event
/// with the <c>event_id</c> of an earlier one of its user counts once.
/// </summary>
/// <remarks>
/// One store serves the pipelines it was opened with. The folder belongs to one process at a time. An instance is not thread-safe.
/// </remarks>
public sealed class ActivityStore : IDisposable
{
    private const int Version = 1;
    private const int RecordsInMemory = 1_500_000;
    private const int MaxSegments = 16;
    private const string MetaFile = "activity.bin";

    private readonly string? _folder;
    private readonly FileStream? _lock;
    private readonly TimeProvider _time;
    private readonly ActivityReader _reader;
    private readonly List<ActivityRecord> _records = [];
    private readonly SortedDictionary<string, byte[]?> _segments = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _inputs = new(StringComparer.Ordinal);
    private readonly Dictionary<ulong, long> _erased = [];
    private ActivitySummary? _summary;
    private int _next;
    private bool _isChanged;

    private ActivityStore(string? folder, Watch watch, TimeProvider time)
    {
        _folder = folder;
        Watch = watch;
        _time = time;
        Catalog = new Catalog();
        if (folder is not null)
        {
            Directory.CreateDirectory(folder);
            try
            {
                _lock = new FileStream(Path.Combine(folder, "activity.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e)
            {
                throw new IOException($"The activity in \"{folder}\" is in use by another process. Use another folder.", e);
            }

            try
            {
                Load(folder);
            }
            catch
            {
                _lock.Dispose();
                throw;
            }
        }

        _reader = new ActivityReader(Catalog, watch);
    }

    /// <summary>Gets the number of events, each once.</summary>
    public long Events => Summary.Events;

    /// <summary>Gets the number of users with events.</summary>
    public int Users => Summary.Users;

    /// <summary>Gets the first day; null without events.</summary>
    public DateTimeOffset? From => Summary.Events == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(Summary.From);

    /// <summary>Gets the end of the history, the second behind its last event; null without events. Single events far ahead do not count.</summary>
    public DateTimeOffset? Until => Summary.Events == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(Summary.Until);

    /// <summary>Gets the number of events by type, the most frequent first.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> EventTypes =>
    [
        .. Summary.EventsOfType.Select((count, type) => KeyValuePair.Create(Catalog.Types[type], count)).Where(pair => pair.Value > 0)
            .OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal),
    ];

    /// <summary>Gets the names of user attributes seen.</summary>
    public IReadOnlyCollection<string> Attributes => Catalog.Attributes;

    /// <summary>Gets the folder; null when everything is in memory.</summary>
    internal string? Folder => _folder;

    internal Catalog Catalog { get; }

    internal Watch Watch { get; }

    internal ActivitySummary Summary
    {
        get
        {
            if (_summary is null)
            {
                using var cursor = Open();
                _summary = ActivitySummary.Of(cursor, Catalog, Watch.Conditions.Count, _time.GetUtcNow().ToUnixTimeSeconds(), default);
            }

            return _summary;
        }
    }

    /// <summary>Opens a store.</summary>
    /// <param name="folder">The folder, which is created when missing; null to keep everything in memory.</param>
    /// <param name="pipelines">The pipelines that the store serves.</param>
    /// <exception cref="InvalidOperationException">Throws when the folder's events were collected for other conditions or attributes.</exception>
    /// <exception cref="InvalidDataException">Throws when a file of the folder is damaged.</exception>
    /// <exception cref="IOException">Throws when another process uses the folder.</exception>
    public static ActivityStore Open(string? folder, params IEnumerable<PredictionPipeline> pipelines)
    {
        ArgumentNullException.ThrowIfNull(pipelines);
        return Open(folder, TimeProvider.System, pipelines);
    }

    /// <summary>Adds events.</summary>
    /// <param name="events">The events, in any order.</param>
    /// <param name="progress">Gets the number of events of this call, every 10,000 events.</param>
    /// <param name="cancellationToken">Stops the call. Events up to then may have been added.</param>
    /// <returns>The number of events without a user, type or time, which are left out.</returns>
    public async Task<long> AddAsync(IAsyncEnumerable<KnownEvent> events, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        long count = 0, leftOut = 0;
        await foreach (var item in events.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            leftOut += Add(item) ? 0 : 1;
            if (++count % 10_000 == 0)
            {
                progress?.Report(count);
            }
        }

        Flush();
        progress?.Report(count);
        return leftOut;
    }

    /// <summary>Returns whether an input, such as a file, was marked as read with this version.</summary>
    /// <param name="input">The name of the input.</param>
    /// <param name="version">A text that changes with the input's content.</param>
    public bool HasRead(string input, string version)
    {
        ArgumentException.ThrowIfNullOrEmpty(input);
        return _inputs.GetValueOrDefault(input) == version;
    }

    /// <summary>Marks an input as read, so that a later run can leave it out.</summary>
    /// <param name="input">The name of the input.</param>
    /// <param name="version">A text that changes with the input's content.</param>
    public void MarkRead(string input, string version)
    {
        ArgumentException.ThrowIfNullOrEmpty(input);
        _inputs[input] = version;
        _isChanged = true;
    }

    /// <summary>Removes all events of users, and leaves out those that come later but were known before.</summary>
    /// <param name="users">The ids.</param>
    public void Erase(IEnumerable<string> users)
    {
        ArgumentNullException.ThrowIfNull(users);
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        WriteSegment();
        foreach (var user in users)
        {
            _erased[HashOf(user)] = now;
            if (Catalog.Users.Find(user) is >= 0 and var number)
            {
                Catalog.Users.Erase(number);
            }
        }

        Compact();
        _summary = null;

        // A kept model learned from these users.
        foreach (var model in _folder is null ? [] : Directory.GetFiles(_folder, "*.model"))
        {
            File.Delete(model);
        }
    }

    /// <summary>Closes the store. Events that were added are kept.</summary>
    public void Dispose()
    {
        if (_isChanged)
        {
            Save();
        }

        _lock?.Dispose();
    }

    internal static ActivityStore Open(string? folder, TimeProvider time, IEnumerable<PredictionPipeline> pipelines) =>
        new(folder is null ? null : Path.GetFullPath(folder), new Watch(pipelines), time);

    /// <summary>Adds one event. <see cref="Flush"/> makes it durable.</summary>
    internal bool Add(in KnownEvent item)
    {
        var before = _records.Count;
        var users = Catalog.Users.Count;
        if (!_reader.Read(item, _records))
        {
            return false;
        }

        if (_erased.Count > 0 && _erased.TryGetValue(HashOf(Catalog.Users[_records[before].User]), out var erasedAt) && _records[before].Known <= erasedAt)
        {
            if (Catalog.Users.Count > users)
            {
                Catalog.Users.Erase(_records[before].User);
            }

            _records.RemoveRange(before, _records.Count - before);
            return true;
        }

        _summary = null;
        if (_records.Count >= RecordsInMemory)
        {
            WriteSegment();
        }

        return true;
    }

    /// <summary>Writes what was added to the disk.</summary>
    internal void Flush()
    {
        WriteSegment();
        if (_segments.Count > MaxSegments)
        {
            Compact();
        }
        else
        {
            Save();
        }
    }

    internal ActivityCursor Open()
    {
        WriteSegment();
        return new ActivityCursor(Catalog, [.. _segments.Select(pair => new Segment.Reader(pair.Value is { } bytes ? new MemoryStream(bytes) : File.OpenRead(Path.Combine(_folder!, pair.Key))))]);
    }

    private static ulong HashOf(string user) => BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(user)));

    private void WriteSegment()
    {
        if (_records.Count == 0)
        {
            return;
        }

        var records = CollectionsMarshal.AsSpan(_records);
        records.Sort((a, b) => a.User != b.User ? a.User.CompareTo(b.User) : a.Known.CompareTo(b.Known));
        AddSegment(writer =>
        {
            var all = CollectionsMarshal.AsSpan(_records);
            for (int start = 0, end; start < all.Length; start = end)
            {
                for (end = start + 1; end < all.Length && all[end].User == all[start].User; end++)
                {
                }

                writer.Write(all[start..end]);
            }
        });
        _records.Clear();
    }

    private void AddSegment(Action<Segment.Writer> write)
    {
        var name = (++_next).ToString("D6", CultureInfo.InvariantCulture) + ".seg";
        if (_folder is null)
        {
            using var memory = new MemoryStream();
            using (var writer = new Segment.Writer(memory))
            {
                write(writer);
            }

            _segments[name] = memory.ToArray();
            return;
        }

        using (var file = File.Create(Path.Combine(_folder, name)))
        using (var writer = new Segment.Writer(file))
        {
            write(writer);
        }

        _segments[name] = null;
    }

    /// <summary>Writes all segments into one, without erased users and repeated events.</summary>
    private void Compact()
    {
        var old = _segments.Keys.ToList();
        using (var cursor = Open())
        {
            AddSegment(writer =>
            {
                while (cursor.MoveNext())
                {
                    writer.Write(cursor.Records);
                }
            });
        }

        foreach (var name in old)
        {
            _segments.Remove(name);
        }

        Save();
        DeleteOthers();
    }

    private void Save()
    {
        _isChanged = false;
        if (_folder is null)
        {
            return;
        }

        var path = Path.Combine(_folder, MetaFile);
        using (var file = File.Create(path + ".new"))
        {
            using (var writer = new BinaryWriter(file, Encoding.UTF8, leaveOpen: true))
            {
                writer.Write(Version);
                writer.Write(Watch.Key);
                writer.Write(_next);
                Catalog.Write(writer);
                writer.Write(_segments.Count);
                foreach (var name in _segments.Keys)
                {
                    writer.Write(name);
                }

                writer.Write(_inputs.Count);
                foreach (var (name, version) in _inputs)
                {
                    writer.Write(name);
                    writer.Write(version);
                }

                writer.Write(_erased.Count);
                foreach (var (user, time) in _erased)
                {
                    writer.Write(user);
                    writer.Write(time);
                }
            }

            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    private void Load(string folder)
    {
        var path = Path.Combine(folder, MetaFile);
        if (!File.Exists(path))
        {
            return;
        }

        try
        {
            using var reader = new BinaryReader(File.OpenRead(path), Encoding.UTF8);
            if (reader.ReadInt32() != Version)
            {
                throw new InvalidDataException($"The activity in \"{folder}\" has another format. Delete the folder and read the history again.");
            }

            if (reader.ReadString() != Watch.Key)
            {
                throw new InvalidOperationException($"The activity in \"{folder}\" was collected for other conditions or attributes. Use another folder for this pipeline.");
            }

            _next = reader.ReadInt32();
            Catalog.Read(reader);
            for (var count = reader.ReadInt32(); count > 0; count--)
            {
                _segments[reader.ReadString()] = null;
            }

            for (var count = reader.ReadInt32(); count > 0; count--)
            {
                _inputs[reader.ReadString()] = reader.ReadString();
            }

            for (var count = reader.ReadInt32(); count > 0; count--)
            {
                _erased[reader.ReadUInt64()] = reader.ReadInt64();
            }
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException($"The file \"{path}\" is cut. Delete the folder and read the history again.", e);
        }

        DeleteOthers();
    }

    /// <summary>Deletes segments that are not part of the store: of a run that was killed, or compacted.</summary>
    private void DeleteOthers()
    {
        if (_folder is null)
        {
            return;
        }

        foreach (var file in Directory.EnumerateFiles(_folder, "*.seg"))
        {
            if (!_segments.ContainsKey(Path.GetFileName(file)))
            {
                File.Delete(file);
            }
        }
    }
}
