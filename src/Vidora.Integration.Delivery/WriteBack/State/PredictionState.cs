using System.Buffers.Binary;
using Vidora.Integration.Delivery.Sqlite;

namespace Vidora.Integration.Delivery.WriteBack.State;

/// <summary>Describes a run in the state file.</summary>
/// <param name="Series">The history that it writes to.</param>
/// <param name="Number">Its number.</param>
/// <param name="Id">Its part of each <c>source_request_id</c>.</param>
/// <param name="IsResumed">Whether an earlier attempt began it.</param>
internal sealed record RunRecord(int Series, long Number, string Id, bool IsResumed)
{
    /// <summary>An id of the same length as every id.</summary>
    public const string EmptyId = "00000000000000000000000000000000";
}

/// <summary>Describes the export that was applied last.</summary>
internal sealed record AppliedExport(long Rows, DateTimeOffset ExportedAt);

/// <summary>Keeps what mParticle has accepted, per feed, pipeline and user, and how far each run is, in an SQLite file.</summary>
/// <remarks>A value is in the file only after mParticle's 202. One process at a time can open the file.</remarks>
internal sealed class PredictionState : IDisposable
{
    private static readonly SqliteLayout _layout = new()
    {
        Name = "state file",
        UseAnother = "use another state file",
        AfterDamage = "Move it away. The next run writes every user again.",
        ApplicationId = 0x5644_4C50, // "VDLP"
        Version = 1,
        Schema = """
            CREATE TABLE series(id INTEGER PRIMARY KEY, feed TEXT NOT NULL, pipeline TEXT NOT NULL, UNIQUE(feed, pipeline));
            CREATE TABLE accepted(series INTEGER NOT NULL, mpid INTEGER NOT NULL, run INTEGER NOT NULL, vals TEXT NOT NULL, PRIMARY KEY(series, mpid)) WITHOUT ROWID;
            CREATE TABLE run(
                number INTEGER PRIMARY KEY, series INTEGER NOT NULL, id TEXT NOT NULL, export TEXT NOT NULL, exported INTEGER NOT NULL,
                row_count INTEGER NOT NULL, started INTEGER NOT NULL, ended INTEGER, applied INTEGER NOT NULL DEFAULT 0, in_flight BLOB);
            CREATE INDEX run_series ON run(series, number);
            """,
    };

    private readonly SqliteFile _file;
    private readonly TimeProvider _time;
    private readonly SqliteSession _session;
    private readonly Lock _gate = new();

    /// <exception cref="DeliveryStoreException">The file cannot be used.</exception>
    public PredictionState(string file, TimeProvider? timeProvider = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        _file = new SqliteFile(file, _layout);
        _time = timeProvider ?? TimeProvider.System;
        try
        {
            _file.Lock();
            _session = _file.Open();
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _file.Close(_session);
            _file.Dispose();
        }
    }

    /// <summary>Returns the number of the history of a pipeline in a feed.</summary>
    public int FindSeries(string feed, string pipeline) => Use(session =>
    {
        session.Execute("INSERT OR IGNORE INTO series(feed, pipeline) VALUES($1, $2)", feed, pipeline);
        return (int)session.Scalar("SELECT id FROM series WHERE feed=$1 AND pipeline=$2", feed, pipeline)!.Value;
    });

    /// <summary>Returns the export applied last; null before the first.</summary>
    public AppliedExport? FindLastApplied(int series) => Use(session => session.Query(
        row => new AppliedExport(row.GetInt64(0), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1))),
        "SELECT row_count, exported FROM run WHERE series=$1 AND applied=1 ORDER BY number DESC LIMIT 1",
        series).FirstOrDefault());

    /// <summary>Returns whether mParticle has accepted a user of the history who is not erased.</summary>
    public bool HasAccepted(int series) => Use(session => session.Scalar("SELECT 1 FROM accepted WHERE series=$1 LIMIT 1", series) is not null);

    /// <summary>Resumes the unfinished run of the same export, or begins one.</summary>
    /// <remarks>Other unfinished runs end. The users that they had in flight count as not accepted, because their state is unknown.</remarks>
    public RunRecord Begin(int series, string export, DateTimeOffset exported, long rows) => InTransaction(session =>
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

        return resumed ?? Begin(session, series, export, exported, rows);
    });

    /// <summary>Stores, in one transaction, the accepted values and the users that are sent next.</summary>
    public void Advance(RunRecord run, IReadOnlyCollection<(long Mpid, string Values)> accepted, IReadOnlyCollection<long> inFlight) => InTransaction(session =>
    {
        foreach (var (mpid, values) in accepted)
        {
            session.Execute("INSERT OR REPLACE INTO accepted(series, mpid, run, vals) VALUES($1, $2, $3, $4)", run.Series, mpid, run.Number, values);
        }

        var bytes = new byte[inFlight.Count * sizeof(long)];
        foreach (var (i, mpid) in inFlight.Index())
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), mpid);
        }

        return session.Execute("UPDATE run SET in_flight=$2 WHERE number=$1", run.Number, bytes);
    });

    /// <summary>Ends a run that has settled every row. Later exports are compared with a baseline.</summary>
    public void Finish(RunRecord run, bool isBaseline) => Use(session => session.Execute(
        "UPDATE run SET ended=$2, applied=$3, in_flight=NULL WHERE number=$1", run.Number, Now(), isBaseline ? 1 : 0));

    /// <summary>Lists users with accepted values after one, in each history.</summary>
    public IReadOnlyList<(int Series, long Mpid)> List(int series, long mpid, int limit) => Use(session => session.Query(
        row => (row.GetInt32(0), row.GetInt64(1)),
        "SELECT series, mpid FROM accepted WHERE (series, mpid) > ($1, $2) ORDER BY series, mpid LIMIT $3",
        series,
        mpid,
        limit));

    /// <summary>Removes the accepted values of users from every history, and overwrites their bytes.</summary>
    public void Forget(IEnumerable<long> mpids)
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
        Use(session => session.Checkpoint("TRUNCATE"));
        Use(session => session.Execute("PRAGMA secure_delete=OFF"));
    }

    public AcceptedReader OpenReader(int series) => new(_file, series);

    private RunRecord Begin(SqliteSession session, int series, string export, DateTimeOffset exported, long rows)
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
        return new RunRecord(series, session.Scalar("SELECT last_insert_rowid()")!.Value, id, false);
    }

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private T Use<T>(Func<SqliteSession, T> work)
    {
        lock (_gate)
        {
            return _file.FindFault() is { } fault ? throw fault : _file.Guard(() => work(_session));
        }
    }

    private T InTransaction<T>(Func<SqliteSession, T> work) => Use(session => session.InTransaction(work));
}
