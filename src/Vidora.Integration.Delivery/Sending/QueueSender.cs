using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Vidora.Integration.Delivery.Storage;
using Vidora.Integration.Delivery.Telemetry;
using Vidora.Integration.Delivery.Timing;
using Vidora.Integration.Telemetry;

namespace Vidora.Integration.Delivery.Sending;

/// <summary>Sends the events of a store with several workers.</summary>
/// <remarks>
/// One worker at a time leases events, so that they are sent in order of due time. Requests are sent concurrently. A failure never
/// stops a worker.
/// </remarks>
internal sealed class QueueSender(
    SendingAccount account, VidoraEventSender sender, ErasureForwarder erasures, StoreHealth health, TimeSpan fillDelay) : IDisposable
{
    private const int HaltAfter = 3;

    /// <summary>Bounds the links of an activity, as OpenTelemetry's exporters do.</summary>
    private const int MaxLinks = 128;

    private static readonly TimeSpan _purgeAfter = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly Signal _finished = new();
    private readonly Signal _flush = new();
    private readonly DeliveryStore _store = account.Store;
    private readonly TimeProvider _time = account.Time;
    private readonly SteadyTime _steady = new(account.Time);
    private readonly int _maxEvents = account.Account.MaxEventsPerRequest;
    private readonly LineLimit _died = new(account.Time);
    private readonly LineLimit _faults = new(account.Time);
    private readonly RetrySchedule _backOff = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
    private long _lastSign = account.Time.GetTimestamp();
    private int _inFlight;
    private int _flushes;
    private DateTimeOffset _nextHousekeeping = DateTimeOffset.MinValue;
    private volatile DeliveryStoreStatus? _lastStatus;

    /// <summary>Gets the time since the last sign of life of a worker.</summary>
    public TimeSpan SinceLastSign => _time.GetElapsedTime(Math.Max(Interlocked.Read(ref _lastSign), sender.LastAnswer));

    /// <summary>Gets the store's status of at most a few seconds ago; null before the first.</summary>
    public DeliveryStoreStatus? LastStatus => _lastStatus;

    /// <summary>Runs until <paramref name="stopping"/>. Finishes requests in flight unless <paramref name="abandoned"/>.</summary>
    public async Task RunAsync(CancellationToken stopping, CancellationToken abandoned)
    {
        await Task.WhenAll(Enumerable.Range(0, account.Options.MaxConcurrentRequests)
            .Select(number => Task.Run(() => WorkAsync($"{account.Name}#{number}", stopping, abandoned), CancellationToken.None))).ConfigureAwait(false);
        AnnounceRest(all: true);
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>Sends requests that are not full without the fill delay, until the result is disposed of.</summary>
    public Flush BeginFlush() => new(this);

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
                await Waits.DelayAsync(_backOff.DelayAfter(failures, 1), _time, stopping)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            finally
            {
                // Other workers may lease the events that this worker did not settle.
                _store.Release(owner);
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
            SignOfLife();
            await RunHousekeepingAsync(stopping).ConfigureAwait(false);
            var isErasureDue = await erasures.IsDueAsync(stopping).ConfigureAwait(false);
            if (isErasureDue)
            {
                await WaitForRequestsInFlightAsync(stopping).ConfigureAwait(false);
                await erasures.ForwardAsync(abandoned).ConfigureAwait(false);
            }

            var work = _store.WorkArrived;
            if (_store.Waiting == 0)
            {
                if (isErasureDue)
                {
                    // Another one may be due.
                    return;
                }

                await work.OrAfterAsync(VidoraEventSender.MaxSilence, _time, stopping).ConfigureAwait(false);
                return;
            }

            if (await sender.Gate.TryEnterAsync(VidoraEventSender.MaxSilence, stopping).ConfigureAwait(false) is not { } entered)
            {
                return;
            }

            pass = entered;
            try
            {
                await FillAsync(stopping).ConfigureAwait(false);
                work = _store.WorkArrived;
                lease = await _store.LeaseAsync(owner, pass.Kind == GateKind.Paused ? 1 : _maxEvents, account.Account.MaxRequestBytes, account.Options.MaxRetryDelay, stopping)
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
                var untilDue = lease.NextDue - _time.GetUtcNow();
                await work.OrAfterAsync(untilDue < VidoraEventSender.MaxSilence ? untilDue.Value : VidoraEventSender.MaxSilence, _time, stopping)
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
            using var activity = StartActivity(lease.Events);
            var outcomes = await sender.AttemptAsync(outgoing, pass, HaltAfter, abandoned).ConfigureAwait(false);
            await SettleAsync(lease.Events, outcomes, abandoned).ConfigureAwait(false);
            Announce(outcomes);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
            _finished.Set();
            SignOfLife();
        }
    }

    /// <summary>Starts the activity of an attempt, with a link to each request that the events came in.</summary>
    private Activity? StartActivity(IReadOnlyList<QueuedEvent> events)
    {
        if (!VidoraTelemetry.Source.HasListeners())
        {
            return null;
        }

        var links = events.Select(queued => queued.Trace).OfType<string>().Distinct(StringComparer.Ordinal).Take(MaxLinks)
            .Select(trace => ActivityContext.TryParse(trace, null, out var context) ? context : default)
            .Where(context => context != default)
            .Select(context => new ActivityLink(context));
        var activity = VidoraTelemetry.Source.StartActivity(VidoraTelemetry.ForwardOperation, ActivityKind.Internal, default(ActivityContext), links: links);
        return activity?.SetTag(VidoraTelemetry.AccountTag, account.Name).SetTag(VidoraTelemetry.EventsTag, events.Count);
    }

    private async Task FillAsync(CancellationToken stopping)
    {
        var start = _time.GetTimestamp();
        while (_store.Waiting < _maxEvents)
        {
            var change = Task.WhenAny(_store.WorkArrived, _flush.Next);
            if (Volatile.Read(ref _flushes) > 0)
            {
                return;
            }

            var left = fillDelay - _time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
            {
                return;
            }

            await change.OrAfterAsync(left, _time, stopping).ConfigureAwait(false);
        }
    }

    /// <summary>Writes the outcomes, again and again until it succeeds. Otherwise events that were sent would be sent again.</summary>
    private async Task SettleAsync(IReadOnlyList<QueuedEvent> events, IReadOnlyList<SendOutcome> outcomes, CancellationToken abandoned)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                await _store.SettleAsync(events, outcomes, abandoned).ConfigureAwait(false);
                health.WriteSucceeded();
                return;
            }
            catch (DeliveryStoreException e)
            {
                health.WriteFailed(e.Message);
                LogFailure(e);
                await Waits.DelayAsync(_backOff.DelayAfter(failures, 1), _time, abandoned).ConfigureAwait(false);
            }
        }
    }

    private async Task WaitForRequestsInFlightAsync(CancellationToken stopping)
    {
        while (true)
        {
            SignOfLife();
            var finished = _finished.Next;
            if (Volatile.Read(ref _inFlight) == 0)
            {
                break;
            }

            await finished.OrAfterAsync(VidoraEventSender.MaxSilence, _time, stopping).ConfigureAwait(false);
        }

        for (var direct = sender.AttemptsUnderWay; !direct.IsCompleted;)
        {
            SignOfLife();
            await direct.OrAfterAsync(VidoraEventSender.MaxSilence, _time, stopping).ConfigureAwait(false);
        }
    }

    private async Task RunHousekeepingAsync(CancellationToken stopping)
    {
        var now = _steady.GetUtcNow();
        if (now >= _nextHousekeeping)
        {
            _nextHousekeeping = now + VidoraEventSender.MaxSilence;
            AnnounceRest(all: false);
            _lastStatus = await _store.GetStatusAsync(stopping).ConfigureAwait(false);
            health.ReadSucceeded();
            if (health.CannotWrite || _store.NeedsWrite)
            {
                await _store.CheckAsync(stopping).ConfigureAwait(false);
                health.WriteSucceeded();
            }

            // A clock that is wrong at the start, or leaps later, must not purge anything.
            if (_steady.Uptime >= _purgeAfter)
            {
                await _store.PurgeQuarantineAsync(_steady.ForAges - _store.Limits.MaxQuarantineAge, stopping).ConfigureAwait(false);
            }
        }
    }

    private void Announce(IReadOnlyList<SendOutcome> outcomes)
    {
        foreach (var (reason, count) in outcomes.Where(outcome => outcome.Status == SendStatus.Dead).CountBy(outcome => outcome.Reason))
        {
            if (_died.TryTake(reason, count, out var sum))
            {
                account.Logger.Died(account.Name, sum, reason);
            }
        }
    }

    /// <summary>Logs what no line has said.</summary>
    private void AnnounceRest(bool all)
    {
        foreach (var (reason, count) in _died.TakeDue(all))
        {
            account.Logger.Died(account.Name, count, reason);
        }
    }

    private void Report(Exception exception)
    {
        if (exception is DeliveryStoreException)
        {
            health.ReadFailed(exception.Message);
            LogFailure(exception);
        }
        else
        {
            account.Logger.LoopFailed(account.Name, exception.GetType().Name);
        }
    }

    private void LogFailure(Exception exception)
    {
        if (_faults.TryTake(nameof(DeliveryStoreException), 1, out _))
        {
            account.Logger.StoreFailed(account.Name, exception.Message);
        }
    }

    private void SignOfLife() => Interlocked.Exchange(ref _lastSign, _time.GetTimestamp());

    /// <summary>Turns the fill delay off while it exists.</summary>
    internal readonly struct Flush : IDisposable
    {
        private readonly QueueSender _sender;

        public Flush(QueueSender sender)
        {
            _sender = sender;
            Interlocked.Increment(ref sender._flushes);
            sender._flush.Set();
        }

        public void Dispose() => Interlocked.Decrement(ref _sender._flushes);
    }
}
