using Microsoft.Extensions.Logging;
using Vidora.Integration.Client;
using Vidora.Integration.Delivery.Sending;
using Vidora.Integration.Delivery.Telemetry;
using Vidora.Integration.Delivery.Timing;

namespace Vidora.Integration.Delivery;

/// <summary>
/// Sends events to one Vidora account and finds each one's outcome: splits what is rejected until the bad event stands
/// alone, tries again what can be tried again, and stops the account when its set-up is wrong. The queue's sender and
/// those who send without a queue use the same one, so they share its patience. Safe for concurrent use.
/// </summary>
public sealed class VidoraEventSender
{
    /// <summary>The longest time for which a waiting sender says nothing of itself.</summary>
    internal static readonly TimeSpan Tick = TimeSpan.FromSeconds(5);

    private const string HeldBack = "held_back";

    private static readonly VidoraSendOutcome _unexpected = new(VidoraSendStatus.Transient, "unexpected_failure");

    private readonly string _account;
    private readonly VidoraClient _client;
    private readonly DeliveryStore _store;
    private readonly int _maxEventsPerRequest;
    private readonly long _maxBytesPerRequest;
    private readonly SemaphoreSlim? _turns;
    private readonly TimeProvider _time;
    private readonly Func<double> _random;
    private readonly ILogger _logger;
    private readonly DeliveryMetrics _metrics;
    private readonly HashSet<Task> _underWay = [];
    private long _lastAnswer;
    private int _announced;

    /// <param name="account">The account's name.</param>
    /// <param name="client">Sends.</param>
    /// <param name="store">Knows who is forgotten.</param>
    /// <param name="maxEventsPerRequest">As many as the client puts into one request.</param>
    /// <param name="maxBytesPerRequest">As many bytes of events as the client puts into one request.</param>
    /// <param name="turns">Lets as many through at a time as may send without a queue; null lets everybody. Stays the caller's.</param>
    /// <param name="options">How events are tried again.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">From 0 to 1.</param>
    /// <param name="logger">Where to log.</param>
    /// <param name="metrics">Where to count.</param>
    internal VidoraEventSender(
        string account,
        VidoraClient client,
        DeliveryStore store,
        int maxEventsPerRequest,
        long maxBytesPerRequest,
        SemaphoreSlim? turns,
        VidoraSendingOptions options,
        TimeProvider time,
        Func<double> random,
        ILogger logger,
        DeliveryMetrics metrics)
    {
        _account = account;
        _client = client;
        _store = store;
        _maxEventsPerRequest = maxEventsPerRequest;
        _maxBytesPerRequest = maxBytesPerRequest;
        _turns = turns;
        Options = options;
        _time = time;
        _random = random;
        _logger = logger;
        _metrics = metrics;
        Schedule = new RetrySchedule(options.FirstRetryDelay, options.MaxRetryDelay);
        Gate = new AccountGate(Schedule, time, random);
    }

    /// <summary>When the last request ended, as a timestamp of the clock; 0 while there was none.</summary>
    internal long LastAnswer => Interlocked.Read(ref _lastAnswer);

    /// <summary>Completes when every attempt of <see cref="SendAsync"/> that is under way now has ended.</summary>
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

    internal VidoraSendingOptions Options { get; }

    internal RetrySchedule Schedule { get; }

    internal AccountGate Gate { get; }

    /// <summary>
    /// Sends events and returns when each one is delivered or dead, however long that takes: it waits through outages and
    /// pauses. Events are sent in their order; only those that must be are sent again; those of forgotten users are not
    /// sent. For callers that have their own place to come back to, such as an offset or a checkpoint.
    /// </summary>
    /// <remarks>Dead events are the caller's to keep: see <see cref="DeliveryStore.AddDeadLettersAsync"/>.</remarks>
    /// <param name="events">The events.</param>
    /// <param name="cancellationToken">Gives up; events of a request under way may have arrived.</param>
    /// <returns>One outcome for each event, in the same order: delivered, dead or forgotten.</returns>
    /// <exception cref="DeliveryStoreException">The store cannot say who is forgotten.</exception>
    public async Task<IReadOnlyList<EventOutcome>> SendAsync(
        IReadOnlyList<VidoraEvent> events, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        var start = _time.GetUtcNow();
        var outcomes = new EventOutcome[events.Count];
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
                outcomes[open[i]] = attempt[i].Kind == EventOutcomeKind.Dead
                    ? attempt[i] with { Attempts = attempts[open[i]] + 1 }
                    : attempt[i];
                if (attempt[i].Kind is EventOutcomeKind.Retry or EventOutcomeKind.Paused)
                {
                    again.Add(open[i]);
                    attempts[open[i]] += attempt[i].Kind == EventOutcomeKind.Retry ? 1 : 0;
                    wait = attempt[i].RetryAt > wait ? attempt[i].RetryAt!.Value : wait;
                }
            }

            open = again;
            while (open.Count > 0 && wait > _time.GetUtcNow())
            {
                await Waits.DelayAsync(wait - _time.GetUtcNow(), _time, cancellationToken).ConfigureAwait(false);
            }
        }

        return outcomes;
    }

    /// <summary>
    /// Sends events once, in as many requests as it takes, and tells the gate how it went. After so many failed requests
    /// in a row, and at once when Vidora asks for patience or the set-up is wrong, the rest is not sent and not counted.
    /// </summary>
    internal async Task<IReadOnlyList<EventOutcome>> AttemptAsync(
        IReadOnlyList<Outgoing> events, GatePass pass, int haltAfter, CancellationToken cancellationToken)
    {
        var outcomes = new EventOutcome[events.Count];
        var requests = new Stack<List<int>>(Companies(events).Reverse());
        var answers = new List<VidoraSendOutcome>();
        EventOutcome? halt = null;
        var failures = 0;
        try
        {
            while (requests.TryPop(out var request))
            {
                if (halt is { } held)
                {
                    request.ForEach(index => outcomes[index] = held);
                    continue;
                }

                var answered = await AskAsync(request.ConvertAll(index => events[index].Event), cancellationToken).ConfigureAwait(false);
                answers.AddRange(answered);
                failures = answered.Any(IsAboutContent) ? 0 : failures + 1;
                if (failures >= haltAfter || answered.Any(MustStop))
                {
                    halt = EventOutcome.Paused(HeldBack);
                }

                var unclear = Decide(events, request, answered, outcomes);
                var half = (unclear.Count + 1) / 2;
                if (half < unclear.Count)
                {
                    requests.Push(unclear[half..]);
                }

                if (half > 0)
                {
                    requests.Push(unclear[..half]);
                }
            }
        }
        catch
        {
            Gate.Leave(pass);
            throw;
        }

        Report(pass, answers);
        _metrics.Settled(outcomes);
        return outcomes;
    }

    /// <summary>Sends once, when it may. Between attempts others have their turn.</summary>
    private async Task<IReadOnlyList<EventOutcome>> AttemptInTurnAsync(List<Outgoing> events, CancellationToken cancellationToken)
    {
        await (_turns?.WaitAsync(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
        try
        {
            GatePass? pass;
            while ((pass = await Gate.TryEnterAsync(Tick, cancellationToken).ConfigureAwait(false)) is null)
            {
            }

            return await AttemptKnownAsync(events, pass.Value, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turns?.Release();
        }
    }

    /// <summary>
    /// Sends once what belongs to users who are not forgotten. It counts as under way before it asks who is: an erasure
    /// that comes later can wait for it.
    /// </summary>
    private async Task<IReadOnlyList<EventOutcome>> AttemptKnownAsync(
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
                forgotten = await _store.GetForgottenAsync(
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
            var left = new Queue<EventOutcome>(await AttemptAsync(known, pass, haltAfter: 1, cancellationToken).ConfigureAwait(false));
            var all = events.ConvertAll(
                outgoing => forgotten.Contains(outgoing.Event.UserId) ? EventOutcome.Forgotten : left.Dequeue());
            _metrics.Refused(all.Count - known.Count, "forgotten");
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

    private static bool IsAboutContent(VidoraSendOutcome answer) =>
        answer.Status is VidoraSendStatus.Accepted or VidoraSendStatus.Rejected or VidoraSendStatus.TooLarge;

    private static bool MustStop(VidoraSendOutcome answer) =>
        answer.Status == VidoraSendStatus.SetupFault || (answer.Status == VidoraSendStatus.Transient && PatienceOf(answer) is not null);

    private static TimeSpan? PatienceOf(VidoraSendOutcome answer) => answer.RetryAfter > TimeSpan.Zero ? answer.RetryAfter : null;

    /// <summary>
    /// Which events share a request. No more than the client sends as one: of several it would send the second although
    /// the first has failed, and a user's events would overtake each other.
    /// </summary>
    private IEnumerable<List<int>> Companies(IReadOnlyList<Outgoing> events)
    {
        var company = new List<int>();
        var size = _maxEventsPerRequest;
        var bytes = 0L;
        for (var i = 0; i < events.Count; i++)
        {
            size = Math.Min(size, OutcomeRules.CompanyOf(events[i].Attempts, _maxEventsPerRequest));
            var length = events[i].Event.Utf8Json.Length + 1;
            if (company.Count >= size || (company.Count > 0 && bytes + length > _maxBytesPerRequest))
            {
                yield return company;
                company = [];
                size = OutcomeRules.CompanyOf(events[i].Attempts, _maxEventsPerRequest);
                bytes = 0;
            }

            company.Add(i);
            bytes += length;
        }

        if (company.Count > 0)
        {
            yield return company;
        }
    }

    private async Task<IReadOnlyList<VidoraSendOutcome>> AskAsync(List<VidoraEvent> events, CancellationToken cancellationToken)
    {
        try
        {
            var result = await _client.SendEventsAsync(events, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (result.Outcomes.Count == events.Count && result.Outcomes.All(outcome => Enum.IsDefined(outcome.Status)))
            {
                return result.Outcomes;
            }

            _logger.Unclassified($"{result.Outcomes.Count} outcomes for {events.Count} events, or one of an unknown kind");
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The client promises not to throw; whatever this is, it must not cost an event.
            _logger.Unclassified(e.GetType().Name);
        }
        finally
        {
            Interlocked.Exchange(ref _lastAnswer, _time.GetTimestamp());
        }

        return Enumerable.Repeat(_unexpected, events.Count).ToList();
    }

    /// <summary>Fills in the outcomes that are clear and returns the events that have to be sent in smaller requests.</summary>
    private List<int> Decide(
        IReadOnlyList<Outgoing> events, List<int> request, IReadOnlyList<VidoraSendOutcome> answers, EventOutcome[] outcomes)
    {
        var now = _time.GetUtcNow();
        var random = _random();
        var unclear = new List<int>();
        for (var i = 0; i < request.Count; i++)
        {
            var sent = events[request[i]];
            var delay = Schedule.DelayAfter(sent.Attempts + 1, random, answers[i].RetryAfter);
            var outcome = OutcomeRules.Decide(
                answers[i], request.Count == 1, sent.Attempts + 1, now - sent.AcceptedAt, AccountGate.Later(now, delay), Options);
            if (outcome is null)
            {
                unclear.Add(request[i]);
            }
            else
            {
                outcomes[request[i]] = outcome.Value;
            }
        }

        return unclear;
    }

    private void Report(GatePass pass, List<VidoraSendOutcome> answers)
    {
        var patient = answers.Where(answer => answer.Status == VidoraSendStatus.Transient).MaxBy(PatienceOf);
        if (answers.Find(answer => answer.Status == VidoraSendStatus.SetupFault) is { } fault)
        {
            Gate.Misconfigured(pass, fault.Reason, fault.HttpStatus);
        }
        else if (patient is not null && (PatienceOf(patient) is not null || !answers.Exists(IsAboutContent)))
        {
            Gate.Failed(pass, patient.Reason, patient.HttpStatus, PatienceOf(patient));
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
            _logger.Paused(_account, ForwardingDiagnosis.DescribePause(gate));
        }
        else if (gate.Kind == GateKind.Open && before == GateKind.Paused)
        {
            _logger.Resumed(_account);
        }
    }
}
