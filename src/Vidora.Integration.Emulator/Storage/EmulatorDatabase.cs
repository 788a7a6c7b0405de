using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using Vidora.Integration.Files;

namespace Vidora.Integration.Emulator.Storage;

/// <summary>
/// Holds the SQLite file with events, users and documents. Every use of the connection takes <see cref="Lock"/>. Without a
/// directory the file is temporary: it has no name and goes with the process.
/// </summary>
internal sealed class EmulatorDatabase : IDisposable
{
    private const string FileName = "emulator.db";
    private const long ApplicationId = 0x5645_4D55; // "VEMU"

    private const string Schema = """
        CREATE TABLE events(
            number INTEGER PRIMARY KEY, received INTEGER NOT NULL, user TEXT, type TEXT, problems INTEGER NOT NULL, event_id INTEGER);
        CREATE INDEX events_user ON events(user);
        CREATE TABLE bodies(number INTEGER PRIMARY KEY, json BLOB NOT NULL);
        CREATE TABLE users(
            number INTEGER PRIMARY KEY, mpid INTEGER NOT NULL, development INTEGER NOT NULL, batches INTEGER NOT NULL,
            UNIQUE(mpid, development));
        CREATE TABLE changes(
            number INTEGER PRIMARY KEY, user INTEGER NOT NULL, name TEXT NOT NULL, value TEXT, at INTEGER NOT NULL, request TEXT);
        CREATE INDEX changes_user ON changes(user);
        CREATE TABLE requests(id INTEGER PRIMARY KEY, day INTEGER NOT NULL);
        CREATE TABLE documents(name TEXT PRIMARY KEY, json TEXT NOT NULL);
        """;

    private readonly string? _file;
    private readonly FileStream? _directoryLock;
    private readonly Dictionary<string, SqliteStatement> _statements = [];
    private readonly Lock _documents = new();
    private SqliteConnection? _connection;

    /// <summary>Opens the file of a directory, or a temporary one.</summary>
    /// <exception cref="IOException">The directory is in use, or its file is damaged or of another kind.</exception>
    public EmulatorDatabase(string? directory)
    {
        if (directory is not null)
        {
            Directory.CreateDirectory(directory);
            _file = Path.Combine(directory, FileName);
            _directoryLock = LockDirectory(directory);
        }

        try
        {
            Open();
        }
        catch (SqliteException e)
        {
            Dispose();
            throw Unusable(e);
        }
    }

    public Lock Lock { get; } = new();

    /// <summary>Returns a statement, which is prepared once.</summary>
    public SqliteStatement Query(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            _statements[sql] = statement = new SqliteStatement(_connection!.Handle!, sql);
        }

        return statement;
    }

    public T Read<T>(Func<T> read)
    {
        lock (Lock)
        {
            return read();
        }
    }

    /// <summary>Makes all changes of <paramref name="change"/>, or none when it throws.</summary>
    public void Write(Action change)
    {
        lock (Lock)
        {
            Query("BEGIN").Run();
            try
            {
                change();
                Query("COMMIT").Run();
            }
            catch when (raw.sqlite3_get_autocommit(_connection!.Handle) == 0)
            {
                Query("ROLLBACK").Run();
                throw;
            }
        }
    }

    /// <summary>Removes the bytes of deleted rows from the file of a directory: SQLite leaves them in free pages.</summary>
    public void RemoveDeleted()
    {
        lock (Lock)
        {
            if (_file is not null)
            {
                Query("VACUUM").Run();
                Query("PRAGMA wal_checkpoint(TRUNCATE)").Run();
            }
        }
    }

    /// <summary>Replaces the file by an empty one.</summary>
    public void Clear()
    {
        lock (Lock)
        {
            Close();
            if (_file is not null)
            {
                File.Delete(_file);
            }

            Open();
        }
    }

    /// <summary>
    /// Replaces a document, or deletes it for null. Calls <paramref name="describe"/> under a separate lock, so that an older state never
    /// replaces a newer one; the caller holds no lock that it takes.
    /// </summary>
    public void WriteDocument(string name, Func<JsonNode?> describe)
    {
        lock (_documents)
        {
            var json = describe()?.ToJsonString();
            Write(() => (json is null
                ? Query("DELETE FROM documents WHERE name = ?1").Bind(1, name)
                : Query("INSERT OR REPLACE INTO documents VALUES(?1, ?2)").Bind(1, name).Bind(2, json)).Run());
        }
    }

    /// <summary>Reads a document when it exists.</summary>
    public void ReadDocument(string name, Action<JsonElement> read)
    {
        foreach (var json in Read(() => Query("SELECT json FROM documents WHERE name = ?1").Bind(1, name).ToList(row => row.Bytes(0).ToArray())))
        {
            using var document = JsonDocument.Parse(json);
            read(document.RootElement);
        }
    }

    /// <summary>Describes an error of the file to the person who set the directory.</summary>
    public IOException Unusable(Exception error) => error is SqliteException { SqliteErrorCode: not (raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB) }
        ? new($"{_file ?? "The temporary file"} could not be opened: {error.Message} Set another Directory.", error)
        : new($"{_file ?? "The temporary file"} is damaged or was not written by this emulator. Delete it, or set another Directory.", error);

    public void Dispose()
    {
        Close();
        _directoryLock?.Dispose();
    }

    private static FileStream LockDirectory(string directory)
    {
        try
        {
            // Only a file that is not shared is locked on every system.
            return OwnFile.Open(Path.Combine(directory, "emulator.lock"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        }
        catch (IOException e)
        {
            throw new IOException($"Directory is \"{directory}\", which another emulator uses. Stop it, or set another Directory.", e);
        }
    }

    private void Open()
    {
        if (_file is not null && !File.Exists(_file))
        {
            // SQLite gives its log the same rights.
            OwnFile.Open(_file, FileMode.CreateNew, FileAccess.Write, FileShare.None).Dispose();
        }

        // An empty name is a temporary file: SQLite creates it when its cache is full and unlinks it at once.
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _file ?? "", Pooling = false }.ToString());
        _connection.Open();
        Execute("PRAGMA page_size = 8192; PRAGMA cache_size = -32768;");

        // A commit survives the end of the process. WAL with NORMAL also keeps the file whole after a power failure.
        Execute(_file is null ? "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF" : "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
        if (Query("PRAGMA schema_version").Scalar() == 0)
        {
            Execute($"BEGIN; {Schema} PRAGMA application_id = {ApplicationId}; COMMIT");
        }
        else if (Query("PRAGMA application_id").Scalar() != ApplicationId)
        {
            throw new SqliteException("Another application wrote the file.", raw.SQLITE_NOTADB);
        }
    }

    private void Execute(string sql) => SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(_connection!.Handle, sql), _connection.Handle);

    private void Close()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _statements.Clear();
        _connection?.Dispose();
    }
}
