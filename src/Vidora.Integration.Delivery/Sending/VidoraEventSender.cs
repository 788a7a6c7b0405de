using Microsoft.Extensions.Logging;
using Vidora.Integration.Client;
using Vidora.Integration.Delivery.Sending;
using Vidora.Integration.Delivery.Telemetry;
using Vidora.Integration.Delivery.Timing;
using Vidora.Integration.Telemetry;

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
    private readonly RefusalRun _refusals = new();
    private readonly LineLimit _pauses;
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
        _pauses = new LineLimit(account.Time);
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

    /// <summary>Gets whether events were refused and nothing was accepted since, so that the door may be at fault.</summary>
    internal bool HasOpenRefusals => _refusals.Suspects.Count > 0;

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
    public Task<IReadOnlyList<SendOutcome>> SendAsync(
        IReadOnlyList<VidoraEvent> events, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        return SendWatchedAsync(events, _ => { }, cancellationToken);
    }

    /// <summary>Returns the room of one request of the client.</summary>
    internal RequestRoom NewRequest() => _account.Client.NewRequest();

    /// <summary>Returns whether the event fits into a request of the client.</summary>
    internal bool Fits(VidoraEvent item) => _account.Client.CountThatFit([item]) > 0;

    /// <summary>Sends events like <see cref="SendAsync"/>, and reports what holds them up.</summary>
    /// <param name="events">The events.</param>
    /// <param name="onHeldUp">Gets the state of the gate before each attempt, after one that left events, and while none is permitted. It may throw.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    internal async Task<IReadOnlyList<SendOutcome>> SendWatchedAsync(
        IReadOnlyList<VidoraEvent> events, Action<GateState> onHeldUp, CancellationToken cancellationToken)
    {
        var start = _steady.ForAges;
        var outcomes = new SendOutcome[events.Count];
        var open = Enumerable.Range(0, events.Count).ToList();
        var attempts = new int[events.Count];
        while (open.Count > 0)
        {
            var attempt = await AttemptInTurnAsync(
                open.ConvertAll(index => new Outgoing(events[index], attempts[index], start)), onHeldUp, cancellationToken).ConfigureAwait(false);
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
            if (open.Count > 0)
            {
                onHeldUp(Gate.State);
            }

            var until = wait > DateTimeOffset.MinValue ? Waits.Later(wait, -_steady.Lead) : wait;
            while (open.Count > 0 && until > _steady.GetUtcNow())
            {
                await Waits.DelayAsync(until - _steady.GetUtcNow(), _time, cancellationToken).ConfigureAwait(false);
            }
        }

        return outcomes;
    }

    /// <summary>Sends events once, in as many requests as it takes, and reports the answers to the gate.</summary>
    /// <remarks>
    /// Stops after <paramref name="haltAfter"/> failed requests in a row, after a <c>Retry-After</c>, and when the account is at
    /// fault. The other events are not sent and wait. Takes at most two requests an event: a refused request is halved, or its first
    /// event is taken out, and each is sent once.
    /// </remarks>
    internal async Task<IReadOnlyList<SendOutcome>> AttemptAsync(
        IReadOnlyList<Outgoing> events, GatePass pass, int haltAfter, CancellationToken cancellationToken)
    {
        var outcomes = new SendOutcome[events.Count];
        var requests = new Stack<List<int>>(Group(events).Reverse());
        var answers = new List<SendOutcome>();
        var refused = new List<int>();
        var failures = 0;
        try
        {
            while (requests.TryPop(out var request))
            {
                request = TakeOneIfSuspicious(request, events, requests);
                var result = await AskAsync(request.ConvertAll(index => events[index].Event), cancellationToken).ConfigureAwait(false);
                if (result.Count < request.Count)
                {
                    requests.Push(request[result.Count..]);
                    request = request[..result.Count];
                }

                var answer = result.Outcome;
                var isRefusal = answer.Status is SendStatus.Rejected && answer.HttpStatus is not null;
                if (isRefusal && _refusals.Refused(answer.Reason, request.Count == 1 ? HashOf(events[request[0]].Event.Utf8Json) : null))
                {
                    answers.Add(AllRefused(answer));
                    if (request.Count == 1)
                    {
                        refused.Add(request[0]);
                        outcomes[request[0]] = answer;
                    }
                    else
                    {
                        requests.Push(request);
                    }

                    break;
                }

                answers.Add(answer);
                if (isRefusal && request.Count > 1)
                {
                    var half = (request.Count + 1) / 2;
                    requests.Push(request[half..]);
                    requests.Push(request[..half]);
                }
                else
                {
                    Decide(events, request, answer, outcomes);
                }

                if (answer.Status == SendStatus.Accepted)
                {
                    _refusals.Accepted();
                    refused.Clear();
                }
                else if (isRefusal && request.Count == 1)
                {
                    refused.Add(request[0]);
                }

                failures = IsAboutContent(answer) ? 0 : failures + 1;
                if (failures >= haltAfter || MustStop(answer))
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

        if (_refusals.IsDoor)
        {
            KeepForLater(events, refused, outcomes);
        }

        Report(pass, answers);
        _account.Metrics.Settled(outcomes);
        if (answers.Count > 0 && answers[^1].Reason == AnswerClassifier.AllRefused)
        {
            await TakeBackAsync(answers[^1].Origin!, cancellationToken).ConfigureAwait(false);
        }

        return outcomes;
    }

    private static SendOutcome AllRefused(SendOutcome answer) =>
        new(SendStatus.AccountFault, AnswerClassifier.AllRefused) { HttpStatus = answer.HttpStatus, Origin = answer.Reason };

    private static int HashOf(ReadOnlyMemory<byte> json)
    {
        var hash = new HashCode();
        hash.AddBytes(json.Span);
        return hash.ToHashCode();
    }

    /// <summary>Returns one event of a request when a run of refusals makes it likely that more would be split; puts the others back.</summary>
    /// <remarks>
    /// While the door is at fault, that is the event that was sent least often: one bad event must not be the only probe. It is the
    /// first of its user, whose events keep their order.
    /// </remarks>
    private List<int> TakeOneIfSuspicious(List<int> request, IReadOnlyList<Outgoing> events, Stack<List<int>> requests)
    {
        if (request.Count == 1 || !_refusals.IsSuspicious)
        {
            return request;
        }

        var one = _refusals.IsDoor
            ? request.DistinctBy(index => events[index].Event.UserId, StringComparer.Ordinal).MinBy(index => events[index].Attempts)
            : request[0];
        requests.Push(request.FindAll(index => index != one));
        return [one];
    }

    /// <summary>Keeps events that a run of refusals refused: the door is at fault and not their content.</summary>
    private void KeepForLater(IReadOnlyList<Outgoing> events, List<int> refused, SendOutcome[] outcomes)
    {
        var (now, random) = (_time.GetUtcNow(), _account.Random());
        foreach (var index in refused)
        {
            outcomes[index] = new SendOutcome(SendStatus.Retry, outcomes[index].Reason)
            {
                HttpStatus = outcomes[index].HttpStatus,
                RetryAt = Waits.Later(now, Schedule.DelayAfter(events[index].Attempts + 1, random)),
            };
        }
    }

    /// <summary>Puts the dead letters of the run of refusals back into the queue.</summary>
    private async Task TakeBackAsync(string reason, CancellationToken cancellationToken)
    {
        const int PageSize = 1_000;
        try
        {
            var suspects = _refusals.Suspects;
            var taken = new List<long>();
            IReadOnlyList<DeadLetter> page;
            long last = 0;
            do
            {
                page = await _account.Store.GetDeadLettersAsync(DeadLetterFilter.WithReason(reason), last, PageSize, cancellationToken).ConfigureAwait(false);
                taken.AddRange(page.Where(letter => suspects.Contains(HashOf(letter.Utf8Json))).Select(letter => letter.Id));
                last = page.Count > 0 ? page[^1].Id : last;
            }
            while (page.Count == PageSize);

            if (taken.Count > 0)
            {
                await _account.Store.RedriveAsync(DeadLetterFilter.WithIds(taken), cancellationToken).ConfigureAwait(false);
                _account.Logger.TakenBack(_account.Name, taken.Count, reason);
            }
        }
        catch (DeliveryStoreException e)
        {
            // The next probe tries again.
            _account.Logger.StoreFailed(_account.Name, e.Message);
        }
    }

    /// <summary>Makes one attempt when the gate permits it. Other senders take their turns between attempts.</summary>
    private async Task<IReadOnlyList<SendOutcome>> AttemptInTurnAsync(
        List<Outgoing> events, Action<GateState> onHeldUp, CancellationToken cancellationToken)
    {
        await (_turns?.WaitAsync(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
        try
        {
            GatePass? pass;
            onHeldUp(Gate.State);
            while ((pass = await Gate.TryEnterAsync(MaxSilence, cancellationToken).ConfigureAwait(false)) is null)
            {
                onHeldUp(Gate.State);
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
        (int Attempts, DateTimeOffset AcceptedAt) last = (-1, default);
        SendOutcome? outcome = null;
        foreach (var index in request)
        {
            var (_, attempts, acceptedAt) = events[index];
            if (outcome is null || last != (attempts, acceptedAt))
            {
                last = (attempts, acceptedAt);
                var retryAt = Waits.Later(now, Schedule.DelayAfter(attempts + 1, random, answer.RetryAfter));
                outcome = OutcomeRules.Decide(answer, attempts + 1, _steady.ForAges - acceptedAt, retryAt, _account.Options);
            }

            outcomes[index] = outcome;
        }
    }

    private void Report(GatePass pass, List<SendOutcome> answers)
    {
        var failed = answers.Where(answer => answer.Status == SendStatus.Retry).MaxBy(RequestedWait);
        if (answers.Find(answer => answer.Status == SendStatus.AccountFault) is { } fault)
        {
            Gate.Misconfigured(pass, fault);
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

    /// <summary>Logs a pause and its end, unless the account was paused for the same reason a moment ago.</summary>
    private void Announce(GateState gate)
    {
        if (gate.Kind == GateKind.Paused && Volatile.Read(ref _announced) == 0)
        {
            if (_pauses.TryTake(gate.Reason, 1, out _) && Interlocked.Exchange(ref _announced, 1) == 0)
            {
                _account.Logger.Paused(_account.Name, gate.DescribePause());
            }
        }
        else if (gate.Kind == GateKind.Open && Interlocked.Exchange(ref _announced, 0) == 1)
        {
            _account.Logger.Resumed(_account.Name);
        }
    }
}
