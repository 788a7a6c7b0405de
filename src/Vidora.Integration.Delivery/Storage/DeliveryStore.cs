using Vidora.Integration.Delivery.Sending;
using Vidora.Integration.Delivery.Timing;

namespace Vidora.Integration.Delivery;

/// <summary>
/// What must survive: the queue with its leases, the dead letters, the quarantine, and who is forgotten. One store serves
/// one account in one process. Every write is durable when its task completes. Safe for concurrent use.
/// </summary>
public abstract class DeliveryStore : IAsyncDisposable, IDisposable
{
    private readonly Signal _work = new();

    /// <summary>Gives the store its limits and its clock.</summary>
    /// <param name="limits">How much it may hold; null for the defaults.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    protected DeliveryStore(DeliveryLimits? limits, TimeProvider? timeProvider)
    {
        Limits = limits ?? new DeliveryLimits();
        TimeProvider = timeProvider ?? TimeProvider.System;
    }

    /// <summary>How much the store may hold.</summary>
    public DeliveryLimits Limits { get; }

    /// <summary>
    /// Completes when there is new work: events appended, re-driven, released or due to be sent again, or an erasure. Take
    /// it before looking for work, await it when there was none.
    /// </summary>
    public virtual Task WorkArrived => _work.Next;

    /// <summary>The number of the event appended last; 0 when there was none.</summary>
    public abstract long LastId { get; }

    /// <summary>Events in the queue that nobody has leased, due or not.</summary>
    public abstract long Waiting { get; }

    /// <summary>The store's clock.</summary>
    protected TimeProvider TimeProvider { get; }

    /// <summary>
    /// Makes events durable, all of them or none. Events of forgotten users are left out and counted. The memory of the
    /// events must not change until the task completes; cancelling has no effect once the write has begun.
    /// </summary>
    /// <param name="events">The events, in the order in which they are to be sent.</param>
    /// <param name="cancellationToken">Gives up waiting for the write to begin.</param>
    /// <exception cref="DeliveryStoreException">The store cannot be written; none of the events is in it.</exception>
    public abstract Task<AppendResult> AppendAsync(IReadOnlyList<VidoraEvent> events, CancellationToken cancellationToken = default);

    /// <summary>
    /// Leases due events in order of due time. They belong to the owner until it settles or releases them; nobody else
    /// gets them. Leases do not survive the process: after a restart everything is free at once.
    /// </summary>
    /// <param name="owner">Who takes them.</param>
    /// <param name="maxEvents">At most so many.</param>
    /// <param name="maxBytes">At most so many bytes of JSON with one separator byte per event, but always one event.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DeliveryStoreException">The store cannot be read.</exception>
    public abstract Task<EventLease> LeaseAsync(string owner, int maxEvents, long maxBytes, CancellationToken cancellationToken = default);

    /// <summary>
    /// Writes down how an attempt ended, in one transaction, and ends the leases. Events that were purged meanwhile are
    /// passed over.
    /// </summary>
    /// <param name="events">Leased events.</param>
    /// <param name="outcomes">One outcome for each, in the same order.</param>
    /// <param name="cancellationToken">Gives up waiting for the write to begin.</param>
    /// <exception cref="DeliveryStoreException">The store cannot be written; the leases stay.</exception>
    public abstract Task SettleAsync(
        IReadOnlyList<QueuedEvent> events, IReadOnlyList<EventOutcome> outcomes, CancellationToken cancellationToken = default);

    /// <summary>Takes back every lease of an owner. Attempts do not count.</summary>
    /// <param name="owner">Whose leases.</param>
    /// <returns>How many events are free again.</returns>
    public abstract int Release(string owner);

    /// <summary>Whether an event with this or a lower number is in the queue still, leased or not.</summary>
    /// <param name="id">A number, such as <see cref="LastId"/> was.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public abstract Task<bool> HasEventsUpToAsync(long id, CancellationToken cancellationToken = default);

    /// <summary>How much the store holds.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public abstract Task<DeliveryStoreStatus> GetStatusAsync(CancellationToken cancellationToken = default);

    /// <summary>Writes something small, to find out whether the store can be written again after it could not.</summary>
    /// <param name="cancellationToken">Gives up waiting for the write to begin.</param>
    /// <exception cref="DeliveryStoreException">It cannot.</exception>
    public abstract Task CheckAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Keeps events that were sent without the queue and died, as dead letters; all of them or none. Those of forgotten
    /// users are left out and counted.
    /// </summary>
    /// <param name="events">The events.</param>
    /// <param name="outcomes">The outcome of each, in the same order; only reason and attempts count.</param>
    /// <param name="cancellationToken">Gives up waiting for the write to begin.</param>
    /// <exception cref="DeliveryStoreException">The store cannot be written; none of the events is in it.</exception>
    public abstract Task<AppendResult> AddDeadLettersAsync(
        IReadOnlyList<VidoraEvent> events, IReadOnlyList<EventOutcome> outcomes, CancellationToken cancellationToken = default);

    /// <summary>Lists dead letters in order of their numbers.</summary>
    /// <param name="filter">Which; null for all.</param>
    /// <param name="afterId">Begins after this number: 0, or the last one of the page before.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public abstract Task<IReadOnlyList<DeadLetter>> GetDeadLettersAsync(
        DeadLetterFilter? filter = null, long afterId = 0, int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>Puts dead letters back into the queue, due at once, with no attempts counted.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="cancellationToken">Gives up; what was moved stays moved.</param>
    /// <returns>How many were put back.</returns>
    public abstract Task<long> RedriveAsync(DeadLetterFilter filter, CancellationToken cancellationToken = default);

    /// <summary>Deletes dead letters. There is no way back.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="cancellationToken">Gives up; what was deleted stays deleted.</param>
    /// <returns>How many were deleted.</returns>
    public abstract Task<long> PurgeDeadLettersAsync(DeadLetterFilter filter, CancellationToken cancellationToken = default);

    /// <summary>
    /// Keeps something as it was received. The oldest items make room when the quarantine is full.
    /// </summary>
    /// <param name="content">The bytes; they must not change until the task completes.</param>
    /// <param name="reason">Why it cannot be forwarded.</param>
    /// <param name="userId">Whose data it is, when known.</param>
    /// <param name="cancellationToken">Gives up waiting for the write to begin.</param>
    /// <returns>
    /// Whether it was kept: not when the quarantine is off, the content alone exceeds it, or its user is forgotten.
    /// </returns>
    public abstract Task<bool> QuarantineAsync(
        ReadOnlyMemory<byte> content, QuarantineReason reason, string? userId = null, CancellationToken cancellationToken = default);

    /// <summary>Lists the quarantine in order of receipt.</summary>
    /// <param name="afterId">Begins after this number: 0, or the last one of the page before.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public abstract Task<IReadOnlyList<QuarantineItem>> GetQuarantineAsync(
        long afterId = 0, int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>Deletes what was received before a time.</summary>
    /// <param name="receivedBefore">The time; null for everything.</param>
    /// <param name="cancellationToken">Gives up waiting for the write to begin.</param>
    /// <returns>How many items were deleted.</returns>
    public abstract Task<long> PurgeQuarantineAsync(DateTimeOffset? receivedBefore = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Forgets users: marks them, removes what the store has of them, and queues the request to Vidora, in one
    /// transaction. A request id that the store has already changes nothing and returns the receipt there is.
    /// </summary>
    /// <param name="requestId">The id of the request.</param>
    /// <param name="userIds">Whom to forget: MPIDs as decimal text, or whatever ids the Vidora account uses.</param>
    /// <param name="cancellationToken">Gives up waiting for the write to begin.</param>
    public abstract Task<ErasureReceipt> ForgetAsync(
        Guid requestId, IReadOnlyCollection<string> userIds, CancellationToken cancellationToken = default);

    /// <summary>Which of these users are forgotten.</summary>
    /// <param name="userIds">The users asked about.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public abstract Task<IReadOnlySet<string>> GetForgottenAsync(
        IReadOnlyCollection<string> userIds, CancellationToken cancellationToken = default);

    /// <summary>Lists erasures, the newest first.</summary>
    /// <param name="openOnly">Only those that Vidora has not answered, the one due first at the front.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public abstract Task<IReadOnlyList<ErasureReceipt>> GetErasuresAsync(
        bool openOnly = false, int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>Writes down how asking Vidora for an erasure ended.</summary>
    /// <param name="requestId">Which erasure.</param>
    /// <param name="forwardedAt">When Vidora was asked; null when the request did not leave.</param>
    /// <param name="retryAt">When to ask again; null when Vidora has it.</param>
    /// <param name="reason">Why to ask again, out of a closed vocabulary.</param>
    /// <param name="cancellationToken">Gives up waiting for the write to begin.</param>
    public abstract Task SettleErasureAsync(
        Guid requestId,
        DateTimeOffset? forwardedAt,
        DateTimeOffset? retryAt,
        string? reason,
        CancellationToken cancellationToken = default);

    /// <summary>Finishes what is being written and closes the store.</summary>
    public abstract ValueTask DisposeAsync();

    /// <summary>Finishes what is being written and closes the store, for containers that are disposed of synchronously.</summary>
    public void Dispose()
    {
        DisposeAsync().AsTask().GetAwaiter().GetResult();
        GC.SuppressFinalize(this);
    }

    /// <summary>Completes <see cref="WorkArrived"/>.</summary>
    protected void SignalWork() => _work.Set();
}
