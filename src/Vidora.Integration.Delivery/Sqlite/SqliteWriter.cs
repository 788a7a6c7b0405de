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
    private readonly Action _end;
    private readonly Action _commit;
    private readonly object _gate = new();
    private readonly Queue<SqliteWork> _waiting = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly DiskSpace? _disk;
    private volatile bool _logHoldsErased;
    private bool _closing;

    /// <summary>Whether the file was gone after the last group: then nothing is written until it is back.</summary>
    private bool _wasAtFault;

    /// <param name="file">The file, which describes errors.</param>
    /// <param name="disk">Keeps the reserve; null for a file in memory.</param>
    /// <param name="session">The connection that writes; the writer disposes of it.</param>
    /// <param name="begin">Runs before a transaction, also before one that fails.</param>
    /// <param name="end">Runs at the end of a transaction, inside of it.</param>
    /// <param name="commit">Runs after a transaction is durable and before its callers hear so.</param>
    public SqliteWriter(SqliteFile file, DiskSpace? disk, SqliteSession session, Action begin, Action end, Action commit)
    {
        _file = file;
        _disk = disk;
        _session = session;
        _begin = begin;
        _end = end;
        _commit = commit;
        new Thread(Loop) { IsBackground = true, Name = "vidora-sqlite-writer" }.Start();
    }

    /// <summary>Gets whether deleted data may still be in the log.</summary>
    public bool LogHoldsErased => _logHoldsErased;

    /// <summary>Writes, and returns when the write is durable.</summary>
    /// <param name="run">Writes.</param>
    /// <param name="weight">About how many rows it writes.</param>
    /// <param name="kind">How the disk is used.</param>
    /// <param name="cancellationToken">Cancels the call before the write begins.</param>
    public async Task<T> RunAsync<T>(Func<SqliteSession, T> run, int weight, WriteKind kind, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var result = default(T);
        var work = new SqliteWork(session => result = run(session), weight, kind);
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

    /// <summary>Returns why the file must not be used; null when it may, as far as it can be known now.</summary>
    public DeliveryStoreException? FindFault()
    {
        if (_session.Gate.TryEnter())
        {
            try
            {
                _file.Guard(() => _file.CheckLengths(_session));
            }
            catch (DeliveryStoreException e)
            {
                return e;
            }
            finally
            {
                _session.Gate.Exit();
            }
        }

        return _file.FindFault();
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

    public void Dispose() => _file.Close(_session);

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

            group.AddRange(TakeWaiting(MaxGroupWeight));
            return true;
        }
    }

    private List<SqliteWork> TakeWaiting(int maxWeight)
    {
        var taken = new List<SqliteWork>();
        lock (_gate)
        {
            long weight = 0;
            while (weight < maxWeight && _waiting.TryDequeue(out var work))
            {
                if (work.TryTake())
                {
                    taken.Add(work);
                    weight += work.Weight;
                }
            }
        }

        return taken;
    }

    private void RunGroup(List<SqliteWork> group)
    {
        if (TryCommit(group, out var fault, out var isShared))
        {
            group.ForEach(work => work.Succeed());
        }
        else if (isShared)
        {
            group.AddRange(TakeWaiting(int.MaxValue));
            group.ForEach(work => work.Fail(fault!));
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

    /// <param name="group">The writes.</param>
    /// <param name="fault">What failed.</param>
    /// <param name="isShared">
    /// Whether each write would fail in the same way, also those that have waited meanwhile: another program has the lock, or the file
    /// is gone.
    /// </param>
    private bool TryCommit(List<SqliteWork> group, out Exception? fault, out bool isShared)
    {
        lock (_session.Gate)
        {
            fault = _wasAtFault ? _file.FindFault() : _file.Damage;
            try
            {
                if (fault is null)
                {
                    Commit(group);
                    fault = _file.FindFault();
                }

                _wasAtFault = isShared = fault is not null;
                return fault is null;
            }
            catch (Exception e)
            {
                fault = e is SqliteException sqlite ? _file.Describe(sqlite) : e;
                isShared = e is SqliteException { SqliteErrorCode: SqliteFile.Busy } || fault == _file.FindFault();
                return false;
            }
        }
    }

    private void Commit(List<SqliteWork> group)
    {
        _logHoldsErased |= group.Exists(work => work.Kind == WriteKind.Erases);
        if (_logHoldsErased)
        {
            _session.Execute("PRAGMA secure_delete=ON");
        }

        // Before as well: a write behind the end of a log that was cut would make it long again.
        _file.CheckLengths(_session);

        _session.InTransaction(
            session =>
            {
                _begin();
                group.ForEach(work => work.Run(session));
                _end();
                return 0;
            },
            group.TrueForAll(work => work.Kind != WriteKind.Adds) ? () => _disk?.Release() : null);
        _commit();
        _file.CheckLengths(_session);
        if (_logHoldsErased)
        {
            EmptyLog();
        }
    }

    /// <summary>Removes deleted data from the log. A reader or a full disk can prevent it; then the next write tries again.</summary>
    private void EmptyLog()
    {
        try
        {
            _logHoldsErased = !_session.Checkpoint("TRUNCATE");
            _session.Execute("PRAGMA secure_delete=OFF");
        }
        catch (SqliteException e) when (e.SqliteErrorCode is SqliteFile.Full or SqliteFile.Busy)
        {
            // The write itself is durable.
        }
    }
}
