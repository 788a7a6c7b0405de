using System.Buffers;
using System.Text;
using System.Text.Json;
using Vidora.Integration.Delivery.Sqlite;

namespace Vidora.Integration.Delivery.Replay;

/// <summary>Records in an SQLite file how far each input is settled, and keeps the events that Vidora refused for good.</summary>
internal sealed class ReplayCheckpoint : IDisposable
{
    private static readonly string[] _endings = ["", ".lock", "-wal", "-shm", "-journal", LogCheckpoint.Ending];

    private static readonly SqliteLayout _layout = new()
    {
        Name = "checkpoint",
        UseAnother = "choose another checkpoint",
        AfterDamage = "Delete it to replay from the beginning.",
        ApplicationId = 0x5644_4C52, // "VDLR"
        Version = 1,
        Schema = """
            CREATE TABLE input(name TEXT PRIMARY KEY, version TEXT, documents INTEGER NOT NULL, done INTEGER NOT NULL, counts TEXT NOT NULL) WITHOUT ROWID;
            CREATE TABLE refused(
                id INTEGER PRIMARY KEY, input TEXT NOT NULL, document INTEGER NOT NULL, position INTEGER NOT NULL, user TEXT NOT NULL,
                reason TEXT NOT NULL, json BLOB NOT NULL);
            """,
    };

    private readonly Dictionary<string, ReplayFile> _files = new(StringComparer.Ordinal);
    private readonly ArrayBufferWriter<byte> _json = new();
    private readonly SqliteFile _file;
    private readonly bool _readOnly;
    private SqliteSession? _session;

    private ReplayCheckpoint(SqliteFile file, bool readOnly) => (_file, _readOnly) = (file, readOnly);

    /// <summary>Gets the inputs that it knew when it was opened.</summary>
    public IReadOnlyCollection<ReplayFile> Files => _files.Values;

    /// <summary>Gets the number of refused events that it keeps.</summary>
    public long RefusedCount => _session is null ? 0 : _file.Guard(() => _session.Scalar("SELECT count(*) FROM refused") ?? 0);

    /// <summary>Gets the number of the refused event that was kept last; 0 when there is none.</summary>
    public long LastRefused => _session is null ? 0 : _file.Guard(() => _session.Scalar("SELECT max(id) FROM refused") ?? 0);

    /// <summary>Returns whether a path is the checkpoint or one of its side files.</summary>
    public static bool IsOwn(string path, string checkpoint) =>
        path.StartsWith(checkpoint, StringComparison.Ordinal) && _endings.Contains(path[checkpoint.Length..]);

    /// <summary>Opens a checkpoint, and creates it when it does not exist.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="filter">The filters of the replay, which must be those of the checkpoint.</param>
    /// <param name="readOnly">Whether to change nothing.</param>
    /// <exception cref="ReplayException">The checkpoint cannot be used.</exception>
    public static ReplayCheckpoint Open(string path, string filter, bool readOnly)
    {
        var checkpoint = new ReplayCheckpoint(new SqliteFile(path, _layout), readOnly);
        try
        {
            checkpoint.Read(filter);
            return checkpoint;
        }
        catch (Exception e)
        {
            checkpoint.Dispose();
            throw e is IOException or UnauthorizedAccessException
                ? new ReplayException(e is DeliveryStoreException ? e.Message : $"The checkpoint {path} cannot be opened: {e.Message}", e)
                : e;
        }
    }

    /// <summary>Removes the kept events of users from a checkpoint, and overwrites their bytes. Returns how many there were.</summary>
    /// <exception cref="DeliveryStoreException">The checkpoint cannot be used.</exception>
    public static long Forget(string path, IEnumerable<string> users)
    {
        using var file = new SqliteFile(path, _layout);
        file.Lock();
        var session = file.Open();
        try
        {
            return file.Guard(() =>
            {
                session.Execute("PRAGMA secure_delete=ON");
                var removed = session.InTransaction(inner => users.Sum(user => (long)inner.Execute("DELETE FROM refused WHERE user=$1", user)));
                session.Checkpoint("TRUNCATE");
                return removed;
            });
        }
        finally
        {
            file.Close(session);
        }
    }

    /// <summary>Returns how far an input is. Returns null when it is unknown.</summary>
    public ReplayFile? Find(string name) => _files.GetValueOrDefault(name);

    /// <summary>Returns refused events that were kept before, in the order in which they were refused.</summary>
    /// <param name="afterId">Begins after this number.</param>
    /// <param name="lastId">Ends with this number.</param>
    /// <param name="limit">The most events.</param>
    public List<RefusedEvent> ReadRefused(long afterId, long lastId, int limit) => _session is null ? [] : _file.Guard(() => _session.Query(
        row => new RefusedEvent(
            row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), row.GetString(4), VidoraEvent.FromTrustedJson(row.GetFieldValue<byte[]>(5))),
        "SELECT id, input, document, position, reason, json FROM refused WHERE id>$1 AND id<=$2 ORDER BY id LIMIT $3",
        afterId,
        lastId,
        limit));

    /// <summary>Records, in one transaction, how far inputs are, what Vidora refused, and which refused events were sent again.</summary>
    /// <exception cref="ReplayException">The checkpoint cannot be written; earlier records stay.</exception>
    public void Record(IEnumerable<ReplayFile> files, IReadOnlyCollection<RefusedEvent> refused, IReadOnlyCollection<long> sentAgain)
    {
        if (_readOnly)
        {
            return;
        }

        try
        {
            if (_file.FindFault() is { } fault)
            {
                throw fault;
            }

            _file.Guard(() => _session!.InTransaction(session =>
            {
                foreach (var file in files)
                {
                    _files[file.Name] = file;
                    Write(session, file, "REPLACE");
                }

                foreach (var id in sentAgain)
                {
                    session.Execute("DELETE FROM refused WHERE id=$1", id);
                }

                foreach (var item in refused)
                {
                    session.Execute(
                        "INSERT INTO refused(input, document, position, user, reason, json) VALUES($1, $2, $3, $4, $5, $6)",
                        item.Input,
                        item.Document,
                        item.Position,
                        item.Event.UserId,
                        item.Reason,
                        item.Event.Utf8Json.ToArray());
                }

                return 0;
            }));
        }
        catch (DeliveryStoreException e)
        {
            throw new ReplayException($"{e.Message} The next run sends again what was sent since the checkpoint moved.", e);
        }
    }

    public void Dispose()
    {
        if (_session is not null)
        {
            _file.Close(_session);
        }

        _file.Dispose();
    }

    private void Read(string filter)
    {
        if (!_readOnly)
        {
            // Asks whether another replay has it. The lock itself would keep this process from reading it as text.
            _file.Lock();
            _file.Dispose();
        }

        var log = LogCheckpoint.TryRead(_file.Path);
        if (_readOnly)
        {
            if (log is null && new FileInfo(_file.Path) is { Exists: true, Length: > 0 })
            {
                _session = _file.Open(readOnly: true);
            }
        }
        else
        {
            if (log is not null)
            {
                LogCheckpoint.SetAside(_file.Path);
            }

            _file.Lock();
            _session = _file.Open();
            log ??= LogCheckpoint.TryRead(_file.Path + LogCheckpoint.Ending);
        }

        RequireFilter(log?.Filter ?? _session?.Command("SELECT value FROM meta WHERE name='filter'").ExecuteScalar() as string ?? filter, filter);
        foreach (var file in log?.Files ?? [])
        {
            _files[file.Name] = file;
        }

        if (_session is null)
        {
            return;
        }

        if (!_readOnly)
        {
            _file.Guard(() => _session.InTransaction(session =>
            {
                session.Execute("INSERT OR IGNORE INTO meta(name, value) VALUES('filter', $1)", filter);
                foreach (var file in _files.Values)
                {
                    Write(session, file, "IGNORE");
                }

                return 0;
            }));
            File.Delete(_file.Path + LogCheckpoint.Ending);
        }

        foreach (var file in _file.Guard(() => _session.Query(ToFile, "SELECT name, version, documents, done, counts FROM input")))
        {
            _files[file.Name] = file;
        }
    }

    private void RequireFilter(string known, string filter)
    {
        if (known != filter)
        {
            throw new ReplayException(
                $"The checkpoint {_file.Path} belongs to a replay with other filters (time, types, users). Use the same ones, or choose another checkpoint.");
        }
    }

    private void Write(SqliteSession session, ReplayFile file, string onConflict)
    {
        _json.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_json))
        {
            json.WriteStartObject();
            ReplayJson.WriteCounts(json, "counts", file.Counts);
            json.WriteEndObject();
        }

        session.Execute(
            $"INSERT OR {onConflict} INTO input(name, version, documents, done, counts) VALUES($1, $2, $3, $4, $5)",
            file.Name,
            file.Version,
            file.Documents,
            file.IsDone ? 1 : 0,
            Encoding.UTF8.GetString(_json.WrittenSpan));
    }

    private static ReplayFile ToFile(Microsoft.Data.Sqlite.SqliteDataReader row)
    {
        using var json = JsonDocument.Parse(row.GetString(4));
        return new ReplayFile(
            row.GetString(0),
            row.IsDBNull(1) ? null : row.GetString(1),
            row.GetInt64(2),
            row.GetInt64(3) == 1,
            ReplayJson.ReadCounts(json.RootElement.GetProperty("counts")));
    }
}
