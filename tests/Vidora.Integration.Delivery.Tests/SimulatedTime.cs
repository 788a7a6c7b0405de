using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using Vidora.Integration.Delivery.Timing;

namespace Vidora.Integration.Delivery.Tests;

/// <summary>
/// A clock that jumps from one awaited instant to the next: it moves on only when every task that is expected to wait does
/// wait, so what happens has an exact time.
/// </summary>
internal sealed class SimulatedTime() : FakeTimeProvider(Samples.Start)
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);
    private readonly Dictionary<object, DateTimeOffset> _pending = [];
    private int _created;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var key = new object();
        PendingTimer timer;
        lock (_pending)
        {
            _pending.Add(key, DateTimeOffset.MaxValue);
            timer = new PendingTimer(this, key, base.CreateTimer(
                inner =>
                {
                    Forget(key);
                    callback(inner);
                },
                state,
                dueTime,
                period));

            // Time may have moved on meanwhile. Read afterwards, it is never before the instant at which the timer fires.
            if (dueTime != Timeout.InfiniteTimeSpan && _pending.ContainsKey(key))
            {
                _pending[key] = GetUtcNow() + dueTime;
            }
        }

        Interlocked.Increment(ref _created);
        return timer;
    }

    /// <summary>Lets time pass until the condition holds.</summary>
    /// <param name="condition">What is waited for.</param>
    /// <param name="waiters">How many wait on the clock when nothing moves.</param>
    public async Task RunUntilAsync(Func<bool> condition, int waiters = 1)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            DateTimeOffset? next = null;
            lock (_pending)
            {
                if (_pending.Count >= waiters && waiters > 0)
                {
                    next = _pending.Values.Min();
                }
            }

            if (next > GetUtcNow() && next != DateTimeOffset.MaxValue)
            {
                SetUtcNow(next.Value);
            }
            else
            {
                if (watch.Elapsed > _deadline)
                {
                    Assert.Fail("What was waited for did not happen.");
                }

                await Task.Delay(1);
            }
        }
    }

    /// <summary>Does something that wakes a task, and lets no time pass until the task waits on the clock again.</summary>
    public async Task AfterAsync(Func<Task> wake)
    {
        var before = Volatile.Read(ref _created);
        await wake();
        await RunUntilAsync(() => Volatile.Read(ref _created) > before, waiters: 0);
    }

    /// <summary>Waits, while no time passes, until so many wait on the clock.</summary>
    public Task SettleAsync(int waiters = 1) => RunUntilAsync(
        () =>
        {
            lock (_pending)
            {
                return _pending.Count >= waiters;
            }
        },
        waiters: 0);

    private void Forget(object key)
    {
        lock (_pending)
        {
            _pending.Remove(key);
        }
    }

    private sealed class PendingTimer(SimulatedTime time, object key, ITimer inner) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(dueTime, period);

        public void Dispose()
        {
            time.Forget(key);
            inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            time.Forget(key);
            return inner.DisposeAsync();
        }
    }
}
