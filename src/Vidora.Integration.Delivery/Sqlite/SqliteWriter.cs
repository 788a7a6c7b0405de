using Microsoft.Data.Sqlite;

namespace Vidora.Integration.Delivery.Sqlite;

/// <summary>Writes on one thread. All writes that wait become one transaction and share one fsync.</summary>
/// <remarks>SQLite's calls block, so this is a thread and not a task.</remarks>
internal sealed class SqliteWriter : IDisposable
{
    private const int MaxGroupWeight = 20_000;

    private readonly SqliteFile _file;
    private readonly SqliteSession _session;
    private readonly Action _begin;
    private readonly Action _commit;
    private readonly object _gate = new();
    private readonly Queue<SqliteWork> _waiting = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DeliveryStoreException? _damage;
    private bool _closing;

    /// <param name="file">The file, which describes errors.</param>
    /// <param name="session">The connection that writes; the writer disposes of it.</param>
    /// <param name="begin">Runs before a transaction, also before one that fails.</param>
    /// <param name="commit">Runs after a transaction is durable and before its callers hear so.</param>
    public SqliteWriter(SqliteFile file, SqliteSession session, Action begin, Action commit)
    {
        _file = file;
        _session = session;
        _begin = begin;
        _commit = commit;
        new Thread(Loop) { IsBackground = true, Name = "vidora-sqlite-writer" }.Start();
    }

    /// <summary>Writes, and returns when the write is durable.</summary>
    /// <param name="run">Writes.</param>
    /// <param name="weight">About how many rows it writes.</param>
    /// <param name="overwrites">Whether deleted data is overwritten in the file, and the log emptied afterwards.</param>
    /// <param name="cancellationToken">Cancels the call before the write begins.</param>
    public async Task<T> RunAsync<T>(Func<SqliteSession, T> run, int weight, bool overwrites, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var result = default(T);
        var work = new SqliteWork(session => result = run(session), weight, overwrites);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closing, this);
            _waiting.Enqueue(work);
            Monitor.Pulse(_gate);
        }

        await using var registration = cancellationToken.UnsafeRegister((_, token) => work.Cancel(token), null).ConfigureAwait(false);
        await work.Task.ConfigureAwait(false);
        return result!;
    }

    /// <summary>Writes all that waits, then ends the thread.</summary>
    public Task CloseAsync()
    {
        lock (_gate)
        {
            _closing = true;
            Monitor.Pulse(_gate);
        }

        return _ended.Task;
    }

    public void Dispose() => _session.Dispose();

    private void Loop()
    {
        var group = new List<SqliteWork>();
        while (Next(group))
        {
            RunGroup(group);
            group.Clear();
        }

        _ended.SetResult();
    }

    private bool Next(List<SqliteWork> group)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0)
            {
                if (_closing)
                {
                    return false;
                }

                Monitor.Wait(_gate);
            }

            var weight = 0;
            while (weight < MaxGroupWeight && _waiting.TryDequeue(out var work))
            {
                if (work.TryTake())
                {
                    group.Add(work);
                    weight += work.Weight;
                }
            }

            return true;
        }
    }

    private void RunGroup(List<SqliteWork> group)
    {
        if (TryCommit(group, out var fault))
        {
            group.ForEach(work => work.Succeed());
        }
        else if (group.Count == 1)
        {
            group[0].Fail(fault!);
        }
        else
        {
            // One write may be at fault, or too large for the rest of the disk: each gets its own transaction.
            group.ForEach(work => RunGroup([work]));
        }
    }

    private bool TryCommit(List<SqliteWork> group, out Exception? fault)
    {
        fault = _damage;
        if (fault is not null)
        {
            return false;
        }

        lock (_session.Gate)
        {
            try
            {
                Commit(group);
                return true;
            }
            catch (Exception e)
            {
                fault = e is SqliteException sqlite ? _file.Describe(sqlite) : e;
                _damage = SqliteFile.IsDamage(e) ? (DeliveryStoreException)fault : null;
                return false;
            }
        }
    }

    private void Commit(List<SqliteWork> group)
    {
        var overwrites = group.Exists(work => work.Overwrites);
        _begin();
        if (overwrites)
        {
            _session.Execute("PRAGMA secure_delete=ON");
        }

        _session.InTransaction(session =>
        {
            group.ForEach(work => work.Run(session));
            return 0;
        });
        _commit();
        if (overwrites)
        {
            EmptyLog();
        }
    }

    private void EmptyLog()
    {
        try
        {
            _session.Execute("PRAGMA secure_delete=OFF");
            _session.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (SqliteException)
        {
            // A reader blocks the checkpoint, or the disk is full: the next checkpoint overwrites the deleted data.
        }
    }
}
