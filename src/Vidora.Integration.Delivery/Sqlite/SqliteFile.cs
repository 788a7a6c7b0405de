using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Vidora.Integration.Delivery.Sqlite;

/// <summary>Locks, checks, creates and opens an SQLite file of one layout.</summary>
internal sealed class SqliteFile(string path, SqliteLayout layout)
{
    /// <summary>The path of a file that lives in memory, for tests.</summary>
    public const string InMemory = ":memory:";

    private const int Busy = 5;
    private const int ReadOnly = 8;
    private const int IoError = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    private const string MetaTable = "CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;";

    /// <summary>Gets the full path, or <see cref="InMemory"/>.</summary>
    public string Path { get; } = path == InMemory ? path : System.IO.Path.GetFullPath(path);

    public bool IsInMemory => Path == InMemory;

    /// <summary>Returns whether an error says that the content of the file is damaged.</summary>
    public static bool IsDamage(Exception e) => e is SqliteException { SqliteErrorCode: Corrupt or NotADatabase };

    /// <summary>Locks the file for this process. Returns null for a file in memory.</summary>
    /// <exception cref="DeliveryStoreException">Another process has the lock; the message names it.</exception>
    public FileStream? Lock()
    {
        if (IsInMemory)
        {
            return null;
        }

        if (!Directory.Exists(System.IO.Path.GetDirectoryName(Path)))
        {
            throw new DeliveryStoreException($"The folder of the {layout.Name} {Path} does not exist. Create it, or {layout.UseAnother}.");
        }

        try
        {
            return new FileStream(Path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new DeliveryStoreException($"The {layout.Name} {Path} cannot be opened: no permission to write {Path}.lock.", e);
        }
        catch (IOException e)
        {
            throw new DeliveryStoreException(
                $"The {layout.Name} {Path} is in use by {DescribeHolder()}. One process at a time can use it: stop the other process, or "
                + $"{layout.UseAnother}.",
                e);
        }
    }

    /// <summary>Opens the file, and creates it when it does not exist.</summary>
    /// <param name="readOnly">Whether to change nothing; then the file must exist.</param>
    /// <param name="maxPages">The most pages the file can have, which simulates a full disk; null for no limit.</param>
    /// <exception cref="DeliveryStoreException">
    /// The file is damaged, belongs to another program or another version, or cannot be opened. It is left unchanged.
    /// </exception>
    public SqliteSession Open(bool readOnly = false, long? maxPages = null)
    {
        var isNew = IsInMemory || !File.Exists(Path) || new FileInfo(Path).Length == 0;
        if (readOnly && isNew)
        {
            throw new DeliveryStoreException($"There is no {layout.Name} {Path}.");
        }

        if (!isNew)
        {
            CheckHeader();
        }

        var session = new SqliteSession(new SqliteConnection(ConnectionString(readOnly)));
        try
        {
            KeepPrivate();
            session.Connection.Open();
            if (!isNew)
            {
                CheckVersion(session);
            }

            session.Execute("PRAGMA cache_size=-16000");
            if (!readOnly)
            {
                Prepare(session, isNew, maxPages);
            }

            return session;
        }
        catch (SqliteException e)
        {
            session.Dispose();
            throw Describe(e);
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

    public DeliveryStoreException Describe(SqliteException e) => new(
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

    private static string Code(SqliteException e) => e.SqliteExtendedErrorCode.ToString(CultureInfo.InvariantCulture);

    private string ConnectionString(bool readOnly) => new SqliteConnectionStringBuilder
    {
        DataSource = Path,
        Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate,
        Pooling = false,
        DefaultTimeout = 5,
    }.ToString();

    /// <summary>Creates a new file for this user only, because it holds personal data. SQLite gives its log the same rights.</summary>
    private void KeepPrivate()
    {
        if (!OperatingSystem.IsWindows() && !IsInMemory && !File.Exists(Path))
        {
            new FileStream(Path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }).Dispose();
        }
    }

    private void CheckHeader()
    {
        Span<byte> header = stackalloc byte[16];
        int read;
        try
        {
            using var stream = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            read = stream.ReadAtLeast(header, 16, throwOnEndOfStream: false);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new DeliveryStoreException($"The {layout.Name} {Path} cannot be read: no permission.", e);
        }

        if (!header[..read].SequenceEqual("SQLite format 3\0"u8))
        {
            throw new DeliveryStoreException(
                $"{Path} is not a {layout.Name}, or it is damaged: it does not begin as an SQLite file does. It was left unchanged. "
                + $"Move the file away, or {layout.UseAnother}.");
        }
    }

    private void CheckVersion(SqliteSession session)
    {
        if (session.Scalar("PRAGMA application_id") != layout.ApplicationId)
        {
            throw new DeliveryStoreException(
                $"{Path} is an SQLite file of another program. It was left unchanged. To go on, {layout.UseAnother}.");
        }

        if (session.Scalar("PRAGMA user_version") is var version && version != layout.Version)
        {
            throw new DeliveryStoreException(string.Create(
                CultureInfo.InvariantCulture,
                $"The {layout.Name} {Path} has layout {version}; this version of the library knows {layout.Version}. It was left unchanged. ")
                + $"Use it with the version that wrote it, or {layout.UseAnother}.");
        }
    }

    private void Prepare(SqliteSession session, bool isNew, long? maxPages)
    {
        if (isNew)
        {
            session.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA page_size={layout.PageSize}"));
        }

        session.Execute("PRAGMA journal_mode=WAL");
        session.Execute("PRAGMA synchronous=FULL");
        session.Execute("PRAGMA wal_autocheckpoint=1000");
        if (maxPages is { } pages)
        {
            session.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count={pages}"));
        }

        if (isNew)
        {
            using var command = session.Connection.CreateCommand();
            command.CommandText = string.Create(
                CultureInfo.InvariantCulture,
                $"BEGIN IMMEDIATE;\n{MetaTable}\n{layout.Schema}\nPRAGMA application_id={layout.ApplicationId};\nPRAGMA user_version={layout.Version};\nCOMMIT;");
            command.ExecuteNonQuery();
        }

        Sign(session);
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
