using Microsoft.Extensions.Logging;
using Vidora.Integration.Client;
using Vidora.Integration.Delivery.Sending;
using Vidora.Integration.Delivery.Telemetry;
using Vidora.Integration.Delivery.Timing;

namespace Vidora.Integration.Delivery;

/// <summary>Sends events to one Vidora account and decides the outcome of each.</summary>
/// <remarks>
/// Splits refused requests until the refused event is alone, retries, and pauses an account at fault. All senders of an account
/// share one instance, and so its back-off. Safe for concurrent use.
/// </remarks>
public sealed class VidoraEventSender
{
    /// <summary>The longest time that a worker waits without a sign of life.</summary>
    internal static readonly TimeSpan MaxSilence = TimeSpan.FromSeconds(5);

    private static readonly SendOutcome _heldBack = new(SendStatus.Waiting, "held_back");
    private static readonly SendOutcome _forgotten = new(SendStatus.Rejected, "forgotten");
    private static readonly SendOutcome _unexpected = new(SendStatus.Retry, AnswerClassifier.UnexpectedFailure);

    private readonly SendingAccount _account;
    private readonly TimeProvider _time;
    private readonly SteadyTime _steady;
    private readonly SemaphoreSlim? _turns;
    private readonly HashSet<Task> _underWay = [];
    private long _lastAnswer;
    private int _announced;

    /// <summary>Creates the sender of an account.</summary>
    /// <param name="account">The account.</param>
    /// <param name="turns">Limits the concurrent attempts of <see cref="SendAsync"/>; null for no limit. Not disposed of.</param>
    internal VidoraEventSender(SendingAccount account, SemaphoreSlim? turns = null)
    {
        _account = account;
        _time = account.Time;
        _steady = new SteadyTime(account.Time);
        _turns = turns;
        Schedule = new RetrySchedule(account.Options.FirstRetryDelay, account.Options.MaxRetryDelay);
        Gate = new AccountGate(Schedule, account.Time, account.Random);
    }

    /// <summary>Gets the clock's timestamp of the last answer; 0 before the first.</summary>
    internal long LastAnswer => Interlocked.Read(ref _lastAnswer);

    /// <summary>Gets a task that completes when the current attempts of <see cref="SendAsync"/> have ended.</summary>
    internal Task AttemptsUnderWay
    {
        get
        {
            lock (_underWay)
            {
                return Task.WhenAll(_underWay);
            }
        }
    }

    internal RetrySchedule Schedule { get; }

    internal AccountGate Gate { get; }

    /// <summary>Sends events and returns when each is accepted, dead or refused as forgotten.</summary>
    /// <remarks>
    /// Waits through outages and pauses, however long. Keeps the order of the events. For callers with an offset or a checkpoint.
    /// The caller keeps dead events: see <see cref="DeliveryStore.AddDeadLettersAsync"/>.
    /// </remarks>
    /// <param name="events">The events.</param>
    /// <param name="cancellationToken">Cancels the call. Events of a request under way may have arrived.</param>
    /// <returns>
    /// One outcome for each event, in the same order: <see cref="SendStatus.Accepted"/>, <see cref="SendStatus.Dead"/>, or
    /// <see cref="SendStatus.Rejected"/> with the reason <c>forgotten</c>.
    /// </returns>
    /// <exception cref="DeliveryStoreException">The store cannot tell which users are forgotten.</exception>
    public async Task<IReadOnlyList<SendOutcome>> SendAsync(
        IReadOnlyList<VidoraEvent> events, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        var start = _steady.ForAges;
        var outcomes = new SendOutcome[events.Count];
        var open = Enumerable.Range(0, events.Count).ToList();
        var attempts = new int[events.Count];
        while (open.Count > 0)
        {
            var attempt = await AttemptInTurnAsync(
                open.ConvertAll(index => new Outgoing(events[index], attempts[index], start)), cancellationToken).ConfigureAwait(false);
            var again = new List<int>();
            var wait = DateTimeOffset.MinValue;
            for (var i = 0; i < open.Count; i++)
            {
                var outcome = outcomes[open[i]] = attempt[i];
                if (outcome.Status is SendStatus.Retry or SendStatus.Waiting)
                {
                    again.Add(open[i]);
                    attempts[open[i]] += outcome.Status == SendStatus.Retry ? 1 : 0;
                    wait = outcome.RetryAt > wait ? outcome.RetryAt.Value : wait;
                }
            }

            open = again;
            var until = wait > DateTimeOffset.MinValue ? Waits.Later(wait, -_steady.Lead) : wait;
            while (open.Count > 0 && until > _steady.GetUtcNow())
            {
                await Waits.DelayAsync(until - _steady.GetUtcNow(), _time, cancellationToken).ConfigureAwait(false);
            }
        }

        return outcomes;
    }

    /// <summary>Returns whether the event fits into a request of the client.</summary>
    internal bool Fits(VidoraEvent item) => _account.Client.CountThatFit([item]) > 0;

    /// <summary>Sends events once, in as many requests as it takes, and reports the answers to the gate.</summary>
    /// <remarks>
    /// Stops after <paramref name="haltAfter"/> failed requests in a row, after a <c>Retry-After</c>, and when the account is at
    /// fault. The other events are not sent and wait.
    /// </remarks>
    internal async Task<IReadOnlyList<SendOutcome>> AttemptAsync(
        IReadOnlyList<Outgoing> events, GatePass pass, int haltAfter, CancellationToken cancellationToken)
    {
        var outcomes = new SendOutcome[events.Count];
        var requests = new Stack<List<int>>(Group(events).Reverse());
        var answers = new List<SendOutcome>();
        var failures = 0;
        try
        {
            while (requests.TryPop(out var request))
            {
                var result = await AskAsync(request.ConvertAll(index => events[index].Event), cancellationToken).ConfigureAwait(false);
                if (result.Count < request.Count)
                {
                    requests.Push(request[result.Count..]);
                    request = request[..result.Count];
                }

                answers.Add(result.Outcome);
                if (result.Outcome.Status is SendStatus.Rejected && result.Outcome.HttpStatus is not null && request.Count > 1)
                {
                    var half = (request.Count + 1) / 2;
                    requests.Push(request[half..]);
                    requests.Push(request[..half]);
                }
                else
                {
                    Decide(events, request, result.Outcome, outcomes);
                }

                failures = IsAboutContent(result.Outcome) ? 0 : failures + 1;
                if (failures >= haltAfter || MustStop(result.Outcome))
                {
                    break;
                }
            }
        }
        catch
        {
            Gate.Leave(pass);
            throw;
        }

        foreach (var index in requests.SelectMany(request => request))
        {
            outcomes[index] = _heldBack;
        }

        Report(pass, answers);
        _account.Metrics.Settled(outcomes);
        return outcomes;
    }

    /// <summary>Makes one attempt when the gate permits it. Other senders take their turns between attempts.</summary>
    private async Task<IReadOnlyList<SendOutcome>> AttemptInTurnAsync(List<Outgoing> events, CancellationToken cancellationToken)
    {
        await (_turns?.WaitAsync(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
        try
        {
            GatePass? pass;
            while ((pass = await Gate.TryEnterAsync(MaxSilence, cancellationToken).ConfigureAwait(false)) is null)
            {
            }

            return await AttemptKnownAsync(events, pass.Value, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turns?.Release();
        }
    }

    /// <summary>Makes one attempt with the events of users who are not forgotten.</summary>
    /// <remarks>The attempt counts as under way before the store is asked, so that a later erasure waits for it.</remarks>
    private async Task<IReadOnlyList<SendOutcome>> AttemptKnownAsync(
        List<Outgoing> events, GatePass pass, CancellationToken cancellationToken)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_underWay)
        {
            _underWay.Add(ended.Task);
        }

        try
        {
            IReadOnlySet<string> forgotten;
            try
            {
                forgotten = await _account.Store.GetForgottenAsync(
                    events.Select(outgoing => outgoing.Event.UserId).ToHashSet(StringComparer.Ordinal), cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                Gate.Leave(pass);
                throw;
            }

            if (forgotten.Count == 0)
            {
                return await AttemptAsync(events, pass, haltAfter: 1, cancellationToken).ConfigureAwait(false);
            }

            var known = events.FindAll(outgoing => !forgotten.Contains(outgoing.Event.UserId));
            var outcomes = new Queue<SendOutcome>(await AttemptAsync(known, pass, haltAfter: 1, cancellationToken).ConfigureAwait(false));
            var all = events.ConvertAll(
                outgoing => forgotten.Contains(outgoing.Event.UserId) ? _forgotten : outcomes.Dequeue());
            _account.Metrics.Refused(all.Count - known.Count, "forgotten");
            return all;
        }
        finally
        {
            lock (_underWay)
            {
                _underWay.Remove(ended.Task);
            }

            ended.SetResult();
        }
    }

    private static bool IsAboutContent(SendOutcome answer) => answer.Status is SendStatus.Accepted or SendStatus.Rejected;

    private static bool MustStop(SendOutcome answer) => answer.Status == SendStatus.AccountFault || RequestedWait(answer) is not null;

    /// <summary>Returns the wait that a failed answer asks for; null for none. A wait of zero says nothing.</summary>
    private static TimeSpan? RequestedWait(SendOutcome answer) =>
        answer.Status == SendStatus.Retry && answer.RetryAfter > TimeSpan.Zero ? answer.RetryAfter : null;

    /// <summary>Groups the events that may share a request. Events that failed often are sent in smaller groups.</summary>
    private IEnumerable<List<int>> Group(IReadOnlyList<Outgoing> events)
    {
        var group = new List<int>();
        var size = _account.Account.MaxEventsPerRequest;
        for (var i = 0; i < events.Count; i++)
        {
            var limit = OutcomeRules.RequestSizeAfter(events[i].Attempts, _account.Account.MaxEventsPerRequest);
            size = Math.Min(size, limit);
            if (group.Count >= size)
            {
                yield return group;
                group = [];
                size = limit;
            }

            group.Add(i);
        }

        if (group.Count > 0)
        {
            yield return group;
        }
    }

    private async Task<SendResult<VidoraEvent>> AskAsync(List<VidoraEvent> events, CancellationToken cancellationToken)
    {
        try
        {
            var result = await _account.Client.SendEventsAsync(events, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (result.Count > 0 && result.Count <= events.Count && result.Outcome.Status is >= SendStatus.Accepted and <= SendStatus.AccountFault)
            {
                return result;
            }

            _account.Logger.Unclassified($"{result.Outcome.Status} for {result.Count} of {events.Count} events");
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The client documents no exceptions. An exception must not lose an event.
            _account.Logger.Unclassified(e.GetType().Name);
        }
        finally
        {
            Interlocked.Exchange(ref _lastAnswer, _time.GetTimestamp());
        }

        return new SendResult<VidoraEvent>(_unexpected, events, events.Count);
    }

    private void Decide(IReadOnlyList<Outgoing> events, List<int> request, SendOutcome answer, SendOutcome[] outcomes)
    {
        var now = _time.GetUtcNow();
        var random = _account.Random();
        foreach (var index in request)
        {
            var sent = events[index];
            var delay = Schedule.DelayAfter(sent.Attempts + 1, random, answer.RetryAfter);
            outcomes[index] = OutcomeRules.Decide(
                answer, sent.Attempts + 1, _steady.ForAges - sent.AcceptedAt, Waits.Later(now, delay), _account.Options);
        }
    }

    private void Report(GatePass pass, List<SendOutcome> answers)
    {
        var failed = answers.Where(answer => answer.Status == SendStatus.Retry).MaxBy(RequestedWait);
        if (answers.Find(answer => answer.Status == SendStatus.AccountFault) is { } fault)
        {
            Gate.Misconfigured(pass, fault.Reason, fault.HttpStatus);
        }
        else if (failed is not null && (RequestedWait(failed) is not null || !answers.Exists(IsAboutContent)))
        {
            Gate.Failed(pass, failed.Reason, failed.HttpStatus, RequestedWait(failed));
        }
        else if (answers.Count > 0)
        {
            Gate.Succeeded(pass);
        }
        else
        {
            Gate.Leave(pass);
        }

        Announce(Gate.State);
    }

    private void Announce(GateState gate)
    {
        var before = (GateKind)Interlocked.Exchange(ref _announced, (int)gate.Kind);
        if (gate.Kind == GateKind.Paused && before != GateKind.Paused)
        {
            _account.Logger.Paused(_account.Name, gate.DescribePause());
        }
        else if (gate.Kind == GateKind.Open && before == GateKind.Paused)
        {
            _account.Logger.Resumed(_account.Name);
        }
    }
}
