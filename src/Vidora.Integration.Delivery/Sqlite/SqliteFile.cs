using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Vidora.Integration.Delivery.Storage;

namespace Vidora.Integration.Delivery.Sqlite;

/// <summary>The file of a store: whose it is, whether it may be opened, and how.</summary>
internal static class SqliteFile
{
    public const int Busy = 5;
    public const int IoError = 10;
    public const int Corrupt = 11;
    public const int Full = 13;
    public const int CannotOpen = 14;
    public const int NotADatabase = 26;
    public const int ReadOnly = 8;

    private const long ApplicationId = 0x5644_4C51; // "VDLQ"
    private const long SchemaVersion = 1;

    private const string Schema = """
        CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE event(
            id INTEGER PRIMARY KEY, due INTEGER NOT NULL, size INTEGER NOT NULL, user TEXT NOT NULL,
            attempts INTEGER NOT NULL, accepted INTEGER NOT NULL, json BLOB NOT NULL);
        CREATE INDEX event_due ON event(due, size, user);
        CREATE TABLE dead(
            id INTEGER PRIMARY KEY, size INTEGER NOT NULL, user TEXT NOT NULL, reason TEXT NOT NULL,
            attempts INTEGER NOT NULL, accepted INTEGER NOT NULL, died INTEGER NOT NULL, json BLOB NOT NULL);
        CREATE INDEX dead_reason ON dead(reason, size, user);
        CREATE TABLE quarantine(
            id INTEGER PRIMARY KEY, received INTEGER NOT NULL, size INTEGER NOT NULL, user TEXT, reason INTEGER NOT NULL,
            content BLOB NOT NULL);
        CREATE INDEX quarantine_received ON quarantine(received, size, user);
        CREATE TABLE forgotten(user TEXT PRIMARY KEY, since INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE erasure(
            number INTEGER PRIMARY KEY, request TEXT NOT NULL UNIQUE, users TEXT NOT NULL, received INTEGER NOT NULL,
            events INTEGER NOT NULL, dead INTEGER NOT NULL, quarantined INTEGER NOT NULL, forwarded INTEGER,
            answered INTEGER, attempts INTEGER NOT NULL, due INTEGER NOT NULL, reason TEXT);
        CREATE INDEX erasure_open ON erasure(due) WHERE answered IS NULL;
        """;

    /// <summary>Holds the file for this process; whoever comes second gets an error that says who was first.</summary>
    public static FileStream Lock(string file)
    {
        var folder = Path.GetDirectoryName(file)!;
        if (!Directory.Exists(folder))
        {
            throw new DeliveryStoreException($"The folder of the queue file {file} does not exist. Create it, or change QueueFile.");
        }

        try
        {
            return new FileStream(file + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new DeliveryStoreException($"The queue file {file} cannot be opened: no permission to write {file}.lock.", e);
        }
        catch (IOException e)
        {
            throw new DeliveryStoreException(
                $"The queue file {file} is in use by {DescribeHolder(file)}. One process at a time may have it: stop the other one, or "
                + "give this one another QueueFile.",
                e);
        }
    }

    /// <summary>Opens the file, makes it when it is new, and refuses it, unchanged, when it is not a sound queue.</summary>
    public static SqliteSession Open(string file, bool readOnly, DateTimeOffset now, long? maxPages = null)
    {
        var isNew = !File.Exists(file) || new FileInfo(file).Length == 0;
        if (readOnly && isNew)
        {
            throw new DeliveryStoreException($"There is no queue file {file}.");
        }

        if (!isNew)
        {
            CheckHeader(file);
        }

        var session = new SqliteSession(new SqliteConnection(ConnectionString(file, readOnly)));
        try
        {
            KeepToOurselves(file);
            session.Connection.Open();
            if (isNew)
            {
                // Several events fit into a page of this size, so a group commit writes fewer of them.
                session.Execute("PRAGMA page_size=16384");
            }
            else
            {
                CheckVersion(session, file);
            }

            session.Execute("PRAGMA cache_size=-8000");
            if (!readOnly)
            {
                session.Execute("PRAGMA journal_mode=WAL");
                session.Execute("PRAGMA synchronous=FULL");
                session.Execute("PRAGMA wal_autocheckpoint=1000");
                if (maxPages is { } pages)
                {
                    session.Execute("PRAGMA max_page_count=" + pages.ToString(CultureInfo.InvariantCulture));
                }

                if (isNew)
                {
                    Create(session);
                }

                Sign(session);

                // What was never sent is due now, even when the clock was wrong while it was accepted.
                session.Execute(
                    "UPDATE event SET due=$1 WHERE due>$1 AND attempts=0", now.ToUnixTimeMilliseconds());
            }

            session.Tally = Count(session);
            return session;
        }
        catch (SqliteException e)
        {
            session.Dispose();
            throw Describe(file, e);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Writes down which process has the file.</summary>
    public static int Sign(SqliteSession session) => session.Execute(
        "INSERT OR REPLACE INTO meta(name, value) VALUES('process', $1)",
        Environment.ProcessId.ToString(CultureInfo.InvariantCulture));

    public static SqliteSession OpenReader(string file)
    {
        var session = new SqliteSession(new SqliteConnection(ConnectionString(file, readOnly: false)));
        session.Connection.Open();
        session.Execute("PRAGMA query_only=ON");
        session.Execute("PRAGMA cache_size=-2000");
        return session;
    }

    public static StoreTally Count(SqliteSession session)
    {
        var tally = new StoreTally();
        session.Query(
            row =>
            {
                tally.Events = row.GetInt64(0);
                tally.Bytes = row.GetInt64(1);
                return 0;
            },
            "SELECT count(*), coalesce(sum(size), 0) FROM event INDEXED BY event_due");
        session.Query(
            row =>
            {
                tally.AddDeadLetters(row.GetString(0), row.GetInt64(1), row.GetInt64(2));
                return 0;
            },
            "SELECT reason, count(*), sum(size) FROM dead INDEXED BY dead_reason GROUP BY reason");
        session.Query(
            row =>
            {
                tally.QuarantineItems = row.GetInt64(0);
                tally.QuarantineBytes = row.GetInt64(1);
                return 0;
            },
            "SELECT count(*), coalesce(sum(size), 0) FROM quarantine INDEXED BY quarantine_received");
        tally.ForgottenUsers = session.Scalar("SELECT count(*) FROM forgotten") ?? 0;
        tally.OpenErasures = session.Scalar("SELECT count(*) FROM erasure WHERE answered IS NULL") ?? 0;
        tally.LastId = Math.Max(
            session.Scalar("SELECT max(id) FROM event") ?? 0,
            session.Scalar("SELECT max(id) FROM dead") ?? 0);
        return tally;
    }

    public static DeliveryStoreException Describe(string file, SqliteException e) => new(
        e.SqliteErrorCode switch
        {
            Full => $"The queue file {file} cannot grow: the disk is full. Free some space; nothing that was accepted is lost.",
            Corrupt or NotADatabase =>
                $"The queue file {file} is damaged: SQLite finds it malformed. It was left as it is. Move it away together with its "
                + "-wal file to start with an empty queue, and recover what it holds with the sqlite3 tool's .recover.",
            ReadOnly => $"The queue file {file} cannot be written: no permission, or the disk is mounted read-only.",
            Busy => $"The queue file {file} is being written by another program. Only this library may have it open.",
            CannotOpen => $"The queue file {file} cannot be opened: check that the folder exists and may be written.",
            IoError => $"The queue file {file} cannot be read or written: the disk reports an error "
                + $"(SQLite code {e.SqliteExtendedErrorCode.ToString(CultureInfo.InvariantCulture)}).",
            _ => $"The queue file {file} cannot be used (SQLite code {e.SqliteExtendedErrorCode.ToString(CultureInfo.InvariantCulture)}).",
        },
        e);

    private static string ConnectionString(string file, bool readOnly) => new SqliteConnectionStringBuilder
    {
        DataSource = file,
        Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate,
        Pooling = false,
        DefaultTimeout = 5,
    }.ToString();

    /// <summary>Events and predictions are people's: a new file is for this user only, and SQLite makes its log like it.</summary>
    public static void KeepToOurselves(string file)
    {
        if (!OperatingSystem.IsWindows() && !File.Exists(file))
        {
            new FileStream(file, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }).Dispose();
        }
    }

    private static void CheckHeader(string file)
    {
        Span<byte> header = stackalloc byte[16];
        int read;
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            read = stream.ReadAtLeast(header, 16, throwOnEndOfStream: false);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new DeliveryStoreException($"The queue file {file} cannot be read: no permission.", e);
        }

        if (!header[..read].SequenceEqual("SQLite format 3\0"u8))
        {
            throw new DeliveryStoreException(
                $"{file} is not a queue file, or it is damaged: it does not begin as an SQLite file does. It was left as it is; "
                + "change QueueFile, or move the file away.");
        }
    }

    private static void CheckVersion(SqliteSession session, string file)
    {
        if (session.Scalar("PRAGMA application_id") != ApplicationId)
        {
            throw new DeliveryStoreException(
                $"{file} is an SQLite file of another program. It was left as it is; change QueueFile.");
        }

        if (session.Scalar("PRAGMA user_version") is var version && version != SchemaVersion)
        {
            throw new DeliveryStoreException(string.Create(
                CultureInfo.InvariantCulture,
                $"The queue file {file} has layout {version}; this version of the library knows {SchemaVersion}. It was left as it is; "
                + $"let the version that wrote it send what it holds, or change QueueFile."));
        }
    }

    private static void Create(SqliteSession session)
    {
        using var command = session.Connection.CreateCommand();
        command.CommandText = new StringBuilder("BEGIN IMMEDIATE;\n")
            .Append(Schema)
            .Append(CultureInfo.InvariantCulture, $"\nPRAGMA application_id={ApplicationId};")
            .Append(CultureInfo.InvariantCulture, $"\nPRAGMA user_version={SchemaVersion};\nCOMMIT;")
            .ToString();
        command.ExecuteNonQuery();
    }

    private static string DescribeHolder(string file)
    {
        try
        {
            using var session = new SqliteSession(new SqliteConnection(ConnectionString(file, readOnly: true)));
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
