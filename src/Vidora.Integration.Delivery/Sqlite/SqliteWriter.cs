using Microsoft.Data.Sqlite;
using Vidora.Integration.Delivery.Storage;

namespace Vidora.Integration.Delivery.Sqlite;

/// <summary>
/// The one thread that writes. Everything that waits when it comes round becomes one transaction, so that callers who
/// wait together share one fsync. SQLite's calls block, which is why this is a thread and not a task.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private const int MaxGroupWeight = 20_000;

    private readonly Lock _publishing = new();
    private readonly SqliteSession _session;
    private readonly Func<SqliteException, DeliveryStoreException> _describe;
    private readonly object _gate = new();
    private readonly Queue<SqliteWork> _waiting = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StoreTally _published;
    private DeliveryStoreException? _damage;
    private bool _closing;

    public SqliteWriter(SqliteSession session, Func<SqliteException, DeliveryStoreException> describe)
    {
        _session = session;
        _describe = describe;
        _published = session.Tally;
        new Thread(Loop) { IsBackground = true, Name = "vidora-queue-writer" }.Start();
    }

    /// <summary>The tally as of the last commit.</summary>
    public StoreTally Tally
    {
        get
        {
            lock (_publishing)
            {
                return _published;
            }
        }
    }

    public async Task<T> RunAsync<T>(SqliteWork<T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closing, typeof(DeliveryStore));
            _waiting.Enqueue(work);
            Monitor.Pulse(_gate);
        }

        await using var registration = cancellationToken.UnsafeRegister(
            (_, token) =>
            {
                if (work.TryCancel())
                {
                    work.Cancel(token);
                }
            },
            null).ConfigureAwait(false);
        return await work.Task.ConfigureAwait(false);
    }

    /// <summary>Writes what waits, then ends.</summary>
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
            // One of them may be at fault, or too large for what is left of the disk: each gets its own transaction.
            foreach (var work in group)
            {
                if (TryCommit([work], out fault))
                {
                    work.Succeed();
                }
                else
                {
                    work.Fail(fault!);
                }
            }
        }
    }

    private bool TryCommit(List<SqliteWork> group, out Exception? fault)
    {
        fault = _damage;
        if (fault is not null)
        {
            return false;
        }

        var overwrites = group.Exists(work => work.Overwrites);
        _session.Tally = Tally with { };
        try
        {
            if (overwrites)
            {
                _session.Execute("PRAGMA secure_delete=ON");
            }

            _session.Execute("BEGIN IMMEDIATE");
            foreach (var work in group)
            {
                work.Run(_session);
            }

            _session.Execute("COMMIT");
        }
        catch (Exception e)
        {
            RollBack();
            fault = e is SqliteException sqlite ? _describe(sqlite) : e;
            if (e is SqliteException { SqliteErrorCode: SqliteFile.Corrupt or SqliteFile.NotADatabase })
            {
                _damage = (DeliveryStoreException)fault;
            }

            return false;
        }

        lock (_publishing)
        {
            _published = _session.Tally;
        }

        if (overwrites)
        {
            EmptyLog();
        }

        return true;
    }

    private void RollBack()
    {
        try
        {
            _session.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite has rolled back by itself, as it does when the disk is full.
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
            // A reader is in the way, or the disk is full: what was deleted is overwritten by the next checkpoint.
        }
    }
}
