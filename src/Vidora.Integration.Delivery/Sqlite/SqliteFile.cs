using System.Data;
using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Vidora.Integration.Delivery.Sqlite;

/// <summary>Locks, checks, creates and opens an SQLite file of one layout.</summary>
/// <remarks>Dispose of it after its connections.</remarks>
internal sealed class SqliteFile(string path, SqliteLayout layout) : IDisposable
{
    /// <summary>The path of a file that lives in memory, for tests.</summary>
    public const string InMemory = ":memory:";

    public const int Busy = 5;
    public const int Full = 13;

    private const int ReadOnly = 8;
    private const int IoError = 10;
    private const int Corrupt = 11;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;
    private const int NoCheckpointOnClose = 1006;

    private const string MetaTable = "CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;";

    private volatile DeliveryStoreException? _damage;
    private SqliteLock? _lock;
    private WatchedFile? _log;

    /// <summary>Gets the full path with links resolved, or <see cref="InMemory"/>.</summary>
    public string Path { get; } = path == InMemory ? path : Resolve(System.IO.Path.GetFullPath(path));

    public bool IsInMemory => Path == InMemory;

    /// <summary>Gets the path of SQLite's log, which holds what was committed since the last checkpoint.</summary>
    public string LogPath => Path + "-wal";

    /// <summary>Gets a sentence that a person must read, although the file could be opened; null when there is none.</summary>
    public string? Notice { get; private set; }

    /// <summary>Gets how a connection found the file malformed; null when none did.</summary>
    public DeliveryStoreException? Damage => _damage;

    /// <summary>Returns why the open file must not be used; null when it may.</summary>
    /// <remarks>A connection has found it malformed, or it is no longer the file at its path, which a restart would open.</remarks>
    public DeliveryStoreException? FindFault() => _damage ?? (_lock?.Watch?.IsGone() == true ? Gone(Path) : _log?.IsGone() == true ? Gone(LogPath) : null);

    /// <summary>Locks the file for this process, and creates an empty one when it does not exist.</summary>
    /// <exception cref="DeliveryStoreException">Another process has the lock; the message names it.</exception>
    public void Lock()
    {
        if (IsInMemory)
        {
            return;
        }

        if (!Directory.Exists(System.IO.Path.GetDirectoryName(Path)))
        {
            throw new DeliveryStoreException($"The folder of the {layout.Name} {Path} does not exist. Create it, or {layout.UseAnother}.");
        }

        try
        {
            _lock = new SqliteLock(Path);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new DeliveryStoreException($"The {layout.Name} {Path} cannot be opened: no permission to write it or {Path}.lock.", e);
        }
        catch (IOException e)
        {
            throw new DeliveryStoreException(
                $"The {layout.Name} {Path} is in use by {DescribeHolder()}. One process at a time can use it: stop the other process, or "
                + $"{layout.UseAnother}.",
                e);
        }
    }

    /// <summary>Opens the file. A file without tables becomes one of the layout.</summary>
    /// <param name="readOnly">Whether to change nothing; then the file must exist.</param>
    /// <param name="maxPages">The most pages the file can have, which simulates a full disk; null for no limit.</param>
    /// <param name="disk">The space on the disk; null when it is not watched.</param>
    /// <exception cref="DeliveryStoreException">
    /// The file is damaged, belongs to another program or another version, or cannot be opened. It is left unchanged.
    /// </exception>
    public SqliteSession Open(bool readOnly = false, long? maxPages = null, DiskSpace? disk = null)
    {
        if (readOnly && !File.Exists(Path))
        {
            throw Missing();
        }

        if (!readOnly)
        {
            disk?.OpenUp();
        }

        var log = new FileInfo(LogPath);
        if (log is { Exists: true, Length: > 0 } && new FileInfo(Path).Length == 0)
        {
            // SQLite would delete the log of an empty file.
            throw new DeliveryStoreException(
                $"The {layout.Name} {Path} is missing or empty, but {LogPath} holds data of it. Nothing was changed. Put the file back, or "
                + $"move {LogPath} away to begin an empty one.");
        }

        var session = new SqliteSession(new SqliteConnection(ConnectionString(readOnly)));
        try
        {
            session.Connection.Open();
            session.Execute("PRAGMA cache_size=-16000");

            // A process that ended while it created the file leaves one without tables.
            var isNew = session.Scalar("SELECT count(*) FROM sqlite_schema") == 0 && session.Scalar("PRAGMA application_id") == 0;
            if (isNew && readOnly)
            {
                throw Missing();
            }

            if (!isNew)
            {
                CheckVersion(session, readOnly);
                Notice = log.Exists || session.Scalar("SELECT 1 FROM meta WHERE name='process'") is null ? null : LostLog();
            }

            if (!readOnly)
            {
                Prepare(session, isNew, maxPages, disk);
                _log = WatchedFile.TryOpen(LogPath);
            }

            return session;
        }
        catch (SqliteException e)
        {
            session.Dispose();
            throw e.SqliteErrorCode == NotADatabase
                ? new DeliveryStoreException(
                    $"{Path} is not a {layout.Name}, or it is damaged: it does not begin as an SQLite file does. It was left unchanged. "
                    + $"Move the file away, or {layout.UseAnother}.",
                    e)
                : Describe(e);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Opens a second connection that only reads, beside one that writes.</summary>
    public SqliteSession OpenReader() => Guard(() =>
    {
        var session = new SqliteSession(new SqliteConnection(ConnectionString(readOnly: false)));
        session.Connection.Open();
        session.Execute("PRAGMA query_only=ON");
        session.Execute("PRAGMA cache_size=-2000");
        return session;
    });

    /// <summary>Writes which process uses the file.</summary>
    public static int Sign(SqliteSession session) => session.Execute(
        "INSERT OR REPLACE INTO meta(name, value) VALUES('process', $1)",
        Environment.ProcessId.ToString(CultureInfo.InvariantCulture));

    /// <summary>Removes the signature and closes the connection that writes, which must be the last one.</summary>
    public void Close(SqliteSession session)
    {
        try
        {
            if (session.Connection.State == ConnectionState.Open)
            {
                if (FindFault() is null)
                {
                    session.Execute("DELETE FROM meta WHERE name='process'");
                }
                else
                {
                    // SQLite would delete the log at the path, which may be that of another file by now.
                    _ = raw.sqlite3_db_config(session.Connection.Handle, NoCheckpointOnClose, 1, out _);
                }
            }
        }
        catch (SqliteException)
        {
            // The next start finds the log, as after a crash.
        }

        session.Dispose();
    }

    /// <summary>Runs statements and turns errors of SQLite into sentences.</summary>
    /// <exception cref="DeliveryStoreException">SQLite fails.</exception>
    public T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException e)
        {
            throw Describe(e);
        }
    }

    public DeliveryStoreException Describe(SqliteException e)
    {
        var error = new DeliveryStoreException(
            $"The {layout.Name} {Path} " + e.SqliteErrorCode switch
            {
                Full => "cannot grow: the disk is full. Free some space; no accepted data is lost.",
                Corrupt or NotADatabase => "is damaged: SQLite finds it malformed. It was left unchanged. " + layout.AfterDamage,
                ReadOnly => "cannot be written: no permission, or the disk is mounted read-only.",
                Busy => "is being written by another program. Only this library may open it.",
                CannotOpen => "cannot be opened: check that the folder exists and can be written.",
                IoError => $"cannot be read or written: the disk reports an error (SQLite code {Code(e)}).",
                _ => $"cannot be used (SQLite code {Code(e)}).",
            },
            e);
        if (e.SqliteErrorCode is Corrupt or NotADatabase)
        {
            _damage ??= error;
        }

        return error;
    }

    public void Dispose()
    {
        _log?.Dispose();
        _lock?.Dispose();
    }

    /// <summary>Compares the lengths of the files with those of the last call. Another program that cuts them destroys data.</summary>
    /// <exception cref="SqliteException">A file was cut, or cannot be read.</exception>
    /// <returns>True.</returns>
    public bool CheckLengths(SqliteSession session)
    {
        // A vacuum of another program leaves a file that agrees with its header.
        if (_lock?.Watch is { } file && file.HasShrunk() && session.Scalar("PRAGMA page_count") * layout.PageSize > file.Length)
        {
            throw new SqliteException("The file was cut.", Corrupt);
        }

        if (_log?.HasShrunk() == true)
        {
            try
            {
                // Other programs can empty the log too. Then there is nothing in it that cannot be read.
                session.Checkpoint();
            }
            catch (SqliteException e) when (e.SqliteErrorCode == IoError)
            {
                throw new SqliteException("The log was cut.", Corrupt);
            }
        }

        return true;
    }

    private static string Code(SqliteException e) => e.SqliteExtendedErrorCode.ToString(CultureInfo.InvariantCulture);

    private string ConnectionString(bool readOnly) => new SqliteConnectionStringBuilder
    {
        DataSource = Path,
        Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate,
        Pooling = false,
        DefaultTimeout = 5,
    }.ToString();

    private DeliveryStoreException Gone(string file) => new(
        $"{file} of the {layout.Name} was removed, moved or replaced while it was in use, so a restart would not find what is accepted now. "
        + "Put the file back, or restart to go on with what is there.");

    private string LostLog() =>
        $"The {layout.Name} {Path} was not closed by the process that used it last, and {LogPath} is missing. What was accepted last is lost "
        + "unless another program has moved it into the file. If you have the missing file, stop this process and put it back.";

    private DeliveryStoreException Missing() => new($"There is no {layout.Name} {Path}.");

    /// <summary>Returns the path that SQLite uses: with the link at its end resolved.</summary>
    private static string Resolve(string path) =>
        new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;

    private void CheckVersion(SqliteSession session, bool readOnly)
    {
        if (session.Scalar("PRAGMA application_id") != layout.ApplicationId)
        {
            throw new DeliveryStoreException(
                $"{Path} is an SQLite file of another program. It was left unchanged. To go on, {layout.UseAnother}.");
        }

        var version = session.Scalar("PRAGMA user_version");
        if (version == layout.Version || (IsOlder(version) && !readOnly))
        {
            return;
        }

        throw new DeliveryStoreException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"The {layout.Name} {Path} has layout {version}; this version of the library knows {layout.Version}. It was left unchanged. ")
            + (IsOlder(version)
                ? "Start the host that uses it: that changes its layout once."
                : $"Use it with the version that wrote it, or {layout.UseAnother}."));
    }

    private bool IsOlder(long? version) => version >= 1 && version < layout.Version && layout.Upgrades.Count == layout.Version - 1;

    private void Prepare(SqliteSession session, bool isNew, long? maxPages, DiskSpace? disk)
    {
        if (isNew)
        {
            session.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA page_size={layout.PageSize}"));
        }

        session.Execute("PRAGMA journal_mode=WAL");
        session.Execute("PRAGMA synchronous=FULL");

        // A checkpoint can need as much space as the log has, and the reserve must suffice for it.
        var pages = Math.Min(1000, (disk?.Reserve ?? long.MaxValue) / layout.PageSize);
        session.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA wal_autocheckpoint={pages}"));
        if (maxPages is { } most)
        {
            session.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count={most}"));
        }

        if (isNew)
        {
            using var command = session.Connection.CreateCommand();
            command.CommandText = string.Create(
                CultureInfo.InvariantCulture,
                $"BEGIN IMMEDIATE;\n{MetaTable}\n{layout.Schema}\nPRAGMA application_id={layout.ApplicationId};\nPRAGMA user_version={layout.Version};\nCOMMIT;");
            command.ExecuteNonQuery();
        }

        Upgrade(session, disk);
        try
        {
            // The tables and the signature must not be in the log alone: a log can be lost.
            session.InTransaction(Sign);
            session.Checkpoint();
        }
        catch (SqliteException e) when (e.SqliteErrorCode == Full)
        {
            // A start needs no space.
        }
    }

    /// <summary>Gives a file of an older version the tables of this one, all changes or none.</summary>
    private void Upgrade(SqliteSession session, DiskSpace? disk)
    {
        var version = session.Scalar("PRAGMA user_version")!.Value;
        if (version < layout.Version)
        {
            layout.AddFunctions?.Invoke(session.Connection);
            session.InTransaction(
                inner =>
                {
                    using var command = inner.Connection.CreateCommand();
                    command.CommandText = string.Join('\n', layout.Upgrades.Skip((int)version - 1))
                        + string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version={layout.Version};");
                    return command.ExecuteNonQuery();
                },
                () => disk?.Release());
        }
    }

    private string DescribeHolder()
    {
        try
        {
            using var session = new SqliteSession(new SqliteConnection(ConnectionString(readOnly: true)));
            session.Connection.Open();
            return session.Command("SELECT value FROM meta WHERE name='process'").ExecuteScalar() is string process
                ? process == Environment.ProcessId.ToString(CultureInfo.InvariantCulture) ? "this process" : "process " + process
                : "another process";
        }
        catch (SqliteException)
        {
            return "another process";
        }
    }
}
