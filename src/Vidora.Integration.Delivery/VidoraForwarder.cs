using Microsoft.Extensions.Logging;
using Vidora.Integration.Delivery.Sending;
using Vidora.Integration.Delivery.Storage;
using Vidora.Integration.Delivery.Telemetry;
using Vidora.Integration.Delivery.Timing;
using Vidora.Integration.MParticle;

namespace Vidora.Integration.Delivery;

/// <summary>
/// Takes events for one Vidora account and sees to it that they arrive. What it accepts is on disk when it says so. Its
/// hosted sender empties the queue. Safe for concurrent use.
/// </summary>
public sealed class VidoraForwarder
{
    private static readonly TimeSpan _stuckAfter = TimeSpan.FromMinutes(2);

    private readonly MParticleEventMapper _mapper;
    private readonly VidoraEventSender _sender;
    private readonly QueueSender _queueSender;
    private readonly ErasureForwarder _erasures;
    private readonly StoreHealth _storeHealth;
    private readonly DeliveryMetrics _metrics;
    private readonly TimeSpan _requestTimeout;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RateLimit _logLimit;
    private volatile bool _stopping;
    private volatile bool _running;
    private volatile bool _refuses;

    internal VidoraForwarder(
        string account,
        DeliveryStore store,
        MParticleEventMapper mapper,
        VidoraEventSender sender,
        QueueSender queueSender,
        ErasureForwarder erasures,
        StoreHealth storeHealth,
        DeliveryMetrics metrics,
        TimeSpan requestTimeout,
        TimeProvider time,
        ILogger logger)
    {
        Account = account;
        Store = store;
        _mapper = mapper;
        _sender = sender;
        _queueSender = queueSender;
        _erasures = erasures;
        _storeHealth = storeHealth;
        _metrics = metrics;
        _requestTimeout = requestTimeout;
        _time = time;
        _logger = logger;
        _logLimit = new RateLimit(time);
        metrics.Observe(() => queueSender.LastStatus, () => sender.Gate.State.Kind == GateKind.Paused, time);
    }

    /// <summary>The account's name; empty for the default one.</summary>
    public string Account { get; }

    /// <summary>The account's store: dead letters, quarantine, and what else there is to look after.</summary>
    public DeliveryStore Store { get; }

    /// <summary>Makes events durable, all of them or none; they are sent afterwards.</summary>
    /// <param name="events">The events.</param>
    /// <param name="cancellationToken">Gives up waiting for the write to begin.</param>
    /// <returns>How many were accepted, or why none was. Never throws for a full or failing queue.</returns>
    public async Task<AcceptResult> AcceptAsync(IReadOnlyList<VidoraEvent> events, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        var appended = await AppendAsync(events, cancellationToken).ConfigureAwait(false);
        return new AcceptResult { Refusal = appended.Refusal, AcceptedEvents = appended.Accepted, ForgottenEvents = appended.Forgotten };
    }

    /// <summary>Maps a batch and makes its events durable, all of them or none.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="received">The bytes it came in: they go to the quarantine when it has no MPID. Empty: they do not.</param>
    /// <param name="cancellationToken">Gives up waiting for the write to begin.</param>
    /// <returns>How many events were accepted, or why none was. Never throws for a full or failing queue.</returns>
    public async Task<AcceptResult> AcceptAsync(
        MParticleBatch batch, ReadOnlyMemory<byte> received = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var mapped = _mapper.Map(batch);
        return await AcceptAsync(
            mapped.Events,
            mapped.Issues,
            [],
            !received.IsEmpty && IsWithoutMpid(mapped) ? [(received, QuarantineReason.MissingMpid)] : [],
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Reads and maps documents, such as those of one request, and makes all their events durable, or none. Documents that
    /// cannot be read or have no MPID go to the quarantine and do not keep the others from being accepted.
    /// </summary>
    /// <param name="documents">The documents.</param>
    /// <param name="format">Their format.</param>
    /// <param name="cancellationToken">Gives up waiting for the write to begin.</param>
    /// <returns>How many events were accepted, or why none was. Never throws for a full or failing queue.</returns>
    public async Task<AcceptResult> AcceptAsync(
        IEnumerable<MParticleDocument> documents,
        MParticleFormat format = MParticleFormat.Auto,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(documents);
        var events = new List<VidoraEvent>();
        var issues = new List<MappingIssue>();
        var errors = new List<MParticleFormatException>();
        var quarantined = new List<(ReadOnlyMemory<byte>, QuarantineReason)>();
        foreach (var document in documents)
        {
            if (!document.TryReadBatch(format, out var batch, out var error))
            {
                errors.Add(error);
                quarantined.Add((document.Utf8Json, QuarantineReason.Unreadable));
                continue;
            }

            var mapped = _mapper.Map(batch);
            events.AddRange(mapped.Events);
            issues.AddRange(mapped.Issues);
            if (IsWithoutMpid(mapped))
            {
                quarantined.Add((document.Utf8Json, QuarantineReason.MissingMpid));
            }
        }

        return await AcceptAsync(events, issues, errors, quarantined, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Keeps something that cannot be forwarded, as it was received but for keys: the values of <c>account_settings</c>,
    /// <c>api_key</c> and <c>api_keys</c> are made null.
    /// </summary>
    /// <param name="content">The bytes.</param>
    /// <param name="reason">Why.</param>
    /// <param name="userId">Whose data it is, when known.</param>
    /// <param name="cancellationToken">Gives up waiting for the write to begin.</param>
    /// <returns>Whether it was kept: not when the quarantine is off or the content exceeds it.</returns>
    /// <exception cref="DeliveryStoreException">The store cannot be written.</exception>
    public async Task<bool> QuarantineAsync(
        ReadOnlyMemory<byte> content, QuarantineReason reason, string? userId = null, CancellationToken cancellationToken = default)
    {
        var kept = await Store.QuarantineAsync(ReceivedKeys.Remove(content), reason, userId, cancellationToken).ConfigureAwait(false);
        if (kept)
        {
            _metrics.Quarantined(reason);
        }

        return kept;
    }

    /// <summary>
    /// Waits until everything that was accepted before the call is settled: delivered, or a dead letter. What is in flight
    /// or waits to be tried again counts as not settled.
    /// </summary>
    /// <param name="limit">How long to wait at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<FlushResult> FlushAsync(TimeSpan limit, CancellationToken cancellationToken = default)
    {
        var start = _time.GetTimestamp();
        var mark = Store.LastId;
        using var flush = _queueSender.BeginFlush();
        while (true)
        {
            var changed = Store.WorkArrived;
            var finished = !await Store.HasEventsUpToAsync(mark, cancellationToken).ConfigureAwait(false);
            var left = limit - _time.GetElapsedTime(start);
            if (finished || left <= TimeSpan.Zero)
            {
                var status = await Store.GetStatusAsync(cancellationToken).ConfigureAwait(false);
                return new FlushResult { Finished = finished, Remaining = status.Events };
            }

            await changed.OrAfterAsync(left, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Forgets users: removes what is kept of them here, refuses their events from now on, and has Vidora asked to erase
    /// them. Durable when it returns; Vidora is asked afterwards, and again until it answers.
    /// </summary>
    /// <param name="userIds">Whom: MPIDs as decimal text, or whatever ids the Vidora account uses.</param>
    /// <param name="requestId">The request's id; null makes a new one. The same id again returns the receipt there is.</param>
    /// <param name="cancellationToken">Gives up waiting for the write to begin.</param>
    /// <returns>The receipt as of now; <see cref="DeliveryStore.GetErasuresAsync"/> has it as it goes on.</returns>
    /// <exception cref="ArgumentException">There are no users, or an id is empty.</exception>
    /// <exception cref="DeliveryStoreException">The store cannot be written; nothing was done.</exception>
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

    /// <summary>How forwarding is doing.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DeliveryStoreException">The store cannot be read.</exception>
    public async Task<ForwardingStatus> GetStatusAsync(CancellationToken cancellationToken = default)
    {
        var store = await Store.GetStatusAsync(cancellationToken).ConfigureAwait(false);
        var gate = _sender.Gate.State;
        var (health, sentence) = ForwardingDiagnosis.Describe(
            gate,
            store,
            _refuses,
            _storeHealth.Problem,
            _erasures.Problem,
            _running ? _queueSender.SinceLastSign : null,
            _stuckAfter + _requestTimeout,
            _time.GetUtcNow());
        return new ForwardingStatus
        {
            Health = health,
            Sentence = sentence,
            IsPaused = gate.Kind == GateKind.Paused,
            NextProbeAt = gate.Kind == GateKind.Open ? null : gate.NextProbe,
            Store = store,
            Outcomes = _metrics.GetOutcomes(),
        };
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

    internal void StopAccepting() => _stopping = true;

    internal IReadOnlyList<OutcomeCount> GetOutcomes() => _metrics.GetOutcomes();

    private static bool IsWithoutMpid(MappingResult mapped) => mapped.Issues.Any(issue => issue.Code == MappingIssueCode.MissingMpid);

    private async Task<AcceptResult> AcceptAsync(
        IReadOnlyList<VidoraEvent> events,
        IReadOnlyList<MappingIssue> issues,
        IReadOnlyList<MParticleFormatException> errors,
        List<(ReadOnlyMemory<byte> Content, QuarantineReason Reason)> quarantined,
        CancellationToken cancellationToken)
    {
        var appended = await AppendAsync(events, cancellationToken).ConfigureAwait(false);
        if (appended.Refusal is AcceptRefusal.None)
        {
            try
            {
                await Task.WhenAll(quarantined.Select(item => QuarantineAsync(item.Content, item.Reason, null, CancellationToken.None)))
                    .ConfigureAwait(false);
            }
            catch (DeliveryStoreException e)
            {
                // The events are durable; what belongs in the quarantine is the sender's to send again.
                Fail(e);
                appended = appended with { Refusal = AcceptRefusal.Unavailable };
            }
        }

        return new AcceptResult
        {
            Refusal = appended.Refusal,
            AcceptedEvents = appended.Accepted,
            ForgottenEvents = appended.Forgotten,
            QuarantinedDocuments = appended.Refusal is AcceptRefusal.None ? quarantined.Count : 0,
            Errors = errors,
            Issues = issues,
        };
    }

    private async Task<AppendResult> AppendAsync(IReadOnlyList<VidoraEvent> events, CancellationToken cancellationToken)
    {
        if (_stopping)
        {
            _metrics.Refused(events.Count, "stopping");
            return new AppendResult(0, 0, AcceptRefusal.Stopping);
        }

        if (events.Count == 0)
        {
            return default;
        }

        var start = _time.GetTimestamp();
        AppendResult appended;
        try
        {
            appended = await Store.AppendAsync(events, cancellationToken).ConfigureAwait(false);
        }
        catch (DeliveryStoreException e)
        {
            Fail(e);
            _metrics.Refused(events.Count, "unavailable");
            return new AppendResult(0, 0, AcceptRefusal.Unavailable);
        }

        _refuses = appended.Refusal is AcceptRefusal.Full;
        if (_refuses)
        {
            if (_logLimit.TryTake())
            {
                _logger.Full(VidoraTelemetry.NameOf(Account), events.Count);
            }

            _metrics.Refused(events.Count, "full");
            return appended;
        }

        _storeHealth.WriteSucceeded();
        _metrics.Refused(appended.Forgotten, "forgotten");
        _metrics.Accepted(appended.Accepted, _time.GetElapsedTime(start));
        return appended;
    }

    private void Fail(DeliveryStoreException exception)
    {
        _storeHealth.WriteFailed(exception.Message);
        if (_logLimit.TryTake())
        {
            _logger.StoreFailed(VidoraTelemetry.NameOf(Account), exception.Message);
        }
    }
}
