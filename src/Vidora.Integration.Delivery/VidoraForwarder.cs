using Microsoft.Extensions.Logging;
using Vidora.Integration.Delivery.Sending;
using Vidora.Integration.Delivery.Storage;
using Vidora.Integration.Delivery.Telemetry;
using Vidora.Integration.Delivery.Timing;
using Vidora.Integration.MParticle;
using Vidora.Integration.Telemetry;

namespace Vidora.Integration.Delivery;

/// <summary>Accepts events for one Vidora account and delivers them.</summary>
/// <remarks>Accepted events are on disk when a call returns. A hosted service sends them. Safe for concurrent use.</remarks>
public sealed class VidoraForwarder : IDisposable
{
    /// <summary>Bounds the events that the documents of one call become. A single document has the bound of the mapper.</summary>
    private const long MaxMappedBytes = 128 * 1024 * 1024;

    private static readonly TimeSpan _stuckAfter = TimeSpan.FromMinutes(2);

    private readonly MParticleEventMapper _mapper;
    private readonly ErasureForwarder _erasures;
    private readonly QueueSender _queueSender;
    private readonly StoreHealth _storeHealth = new();
    private readonly LineLimit _lines;
    private readonly Intake _intake;
    private readonly DrainRate _drain;
    private readonly VidoraHealthOptions _health;
    private volatile bool _stopping;
    private volatile bool _running;
    private volatile bool _isFull;

    /// <param name="account">The name of the account; empty for the default one.</param>
    /// <param name="parts">What the senders of the account share.</param>
    /// <param name="mapper">Maps batches.</param>
    /// <param name="fillDelay">How long a request that is not full waits for more events.</param>
    /// <param name="health">When health is degraded; null for the defaults.</param>
    internal VidoraForwarder(
        string account, SendingAccount parts, MParticleEventMapper mapper, TimeSpan fillDelay, VidoraHealthOptions? health = null)
    {
        Account = account;
        Parts = parts;
        _mapper = mapper;
        _lines = new LineLimit(parts.Time);
        _intake = new Intake(parts.Time);
        _drain = new DrainRate(parts.Time);
        _health = health ?? new VidoraHealthOptions();

        // Not disposed of: abandoned attempts may still release it at the end, and it holds no resources.
        Sender = new VidoraEventSender(parts, new SemaphoreSlim(parts.Options.MaxConcurrentRequests));
        _erasures = new ErasureForwarder(parts, Sender.Schedule, () => Sender.Gate.State.Kind == GateKind.Paused);
        _queueSender = new QueueSender(parts, Sender, _erasures, _storeHealth, fillDelay);
        parts.Metrics.Observe(() => _queueSender.LastStatus, () => Sender.Gate.State.Kind == GateKind.Paused, parts.Time);
    }

    /// <summary>Gets the name of the account; empty for the default one.</summary>
    public string Account { get; }

    /// <summary>Gets the store, for dead letters, quarantine and erasures.</summary>
    public DeliveryStore Store => Parts.Store;

    /// <summary>Gets the time in which a person's request must be answered.</summary>
    internal TimeSpan RequestDeadline => _health.RequestDeadline;

    internal MParticleEventMapper Mapper => _mapper;

    internal SendingAccount Parts { get; }

    /// <summary>Gets the sender for callers without a queue, which shares the back-off with the queue.</summary>
    internal VidoraEventSender Sender { get; }

    /// <summary>Makes events durable, all of them or none. They are sent afterwards.</summary>
    /// <remarks>A full or failing queue is a result and not an exception.</remarks>
    /// <param name="events">The events.</param>
    /// <param name="cancellationToken">Cancels the call before the write begins.</param>
    /// <returns>How many events were accepted, or why none was.</returns>
    public Task<AcceptResult> AcceptAsync(IReadOnlyList<VidoraEvent> events, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        return AcceptAsync(new MappedDocuments { Events = events }, cancellationToken);
    }

    /// <summary>Maps a batch and makes its events durable, all of them or none.</summary>
    /// <remarks>A full or failing queue is a result and not an exception.</remarks>
    /// <param name="batch">The batch.</param>
    /// <param name="received">The bytes of the batch, for the quarantine when it has no valid MPID; empty keeps none.</param>
    /// <param name="cancellationToken">Cancels the call before the write begins.</param>
    /// <returns>How many events were accepted, or why none was.</returns>
    public Task<AcceptResult> AcceptAsync(
        MParticleBatch batch, ReadOnlyMemory<byte> received = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return AcceptAsync(() => Map(batch, received), cancellationToken);
    }

    /// <summary>Reads and maps documents and makes all their events durable, or none.</summary>
    /// <remarks>
    /// Unreadable documents and those without a valid MPID go to the quarantine; the others are accepted. A full or failing queue is a result
    /// and not an exception.
    /// </remarks>
    /// <param name="documents">The documents, such as those of one request.</param>
    /// <param name="format">Their format.</param>
    /// <param name="cancellationToken">Cancels the call before the write begins.</param>
    /// <returns>How many events were accepted, or why none was.</returns>
    public Task<AcceptResult> AcceptAsync(
        IEnumerable<MParticleDocument> documents,
        MParticleFormat format = MParticleFormat.Auto,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(documents);
        return AcceptAsync(() => Map(documents, format), cancellationToken);
    }

    private MappedDocuments Map(MParticleBatch batch, ReadOnlyMemory<byte> received)
    {
        var mapped = _mapper.Map(batch);
        return new MappedDocuments
        {
            Results = [mapped],
            Events = mapped.Events,
            Issues = mapped.Issues,
            Quarantined = !received.IsEmpty && QuarantineReasons.Of(mapped) is { } reason ? [(received, reason)] : [],
        };
    }

    private MappedDocuments Map(IEnumerable<MParticleDocument> documents, MParticleFormat format)
    {
        var results = new List<MappingResult>();
        var events = new List<VidoraEvent>();
        var issues = new List<MappingIssue>();
        var errors = new List<MParticleFormatException>();
        var quarantined = new List<(ReadOnlyMemory<byte>, QuarantineReason)>();
        var bytes = 0L;
        foreach (var document in documents)
        {
            if (!document.TryReadBatch(format, out var batch, out var error))
            {
                errors.Add(error);
                quarantined.Add((document.Utf8Json, QuarantineReason.Unreadable));
                continue;
            }

            var mapped = _mapper.Map(batch);
            results.Add(mapped);
            bytes += mapped.Events.Sum(item => (long)item.Utf8Json.Length);
            if (bytes > MaxMappedBytes)
            {
                return new MappedDocuments { Results = results, Events = events, IsTooLarge = true };
            }

            events.AddRange(mapped.Events);
            issues.AddRange(mapped.Issues);
            if (QuarantineReasons.Of(mapped) is { } reason)
            {
                quarantined.Add((document.Utf8Json, reason));
            }
        }

        return new MappedDocuments { Results = results, Events = events, Issues = issues, Errors = errors, Quarantined = quarantined };
    }

    /// <summary>Keeps received bytes that cannot be forwarded, without the keys in them.</summary>
    /// <remarks>The values of <c>account_settings</c>, <c>api_key</c> and <c>api_keys</c> become null.</remarks>
    /// <param name="content">The bytes.</param>
    /// <param name="reason">Why they cannot be forwarded.</param>
    /// <param name="userId">The user, when known.</param>
    /// <param name="cancellationToken">Cancels the call before the write begins.</param>
    /// <returns>False when the quarantine is off, the content exceeds it, or its user is forgotten.</returns>
    /// <exception cref="DeliveryStoreException">The queue file cannot be written.</exception>
    public async Task<bool> QuarantineAsync(
        ReadOnlyMemory<byte> content, QuarantineReason reason, string? userId = null, CancellationToken cancellationToken = default)
    {
        var kept = await Store.QuarantineAsync(ReceivedKeys.Remove(content), reason, userId, cancellationToken).ConfigureAwait(false);
        if (kept)
        {
            Parts.Metrics.Quarantined(reason);
        }

        return kept;
    }

    /// <summary>Waits until all events accepted before the call are delivered or dead letters.</summary>
    /// <param name="limit">The longest time to wait.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="DeliveryStoreException">The queue file cannot be read.</exception>
    public async Task<FlushResult> FlushAsync(TimeSpan limit, CancellationToken cancellationToken = default)
    {
        var start = Parts.Time.GetTimestamp();
        var lastId = Store.LastId;
        using var flush = _queueSender.BeginFlush();
        while (true)
        {
            var changed = Store.WorkArrived;
            var finished = !await Store.HasEventsUpToAsync(lastId, cancellationToken).ConfigureAwait(false);
            var left = limit - Parts.Time.GetElapsedTime(start);
            if (finished || left <= TimeSpan.Zero)
            {
                var status = await Store.GetStatusAsync(cancellationToken).ConfigureAwait(false);
                return new FlushResult { Finished = finished, Remaining = status.Events };
            }

            await changed.OrAfterAsync(left, Parts.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Forgets users: removes their data, refuses their events, and asks Vidora to erase them.</summary>
    /// <remarks>The request is durable when the call returns. Vidora is asked afterwards, and again until it answers.</remarks>
    /// <param name="userIds">The users: MPIDs as decimal text, or other ids that the Vidora account uses.</param>
    /// <param name="requestId">The id of the request; null for a new one. A known id returns its receipt.</param>
    /// <param name="cancellationToken">Cancels the call before the write begins.</param>
    /// <returns>The receipt as of now; <see cref="DeliveryStore.GetErasuresAsync"/> returns later states.</returns>
    /// <exception cref="ArgumentException">There are no users, or an id is empty.</exception>
    /// <exception cref="DeliveryStoreException">The queue file cannot be written; nothing was done.</exception>
    public async Task<ErasureReceipt> ForgetAsync(
        IReadOnlyCollection<string> userIds, Guid? requestId = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(userIds);
        if (userIds.Count == 0 || userIds.Any(string.IsNullOrEmpty))
        {
            throw new ArgumentException("Name at least one user, and none with an empty id.", nameof(userIds));
        }

        return await Store.ForgetAsync(requestId ?? Guid.NewGuid(), userIds, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Describes the state of forwarding.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="DeliveryStoreException">The queue file cannot be read.</exception>
    public async Task<ForwardingStatus> GetStatusAsync(CancellationToken cancellationToken = default)
    {
        var store = await Store.GetStatusAsync(cancellationToken).ConfigureAwait(false);
        var gate = Sender.Gate.State;
        var rate = _drain.Look(Parts.Metrics.GetOutcomes().Where(outcome => outcome.Status is SendStatus.Accepted or SendStatus.Dead).Sum(outcome => outcome.Count));
        var (health, sentence) = new ForwardingDiagnosis
        {
            Gate = gate,
            Store = store,
            IsFull = _isFull,
            StoreFault = _storeHealth.Problem,
            ErasureProblem = _erasures.Problem,
            SinceLastSign = _running ? _queueSender.SinceLastSign : null,
            StuckAfter = StuckAfter,
            Intake = _intake,
            EventsPerSecond = rate,
            Health = _health,
            Now = Parts.Time.GetUtcNow(),
        }.Describe();
        return new ForwardingStatus
        {
            Health = health,
            Sentence = sentence,
            IsPaused = gate.Kind == GateKind.Paused,
            IsHeld = gate.HeldSince is not null,
            EventsPerSecond = rate,
            NextProbeAt = gate.Kind == GateKind.Open ? null : gate.NextProbe,
            Store = store,
            Outcomes = Parts.Metrics.GetOutcomes(),
        };
    }

    /// <summary>Pauses sending, also of Kafka and replay, until <see cref="Resume"/> or a restart. Requests in flight are finished.</summary>
    public void Pause() => Sender.Gate.Hold();

    /// <summary>Resumes sending after <see cref="Pause"/>.</summary>
    public void Resume() => Sender.Gate.LetGo();

    /// <summary>Accepts documents of the quarantine again, such as after a correction, and removes what was accepted.</summary>
    /// <remarks>A document that still cannot be forwarded stays in the quarantine.</remarks>
    /// <param name="ids">The numbers of the items; null for all.</param>
    /// <param name="cancellationToken">Stops; items that were accepted stay accepted.</param>
    /// <returns>How many items were accepted.</returns>
    /// <exception cref="DeliveryStoreException">The queue file cannot be read or written.</exception>
    public async Task<long> ReleaseQuarantineAsync(IReadOnlyCollection<long>? ids = null, CancellationToken cancellationToken = default)
    {
        var released = 0L;
        var last = 0L;
        while (await Store.GetQuarantineAsync(last, limit: 1, cancellationToken).ConfigureAwait(false) is [var item])
        {
            last = item.Id;
            if (ids?.Contains(item.Id) is false || Map(MParticleDocuments.Read(item.Content), MParticleFormat.Auto) is not { Quarantined.Count: 0 } mapped)
            {
                continue;
            }

            var result = await AcceptAsync(mapped, cancellationToken).ConfigureAwait(false);
            if (result.Refusal is not AcceptRefusal.None)
            {
                break;
            }

            released += await Store.RemoveQuarantineAsync([item.Id], CancellationToken.None).ConfigureAwait(false);
        }

        return released;
    }

    /// <summary>Releases what the sender holds. The container calls it.</summary>
    void IDisposable.Dispose()
    {
        _queueSender.Dispose();
        Parts.Metrics.Dispose();
    }

    internal async Task RunAsync(CancellationToken stopping, CancellationToken abandoned)
    {
        _running = true;
        try
        {
            await _queueSender.RunAsync(stopping, abandoned).ConfigureAwait(false);
        }
        finally
        {
            _running = false;
        }
    }

    private TimeSpan StuckAfter => _stuckAfter + Parts.Account.RequestTimeout;

    /// <summary>Gets the liveness of the sender.</summary>
    internal Liveness Liveness => new(() => _running && _queueSender.SinceLastSign > StuckAfter ? "The sender does not move." : null);

    /// <summary>Returns why an append would fail now, or null.</summary>
    internal async Task<string?> FindRefusalAsync(CancellationToken cancellationToken)
    {
        if (_stopping)
        {
            return "This host is stopping.";
        }

        try
        {
            if ((await Store.GetStatusAsync(cancellationToken).ConfigureAwait(false)).Fullness >= 1)
            {
                return "The queue is full.";
            }

            await Store.CheckAsync(cancellationToken).ConfigureAwait(false);
            _storeHealth.WriteSucceeded();
            return null;
        }
        catch (DeliveryStoreException e)
        {
            _storeHealth.WriteFailed(e.Message);
            return e.Message;
        }
    }

    /// <summary>Keeps a data subject request until a person closes it. Returns false when there are too many.</summary>
    internal async Task<bool> HoldAsync(HeldReason reason, Guid? requestId, ReadOnlyMemory<byte> content)
    {
        Parts.Logger.Held(Parts.Name, reason);
        return await Store.HoldAsync(reason, requestId, ReceivedKeys.Remove(content), CancellationToken.None).ConfigureAwait(false);
    }

    internal void StopAccepting() => _stopping = true;

    internal IReadOnlyList<OutcomeCount> GetOutcomes() => Parts.Metrics.GetOutcomes();

    private async Task<AcceptResult> AcceptAsync(Func<MappedDocuments> map, CancellationToken cancellationToken)
    {
        var mapped = await Parts.Memory.MapAsync(map, cancellationToken).ConfigureAwait(false);
        try
        {
            return await AcceptAsync(mapped, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // The store has copied the events, or no longer reads them.
            Parts.Memory.Free(mapped);
        }
    }

    private async Task<AcceptResult> AcceptAsync(MappedDocuments mapped, CancellationToken cancellationToken)
    {
        if (mapped.IsTooLarge)
        {
            return Refuse(mapped.Events, AcceptRefusal.TooLarge, "too_large");
        }

        var appended = await AppendAsync(mapped.Events, cancellationToken).ConfigureAwait(false);
        var refusal = appended.Refusal;
        if (refusal is AcceptRefusal.None)
        {
            CountIntake(mapped);
            try
            {
                await Task.WhenAll(mapped.Quarantined.Select(item => QuarantineAsync(item.Content, item.Reason, null, CancellationToken.None)))
                    .ConfigureAwait(false);
            }
            catch (DeliveryStoreException e)
            {
                // The events are durable. The caller sends the rest again.
                Fail(e);
                refusal = AcceptRefusal.Unavailable;
            }
        }

        return new AcceptResult
        {
            Refusal = refusal,
            AcceptedEvents = appended.AcceptedEvents,
            ForgottenEvents = appended.ForgottenEvents,
            QuarantinedDocuments = refusal is AcceptRefusal.None ? mapped.Quarantined.Count : 0,
            Errors = mapped.Errors,
            Issues = mapped.Issues,
        };
    }

    private async Task<AcceptResult> AppendAsync(IReadOnlyList<VidoraEvent> events, CancellationToken cancellationToken)
    {
        if (_stopping)
        {
            return Refuse(events, AcceptRefusal.Stopping, "stopping");
        }

        if (events.Count == 0)
        {
            return new AcceptResult();
        }

        var start = Parts.Time.GetTimestamp();
        AcceptResult appended;
        try
        {
            appended = await Store.AppendAsync(events, cancellationToken).ConfigureAwait(false);
        }
        catch (DeliveryStoreException e)
        {
            Fail(e);
            return Refuse(events, AcceptRefusal.Unavailable, "unavailable");
        }

        _isFull = appended.Refusal is AcceptRefusal.Full;
        if (_isFull)
        {
            if (_lines.TryTake("full", events.Count, out var sum))
            {
                Parts.Logger.Full(Parts.Name, sum);
            }

            return Refuse(events, AcceptRefusal.Full, "full");
        }

        _storeHealth.WriteSucceeded();
        Parts.Metrics.Refused(appended.ForgottenEvents, "forgotten");
        Parts.Metrics.Accepted(appended.AcceptedEvents, Parts.Time.GetElapsedTime(start));
        return appended;
    }

    private void CountIntake(MappedDocuments mapped)
    {
        var leftOut = mapped.Issues.Where(issue => issue.NotForwardedEvents > 0).ToList();
        _intake.Add(mapped.Events.Count, leftOut.Select(issue => (issue.Code, issue.NotForwardedEvents)));
        leftOut.ForEach(Parts.Metrics.NotForwarded);
        if (leftOut.Count > 0 && _lines.TryTake("left_out", 1, out _))
        {
            var (forwarded, left, reason) = _intake.Read();
            Parts.Logger.LeftOut(left > forwarded ? LogLevel.Warning : LogLevel.Information, Parts.Name, left, forwarded + left, reason);
        }
    }

    private AcceptResult Refuse(IReadOnlyList<VidoraEvent> events, AcceptRefusal refusal, string reason)
    {
        Parts.Metrics.Refused(events.Count, reason);
        return AcceptResult.Refused(refusal);
    }

    private void Fail(DeliveryStoreException exception)
    {
        _storeHealth.WriteFailed(exception.Message);
        if (_lines.TryTake("store", 1, out _))
        {
            Parts.Logger.StoreFailed(Parts.Name, exception.Message);
        }
    }
}
