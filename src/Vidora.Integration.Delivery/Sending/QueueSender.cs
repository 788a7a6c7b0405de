using Microsoft.Extensions.Logging;
using Vidora.Integration.Delivery.Storage;
using Vidora.Integration.Delivery.Telemetry;
using Vidora.Integration.Delivery.Timing;

namespace Vidora.Integration.Delivery.Sending;

/// <summary>
/// Empties a store: some workers take turns at its head, so that events leave in order of due time, and send what they
/// have taken side by side. Whatever goes wrong, they go on.
/// </summary>
internal sealed class QueueSender(
    string account,
    DeliveryStore store,
    VidoraEventSender sender,
    ErasureForwarder erasures,
    VidoraForwardingOptions options,
    int maxEvents,
    long maxBytes,
    TimeProvider time,
    StoreTrouble trouble,
    ILogger logger) : IDisposable
{
    private const int HaltAfter = 3;

    private readonly SemaphoreSlim _turn = new(1);
    private readonly Signal _finished = new();
    private readonly Signal _hurry = new();
    private readonly RetrySchedule _rest = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
    private long _moved = time.GetTimestamp();
    private int _inFlight;
    private int _hurried;
    private DateTimeOffset _nextCleaning = DateTimeOffset.MinValue;
    private volatile DeliveryStoreStatus? _lastStatus;

    /// <summary>How long ago a worker last showed that it is alive.</summary>
    public TimeSpan SinceMoved => time.GetElapsedTime(Math.Max(Interlocked.Read(ref _moved), sender.LastAnswer));

    /// <summary>The store's status as it was a few seconds ago at most.</summary>
    public DeliveryStoreStatus? LastStatus => _lastStatus;

    /// <summary>Runs until stopped; what is in flight then is finished unless it is abandoned too.</summary>
    public Task RunAsync(CancellationToken stopping, CancellationToken abandoned) => Task.WhenAll(
        Enumerable.Range(0, options.Sending.MaxConcurrentRequests)
            .Select(number => Task.Run(() => WorkAsync($"{account}#{number}", stopping, abandoned), CancellationToken.None)));

    public void Dispose() => _turn.Dispose();

    /// <summary>Requests that are not full do not wait for more events until this is disposed of.</summary>
    public Hurry BeginHurry() => new(this);

    private async Task WorkAsync(string owner, CancellationToken stopping, CancellationToken abandoned)
    {
        var failures = 0;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await StepAsync(owner, stopping, abandoned).ConfigureAwait(false);
                failures = 0;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                failures++;
                Report(e);
                await Waits.DelayAsync(_rest.DelayAfter(failures, 1), time, stopping)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            finally
            {
                // What this worker took and did not settle is anybody's again.
                store.Release(owner);
            }
        }
    }

    private async Task StepAsync(string owner, CancellationToken stopping, CancellationToken abandoned)
    {
        EventLease lease;
        GatePass pass;
        await _turn.WaitAsync(stopping).ConfigureAwait(false);
        try
        {
            Moved();
            await KeepHouseAsync(stopping).ConfigureAwait(false);
            if (await erasures.IsDueAsync(stopping).ConfigureAwait(false))
            {
                await LetOthersFinishAsync(stopping).ConfigureAwait(false);
                await erasures.ForwardAsync(abandoned).ConfigureAwait(false);
            }

            var work = store.WorkArrived;
            if (store.Waiting == 0)
            {
                await work.OrAfterAsync(VidoraEventSender.Tick, time, stopping).ConfigureAwait(false);
                return;
            }

            if (await sender.Gate.TryEnterAsync(VidoraEventSender.Tick, stopping).ConfigureAwait(false) is not { } entered)
            {
                return;
            }

            pass = entered;
            try
            {
                await FillAsync(stopping).ConfigureAwait(false);
                work = store.WorkArrived;
                lease = await store.LeaseAsync(owner, pass.Kind == GateKind.Paused ? 1 : maxEvents, maxBytes, stopping)
                    .ConfigureAwait(false);
            }
            catch
            {
                sender.Gate.Leave(pass);
                throw;
            }

            if (lease.Events.Count == 0)
            {
                sender.Gate.Leave(pass);
                var untilDue = lease.NextDue - time.GetUtcNow();
                await work.OrAfterAsync(untilDue < VidoraEventSender.Tick ? untilDue.Value : VidoraEventSender.Tick, time, stopping)
                    .ConfigureAwait(false);
                return;
            }

            Interlocked.Increment(ref _inFlight);
        }
        finally
        {
            _turn.Release();
        }

        try
        {
            var outgoing = lease.Events
                .Select(queued => new Outgoing(VidoraEvent.FromTrustedJson(queued.Utf8Json), queued.Attempts, queued.AcceptedAt))
                .ToList();
            var outcomes = await sender.AttemptAsync(outgoing, pass, HaltAfter, abandoned).ConfigureAwait(false);
            await SettleAsync(lease.Events, outcomes, abandoned).ConfigureAwait(false);
            Announce(outcomes);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
            _finished.Set();
            Moved();
        }
    }

    private async Task FillAsync(CancellationToken stopping)
    {
        var start = time.GetTimestamp();
        while (store.Waiting < maxEvents)
        {
            var change = Task.WhenAny(store.WorkArrived, _hurry.Next);
            if (Volatile.Read(ref _hurried) > 0)
            {
                return;
            }

            var left = options.FillDelay - time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
            {
                return;
            }

            await change.OrAfterAsync(left, time, stopping).ConfigureAwait(false);
        }
    }

    /// <summary>Does not come back before it is written down: sending goes on only with what is known to be unsent.</summary>
    private async Task SettleAsync(IReadOnlyList<QueuedEvent> events, IReadOnlyList<SendOutcome> outcomes, CancellationToken abandoned)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                await store.SettleAsync(events, outcomes, abandoned).ConfigureAwait(false);
                trouble.WriteSucceeded();
                return;
            }
            catch (DeliveryStoreException e)
            {
                trouble.WriteFailed(e.Message);
                logger.StoreFailed(account, e.Message);
                await Waits.DelayAsync(_rest.DelayAfter(failures, 1), time, abandoned).ConfigureAwait(false);
            }
        }
    }

    private async Task LetOthersFinishAsync(CancellationToken stopping)
    {
        while (true)
        {
            Moved();
            var finished = _finished.Next;
            if (Volatile.Read(ref _inFlight) == 0)
            {
                break;
            }

            await finished.OrAfterAsync(VidoraEventSender.Tick, time, stopping).ConfigureAwait(false);
        }

        for (var direct = sender.AttemptsUnderWay; !direct.IsCompleted;)
        {
            Moved();
            await direct.OrAfterAsync(VidoraEventSender.Tick, time, stopping).ConfigureAwait(false);
        }
    }

    private async Task KeepHouseAsync(CancellationToken stopping)
    {
        var now = time.GetUtcNow();
        if (now >= _nextCleaning)
        {
            _nextCleaning = now + VidoraEventSender.Tick;
            _lastStatus = await store.GetStatusAsync(stopping).ConfigureAwait(false);
            trouble.ReadSucceeded();
            if (trouble.CannotWrite)
            {
                await store.CheckAsync(stopping).ConfigureAwait(false);
                trouble.WriteSucceeded();
            }

            await store.PurgeQuarantineAsync(now - store.Limits.MaxQuarantineAge, stopping).ConfigureAwait(false);
        }
    }

    private void Announce(IReadOnlyList<SendOutcome> outcomes)
    {
        var dead = outcomes.Where(outcome => outcome.Status == SendStatus.Dead).ToList();
        if (dead.Count > 0)
        {
            logger.Died(account, dead.Count, dead[0].Reason);
        }
    }

    private void Report(Exception exception)
    {
        if (exception is DeliveryStoreException)
        {
            trouble.ReadFailed(exception.Message);
            logger.StoreFailed(account, exception.Message);
        }
        else
        {
            logger.LoopFailed(account, exception.GetType().Name);
        }
    }

    private void Moved() => Interlocked.Exchange(ref _moved, time.GetTimestamp());

    /// <summary>While one of these lives, nothing waits for a fuller request.</summary>
    internal readonly struct Hurry : IDisposable
    {
        private readonly QueueSender _sender;

        public Hurry(QueueSender sender)
        {
            _sender = sender;
            Interlocked.Increment(ref sender._hurried);
            sender._hurry.Set();
        }

        public void Dispose() => Interlocked.Decrement(ref _sender._hurried);
    }
}
