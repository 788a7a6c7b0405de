using System.Buffers.Binary;
using Vidora.Integration.Delivery.Sqlite;
using Vidora.Integration.Delivery.WriteBack.State;

namespace Vidora.Integration.Delivery;

/// <summary>
/// What mParticle has accepted, in an SQLite file: the last value per feed, user and attribute, and how far the run came that is
/// under way. A value is in it only after mParticle's 202. One process at a time has the file open.
/// </summary>
public sealed class PredictionState : IDisposable
{
    private static readonly SqliteLayout _layout = new()
    {
        Name = "state file",
        UseAnother = "name another file",
        AfterDamage = "Move it away: the next run then writes every user once more.",
        ApplicationId = 0x5644_4C50, // "VDLP"
        Version = 1,
        Schema = """
            CREATE TABLE series(id INTEGER PRIMARY KEY, feed TEXT NOT NULL, pipeline TEXT NOT NULL, UNIQUE(feed, pipeline));
            CREATE TABLE attribute(series INTEGER NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY(series, number)) WITHOUT ROWID;
            CREATE TABLE accepted(series INTEGER NOT NULL, mpid INTEGER NOT NULL, run INTEGER NOT NULL, vals TEXT NOT NULL, PRIMARY KEY(series, mpid)) WITHOUT ROWID;
            CREATE TABLE run(
                number INTEGER PRIMARY KEY, series INTEGER NOT NULL, id TEXT NOT NULL, export TEXT NOT NULL, exported INTEGER NOT NULL,
                row_count INTEGER NOT NULL, started INTEGER NOT NULL, ended INTEGER, applied INTEGER NOT NULL DEFAULT 0, in_flight BLOB);
            CREATE INDEX run_series ON run(series, number);
            """,
    };

    private readonly SqliteFile _file;
    private readonly TimeProvider _time;
    private readonly FileStream? _lock;
    private readonly SqliteSession _session;
    private readonly Lock _gate = new();

    /// <summary>Opens the file, and makes it when it is new.</summary>
    /// <param name="file">The file, on a local disk.</param>
    /// <param name="timeProvider">The clock; the system's when null.</param>
    /// <exception cref="DeliveryStoreException">It cannot be used; the message says why and what to do.</exception>
    public PredictionState(string file, TimeProvider? timeProvider = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        _file = new SqliteFile(file, _layout);
        _time = timeProvider ?? TimeProvider.System;
        _lock = _file.Lock();
        try
        {
            _session = _file.Open();
        }
        catch
        {
            _lock?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _session.Dispose();
            _lock?.Dispose();
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
    internal AcceptedReader OpenReader(int series) => new(_file, series);

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private T Use<T>(Func<SqliteSession, T> work)
    {
        lock (_gate)
        {
            return _file.Guard(() => work(_session));
        }
    }

    private T InTransaction<T>(Func<SqliteSession, T> work) => Use(session => session.InTransaction(work));
}
