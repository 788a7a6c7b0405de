using System.Buffers.Binary;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Vidora.Integration.Delivery.Sqlite;
using Vidora.Integration.Delivery.Storage;
using Vidora.Integration.Delivery.WriteBack.State;

namespace Vidora.Integration.Delivery;

/// <summary>
/// What mParticle has accepted, in an SQLite file: the last value per feed, user and attribute, and how far the run came that is
/// under way. A value is in it only after mParticle's 202. One process at a time has the file open.
/// </summary>
public sealed class PredictionState : IDisposable
{
    private const long ApplicationId = 0x5644_4C50; // "VDLP"
    private const long SchemaVersion = 1;

    private const string Schema = """
        CREATE TABLE series(id INTEGER PRIMARY KEY, feed TEXT NOT NULL, pipeline TEXT NOT NULL, UNIQUE(feed, pipeline));
        CREATE TABLE attribute(series INTEGER NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY(series, number)) WITHOUT ROWID;
        CREATE TABLE accepted(series INTEGER NOT NULL, mpid INTEGER NOT NULL, run INTEGER NOT NULL, vals TEXT NOT NULL, PRIMARY KEY(series, mpid)) WITHOUT ROWID;
        CREATE TABLE run(
            number INTEGER PRIMARY KEY, series INTEGER NOT NULL, id TEXT NOT NULL, export TEXT NOT NULL, exported INTEGER NOT NULL,
            row_count INTEGER NOT NULL, started INTEGER NOT NULL, ended INTEGER, applied INTEGER NOT NULL DEFAULT 0, in_flight BLOB);
        CREATE INDEX run_series ON run(series, number);
        """;

    private readonly string _file;
    private readonly TimeProvider _time;
    private readonly FileStream _lock;
    private readonly SqliteSession _session;
    private readonly Lock _gate = new();

    /// <summary>Opens the file, and makes it when it is new.</summary>
    /// <param name="file">The file, on a local disk.</param>
    /// <param name="timeProvider">The clock; the system's when null.</param>
    /// <exception cref="PredictionStateException">It cannot be used; the message says why and what to do.</exception>
    public PredictionState(string file, TimeProvider? timeProvider = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        _file = Path.GetFullPath(file);
        _time = timeProvider ?? TimeProvider.System;
        _lock = Lock(_file);
        try
        {
            _session = Open(_file);
        }
        catch (SqliteException e)
        {
            _lock.Dispose();
            throw Describe(e);
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _session.Dispose();
            _lock.Dispose();
        }
    }

    /// <summary>The number of what is written to one feed for one pipeline.</summary>
    internal int FindSeries(string feed, string pipeline) => Use(session =>
    {
        session.Execute("INSERT OR IGNORE INTO series(feed, pipeline) VALUES($1, $2)", feed, pipeline);
        return (int)session.Scalar("SELECT id FROM series WHERE feed=$1 AND pipeline=$2", feed, pipeline)!.Value;
    });

    /// <summary>The numbers of columns, new ones for those that are new.</summary>
    internal int[] FindColumns(int series, IEnumerable<string> names) => Use(session =>
    {
        var numbers = new List<int>();
        foreach (var name in names)
        {
            session.Execute(
                "INSERT INTO attribute(series, number, name) SELECT $1, (SELECT coalesce(max(number), 0) + 1 FROM attribute WHERE series=$1), $2 "
                + "WHERE NOT EXISTS (SELECT 1 FROM attribute WHERE series=$1 AND name=$2)",
                series,
                name);
            numbers.Add((int)session.Scalar("SELECT number FROM attribute WHERE series=$1 AND name=$2", series, name)!.Value);
        }

        return numbers.ToArray();
    });

    /// <summary>The export applied last; null before the first.</summary>
    internal AppliedExport? FindLastApplied(int series) => Use(session => session.Query(
        row => new AppliedExport(row.GetInt64(0), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1))),
        "SELECT row_count, exported FROM run WHERE series=$1 AND applied=1 ORDER BY number DESC LIMIT 1",
        series).FirstOrDefault());

    /// <summary>Whether mParticle has ever accepted a user of the series who is not forgotten.</summary>
    internal bool HasAccepted(int series) => Use(session => session.Scalar("SELECT 1 FROM accepted WHERE series=$1 LIMIT 1", series) is not null);

    /// <summary>
    /// Goes on with the run of the same export that was not finished, or begins one. What other unfinished runs had in flight may
    /// have arrived or not: it counts as not accepted from here on.
    /// </summary>
    internal RunRecord Begin(int series, string export, DateTimeOffset exported, long rows) => InTransaction(session =>
    {
        RunRecord? resumed = null;
        foreach (var (number, id, of, inFlight) in session.Query(
            row => (row.GetInt64(0), row.GetString(1), row.GetString(2), row.IsDBNull(3) ? [] : row.GetFieldValue<byte[]>(3)),
            "SELECT number, id, export, in_flight FROM run WHERE series=$1 AND ended IS NULL ORDER BY number DESC",
            series))
        {
            if (of == export && resumed is null)
            {
                resumed = new RunRecord(series, number, id, true);
                continue;
            }

            for (var i = 0; i < inFlight.Length; i += sizeof(long))
            {
                session.Execute("DELETE FROM accepted WHERE series=$1 AND mpid=$2", series, BinaryPrimitives.ReadInt64LittleEndian(inFlight.AsSpan(i)));
            }

            session.Execute("UPDATE run SET ended=$2, in_flight=NULL WHERE number=$1", number, Now());
        }

        if (resumed is null)
        {
            var id = Guid.NewGuid().ToString("N");
            session.Execute(
                "INSERT INTO run(series, id, export, exported, row_count, started) VALUES($1, $2, $3, $4, $5, $6)",
                series,
                id,
                export,
                exported.ToUnixTimeMilliseconds(),
                rows,
                Now());
            resumed = new RunRecord(series, session.Scalar("SELECT last_insert_rowid()")!.Value, id, false);
        }

        return resumed;
    });

    /// <summary>In one durable step: what was accepted, and who is about to be sent.</summary>
    internal void Advance(RunRecord run, IReadOnlyCollection<(long Mpid, string Values)> accepted, IReadOnlyCollection<long> inFlight) => InTransaction(session =>
    {
        foreach (var (mpid, values) in accepted)
        {
            session.Execute("INSERT OR REPLACE INTO accepted(series, mpid, run, vals) VALUES($1, $2, $3, $4)", run.Series, mpid, run.Number, values);
        }

        var bytes = new byte[inFlight.Count * sizeof(long)];
        var position = 0;
        foreach (var mpid in inFlight)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(position), mpid);
            position += sizeof(long);
        }

        session.Execute("UPDATE run SET in_flight=$2 WHERE number=$1", run.Number, bytes);
        return 0;
    });

    /// <summary>The run has settled every row; later exports are compared with a baseline.</summary>
    internal void Finish(RunRecord run, bool isBaseline) => Use(session => session.Execute(
        "UPDATE run SET ended=$2, applied=$3, in_flight=NULL WHERE number=$1", run.Number, Now(), isBaseline ? 1 : 0));

    /// <summary>Forgets what was accepted for users, of every feed and pipeline; their bytes are overwritten.</summary>
    internal void Forget(IEnumerable<long> mpids)
    {
        Use(session => session.Execute("PRAGMA secure_delete=ON"));
        InTransaction(session =>
        {
            foreach (var mpid in mpids)
            {
                session.Execute("DELETE FROM accepted WHERE mpid=$1 AND series IN (SELECT id FROM series)", mpid);
            }

            return 0;
        });
        Use(session => session.Execute("PRAGMA secure_delete=OFF"));
    }

    /// <summary>A reader of its own, for whoever compares while another writes.</summary>
    internal AcceptedReader OpenReader(int series)
    {
        try
        {
            return new AcceptedReader(SqliteFile.OpenReader(_file), series, Describe);
        }
        catch (SqliteException e)
        {
            throw Describe(e);
        }
    }

    private static FileStream Lock(string file)
    {
        if (!Directory.Exists(Path.GetDirectoryName(file)))
        {
            throw new PredictionStateException($"The folder of the state file {file} does not exist. Create it, or name another file.");
        }

        try
        {
            return new FileStream(file + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new PredictionStateException($"The state file {file} cannot be opened: no permission to write {file}.lock.", e);
        }
        catch (IOException e)
        {
            throw new PredictionStateException($"The state file {file} is in use. One process at a time may have it: stop the other one, or name another file.", e);
        }
    }

    private static SqliteSession Open(string file)
    {
        var isNew = !File.Exists(file) || new FileInfo(file).Length == 0;
        SqliteFile.KeepToOurselves(file);
        var session = new SqliteSession(new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Pooling = false,
            DefaultTimeout = 5,
        }.ToString()));
        try
        {
            session.Connection.Open();
            if (!isNew && session.Scalar("PRAGMA application_id") != ApplicationId)
            {
                throw new PredictionStateException($"{file} is a file of another program. It was left as it is; name another file.");
            }

            if (!isNew && session.Scalar("PRAGMA user_version") != SchemaVersion)
            {
                throw new PredictionStateException($"The state file {file} has a layout that this version of the library does not know. It was left as it is; name another file.");
            }

            session.Execute("PRAGMA cache_size=-16000");
            session.Execute("PRAGMA journal_mode=WAL");
            session.Execute("PRAGMA synchronous=FULL");
            if (isNew)
            {
                using var command = session.Connection.CreateCommand();
                command.CommandText = string.Create(
                    CultureInfo.InvariantCulture,
                    $"BEGIN IMMEDIATE;\n{Schema}\nPRAGMA application_id={ApplicationId};\nPRAGMA user_version={SchemaVersion};\nCOMMIT;");
                command.ExecuteNonQuery();
            }

            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private T Use<T>(Func<SqliteSession, T> work)
    {
        lock (_gate)
        {
            try
            {
                return work(_session);
            }
            catch (SqliteException e)
            {
                throw Describe(e);
            }
        }
    }

    private T InTransaction<T>(Func<SqliteSession, T> work) => Use(session =>
    {
        session.Execute("BEGIN IMMEDIATE");
        try
        {
            var result = work(session);
            session.Execute("COMMIT");
            return result;
        }
        catch
        {
            RollBack(session);
            throw;
        }
    });

    private static void RollBack(SqliteSession session)
    {
        try
        {
            session.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite has rolled back by itself, as it does when the disk is full.
        }
    }

    private PredictionStateException Describe(SqliteException e) => new(
        e.SqliteErrorCode switch
        {
            SqliteFile.Full => $"The state file {_file} cannot grow: the disk is full. Free some space; nothing is lost.",
            SqliteFile.Corrupt or SqliteFile.NotADatabase =>
                $"The state file {_file} is damaged or no state file. Move it away: the next run then writes every user once more.",
            SqliteFile.ReadOnly or SqliteFile.CannotOpen => $"The state file {_file} cannot be written: no permission, or the disk is mounted read-only.",
            _ => $"The state file {_file} cannot be used (SQLite code {e.SqliteExtendedErrorCode.ToString(CultureInfo.InvariantCulture)}).",
        },
        e);
}
