using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Vidora.Integration.Delivery.Sqlite;
using Vidora.Integration.Delivery.Storage;
using Vidora.Integration.Delivery.Timing;

namespace Vidora.Integration.Delivery;

/// <summary>Keeps the queue, the dead letters, the quarantine and the erasures of one account in an SQLite file.</summary>
/// <remarks>
/// The file uses <c>WAL</c> and <c>synchronous=FULL</c>. One thread writes, and writes that wait together share one fsync. A write is
/// durable when its task completes. One process at a time can open the file, except to read only. Safe for concurrent use.
/// </remarks>
public sealed class DeliveryStore : IAsyncDisposable, IDisposable
{
    private const int ChunkSize = 1_000;

    private static readonly TimeSpan _longestDelay = TimeSpan.FromDays(1);

    private static readonly IReadOnlySet<string> _noUsers = new HashSet<string>();

    private readonly SqliteFile _file;
    private readonly DiskSpace? _disk;
    private readonly SqliteWriter? _writer;
    private readonly SqliteSession _leaseReader;
    private readonly SqliteSession _reader;
    private readonly TimeProvider _time;
    private readonly SteadyTime _steady;
    private readonly LeaseTable _leases = new();
    private readonly Signal _work = new();

    /// <summary>As of the last commit.</summary>
    private volatile StoreTally _tally;

    /// <summary>As the transaction under way leaves it; only the writer's thread uses it.</summary>
    private StoreTally _pending;
    private AppendedRow _appended = null!;
    private volatile bool _disposed;

    /// <summary>Opens the file, and creates it when it does not exist.</summary>
    /// <param name="file">
    /// The path on a local disk. SQLite keeps <c>-wal</c> and <c>-shm</c> beside it, and the store <c>.lock</c>. <c>:memory:</c> keeps
    /// everything in memory, for tests.
    /// </param>
    /// <param name="limits">How much it can hold; null for the defaults.</param>
    /// <param name="readOnly">Opens the file only to read, also while another process uses it.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <exception cref="DeliveryStoreException">
    /// Another process uses the file, it is damaged, it belongs to another program or version, or it cannot be opened. It is left
    /// unchanged.
    /// </exception>
    public DeliveryStore(string file, DeliveryLimits? limits = null, bool readOnly = false, TimeProvider? timeProvider = null)
        : this(file, limits, readOnly, timeProvider, maxPages: null)
    {
    }

    internal DeliveryStore(
        string file, DeliveryLimits? limits, bool readOnly, TimeProvider? timeProvider, long? maxPages = null, Func<(long Free, long Total)?>? disk = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        _time = timeProvider ?? TimeProvider.System;
        _steady = new SteadyTime(_time);
        _file = new SqliteFile(file, StoreLayout.Layout);
        Limits = limits ?? new DeliveryLimits();
        SqliteSession? session = null;
        try
        {
            if (!readOnly)
            {
                _file.Lock();
            }

            _disk = _file.IsInMemory ? null : new DiskSpace(_file.Path, disk);
            session = _file.Open(readOnly, maxPages, _disk);
            _tally = _pending = _file.Guard(() => StoreLayout.Count(session));
            if (readOnly)
            {
                _leaseReader = _reader = session;
                return;
            }

            MakeNewDue(session);
            _leaseReader = _file.IsInMemory ? session : _file.OpenReader();
            _reader = _file.IsInMemory ? session : _file.OpenReader();
            _writer = new SqliteWriter(_file, _disk, session, () => Begin(session), () => _appended.Write(), () => _tally = _pending);
        }
        catch
        {
            session?.Dispose();
            _leaseReader?.Dispose();
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Gets the number of the event appended last; 0 when there is none.</summary>
    public long LastId => _tally.LastId;

    internal DeliveryLimits Limits { get; }

    /// <summary>Gets whether a write must follow, because a reader kept erased data in SQLite's log.</summary>
    internal bool NeedsWrite => _writer?.LogHoldsErased == true;

    /// <summary>Gets a sentence that a person must read although the file could be opened; null when there is none.</summary>
    internal string? Notice => _file.Notice;

    /// <summary>
    /// Gets a task that completes when there is work: events appended, re-driven, released or due again, or an erasure. Take it
    /// before you look for work, and await it when there is none.
    /// </summary>
    internal Task WorkArrived => _work.Next;

    /// <summary>Gets the number of events that no sender has leased, due or not.</summary>
    internal long Waiting => Math.Max(0, _tally.Events - _leases.Count);

    /// <summary>Gets or sets what is told of users that were forgotten here, after the commit.</summary>
    internal Action<IReadOnlyList<string>>? Forgotten { get; set; }

    /// <summary>Gets the number of forgotten users as of the last commit.</summary>
    internal long ForgottenUsers => _tally.ForgottenUsers;

    /// <summary>Gets or sets what makes operations fail, by the name of the method: for tests.</summary>
    internal Func<string, Exception?>? Fault { get; set; }

    /// <summary>Counts the content.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="DeliveryStoreException">The file cannot be read.</exception>
    public Task<DeliveryStoreStatus> GetStatusAsync(CancellationToken cancellationToken = default) => ReadAsync(
        session =>
        {
            if (_writer?.FindFault() is { } fault)
            {
                throw fault;
            }

            var tally = _writer is null ? StoreLayout.Count(session) : _tally;
            var oldest = session.Scalar("SELECT accepted FROM event ORDER BY id LIMIT 1");
            var request = tally.OpenErasures + tally.HeldRequests == 0 ? null : session.Scalar(
                "SELECT min(received) FROM (SELECT received FROM erasure WHERE answered IS NULL UNION ALL SELECT received FROM held)");
            return tally.ToStatus(
                _leases.Count, ToTime(oldest), Limits, _disk?.Describe(session, StoreLayout.Layout.PageSize) ?? default, ToTime(request));
        },
        cancellationToken);

    /// <summary>Returns the last events that wait, latest first.</summary>
    /// <param name="limit">The most events to return.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="DeliveryStoreException">The file cannot be read.</exception>
    public Task<IReadOnlyList<VidoraEvent>> GetWaitingEventsAsync(int limit = 100, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<VidoraEvent>>(session => EventTable.Latest(session, limit), cancellationToken);

    /// <summary>Lists dead letters in the order of their numbers.</summary>
    /// <param name="filter">Which ones; null for all.</param>
    /// <param name="afterId">Begins after this number: 0, or the last number of the previous page.</param>
    /// <param name="limit">The most dead letters to return.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="DeliveryStoreException">The file cannot be read.</exception>
    public Task<IReadOnlyList<DeadLetter>> GetDeadLettersAsync(
        DeadLetterFilter? filter = null, long afterId = 0, int limit = 100, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<DeadLetter>>(
            session => DeadLetterTable.List(session, filter ?? DeadLetterFilter.All, afterId, limit), cancellationToken);

    /// <summary>Adds dead letters that were never in the queue, all of them or none.</summary>
    /// <remarks>Leaves out events of forgotten users.</remarks>
    /// <param name="events">The events.</param>
    /// <param name="outcomes">The outcome of each, in the same order. Only reason and attempts count.</param>
    /// <param name="cancellationToken">Cancels the call before the write begins.</param>
    /// <returns>How many were added, or that the queue is full.</returns>
    /// <exception cref="DeliveryStoreException">The file cannot be written; none of the events is in it.</exception>
    public Task<AcceptResult> AddDeadLettersAsync(
        IReadOnlyList<VidoraEvent> events, IReadOnlyList<SendOutcome> outcomes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(outcomes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(outcomes.Count, events.Count);
        return WriteAsync(write => DeadLetterTable.Add(write, events, outcomes), events.Count, cancellationToken, WriteKind.Adds);
    }

    /// <summary>Puts dead letters back into the queue, due at once, with no attempts counted.</summary>
    /// <param name="filter">Which ones.</param>
    /// <param name="cancellationToken">Stops; dead letters that were moved stay moved.</param>
    /// <returns>How many were moved.</returns>
    /// <exception cref="DeliveryStoreException">The file cannot be written.</exception>
    public async Task<long> RedriveAsync(DeadLetterFilter filter, CancellationToken cancellationToken = default)
    {
        var moved = await TakeDeadLettersAsync(filter, redrive: true, cancellationToken).ConfigureAwait(false);
        if (moved > 0)
        {
            _work.Set();
        }

        return moved;
    }

    /// <summary>Deletes dead letters for good.</summary>
    /// <param name="filter">Which ones.</param>
    /// <param name="cancellationToken">Stops; dead letters that were deleted stay deleted.</param>
    /// <returns>How many were deleted.</returns>
    /// <exception cref="DeliveryStoreException">The file cannot be written.</exception>
    public Task<long> PurgeDeadLettersAsync(DeadLetterFilter filter, CancellationToken cancellationToken = default) =>
        TakeDeadLettersAsync(filter, redrive: false, cancellationToken);

    /// <summary>Lists the quarantine in the order of receipt.</summary>
    /// <param name="afterId">Begins after this number: 0, or the last number of the previous page.</param>
    /// <param name="limit">The most items to return.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="DeliveryStoreException">The file cannot be read.</exception>
    public Task<IReadOnlyList<QuarantineItem>> GetQuarantineAsync(
        long afterId = 0, int limit = 100, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<QuarantineItem>>(session => QuarantineTable.List(session, afterId, limit), cancellationToken);

    /// <summary>Deletes quarantine items that were received before a time.</summary>
    /// <param name="receivedBefore">The time; null for all items.</param>
    /// <param name="cancellationToken">Cancels the call before the write begins.</param>
    /// <returns>How many were deleted.</returns>
    /// <exception cref="DeliveryStoreException">The file cannot be written.</exception>
    public Task<long> PurgeQuarantineAsync(DateTimeOffset? receivedBefore = null, CancellationToken cancellationToken = default) =>
        _tally.QuarantineItems == 0
            ? Task.FromResult(0L)
            : WriteAsync(write => QuarantineTable.Purge(write, receivedBefore), ChunkSize, cancellationToken);

    /// <summary>Forgets users: removes their data, refuses their events from now on, and queues the request to Vidora.</summary>
    /// <param name="requestId">The id of the request. A known id changes nothing and returns its receipt.</param>
    /// <param name="userIds">The users: MPIDs as decimal text, or other ids that the Vidora account uses.</param>
    /// <param name="cancellationToken">Cancels the call before the write begins.</param>
    /// <returns>The receipt as of now; <see cref="GetErasuresAsync"/> returns later states.</returns>
    /// <exception cref="DeliveryStoreException">The file cannot be written; nothing was done.</exception>
    public async Task<ErasureReceipt> ForgetAsync(
        Guid requestId, IReadOnlyCollection<string> userIds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(userIds);
        var receipt = await WriteAsync(
            write => ErasureTable.Add(write, requestId, userIds), ChunkSize, cancellationToken, WriteKind.Erases).ConfigureAwait(false);
        Forgotten?.Invoke(receipt.UserIds);
        _work.Set();
        return receipt;
    }

    /// <summary>Lists erasures, the newest first.</summary>
    /// <param name="openOnly">Lists only those that Vidora has not answered, in the order in which they are due.</param>
    /// <param name="limit">The most erasures to return.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="DeliveryStoreException">The file cannot be read.</exception>
    public Task<IReadOnlyList<ErasureReceipt>> GetErasuresAsync(
        bool openOnly = false, int limit = 100, CancellationToken cancellationToken = default) =>
        openOnly && _writer is not null && _tally.OpenErasures == 0
            ? Task.FromResult<IReadOnlyList<ErasureReceipt>>([])
            : ReadAsync<IReadOnlyList<ErasureReceipt>>(session => ErasureTable.List(session, openOnly, limit), cancellationToken);

    /// <summary>Records that you asked Vidora for an erasure and that Vidora has the request.</summary>
    /// <param name="requestId">The id of the request.</param>
    /// <param name="cancellationToken">Cancels the call before the write begins.</param>
    /// <exception cref="DeliveryStoreException">The file cannot be written.</exception>
    public Task CompleteErasureAsync(Guid requestId, CancellationToken cancellationToken = default) =>
        SettleErasureAsync(requestId, _time.GetUtcNow(), null, null, cancellationToken);

    /// <summary>Lists the data subject requests that a person must act on, in the order of receipt.</summary>
    /// <param name="afterId">Begins after this number: 0, or the last number of the previous page.</param>
    /// <param name="limit">The most requests to return.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="DeliveryStoreException">The file cannot be read.</exception>
    public Task<IReadOnlyList<HeldRequest>> GetHeldRequestsAsync(
        long afterId = 0, int limit = 100, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<HeldRequest>>(session => HeldTable.List(session, afterId, limit), cancellationToken);

    /// <summary>Deletes a data subject request after a person has acted on it.</summary>
    /// <param name="id">The number of the request.</param>
    /// <param name="cancellationToken">Cancels the call before the write begins.</param>
    /// <returns>False when there is no such request.</returns>
    /// <exception cref="DeliveryStoreException">The file cannot be written.</exception>
    public Task<bool> CloseHeldRequestAsync(long id, CancellationToken cancellationToken = default) =>
        WriteAsync(write => HeldTable.Close(write, id), 1, cancellationToken, WriteKind.Erases);

    /// <summary>Finishes the writes that wait and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_leases.Gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
        }

        if (_writer is not null)
        {
            await _writer.CloseAsync().ConfigureAwait(false);
        }

        foreach (var session in (SqliteSession[])[_leaseReader, _reader])
        {
            lock (session.Gate)
            {
                session.Dispose();
            }
        }

        _writer?.Dispose();
        _file.Dispose();
    }

    /// <summary>Finishes the writes that wait and closes the file, for containers that dispose synchronously.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>Makes events durable, all of them or none. Leaves out events of forgotten users.</summary>
    /// <remarks>The memory of the events must not change until the task completes.</remarks>
    /// <param name="events">The events, in the order in which they are sent.</param>
    /// <param name="cancellationToken">Cancels the call before the write begins.</param>
    /// <exception cref="DeliveryStoreException">The file cannot be written; none of the events is in it.</exception>
    internal async Task<AcceptResult> AppendAsync(IReadOnlyList<VidoraEvent> events, CancellationToken cancellationToken = default)
    {
        if (events.Count == 0)
        {
            return new AcceptResult();
        }

        if (!_tally.HasRoomFor(events.Count, EventTable.SizeOf(events), Limits))
        {
            return AcceptResult.Refused(AcceptRefusal.Full);
        }

        // The writer's thread does not have the context of this call.
        var trace = Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } current ? current.Id : null;
        var result = await WriteAsync(write => EventTable.Append(write, events, trace), events.Count, cancellationToken, WriteKind.Adds).ConfigureAwait(false);
        if (result.AcceptedEvents > 0)
        {
            _work.Set();
        }

        return result;
    }

    /// <summary>Leases due events in order of due time. They belong to the owner until it settles or releases them.</summary>
    /// <remarks>Leases live in memory: after a restart all events are free.</remarks>
    /// <param name="owner">The sender that takes them.</param>
    /// <param name="maxEvents">The most events to take.</param>
    /// <param name="maxBytes">The most bytes of JSON with one separator byte per event. One event is always taken.</param>
    /// <param name="longestDelay">The longest delay of a retry: an event that is due later is due now. Default: one day.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="DeliveryStoreException">The file cannot be read.</exception>
    internal async Task<EventLease> LeaseAsync(
        string owner, int maxEvents, long maxBytes, TimeSpan? longestDelay = null, CancellationToken cancellationToken = default)
    {
        if (_steady.WasPutBack())
        {
            await WriteAsync(write => EventTable.MakeNewDue(write.Session, write.Now), ChunkSize, cancellationToken).ConfigureAwait(false);
        }

        return await ReadAsync(
            session =>
            {
                lock (_leases.Gate)
                {
                    var longest = (long)(longestDelay ?? _longestDelay).TotalMilliseconds;
                    var lease = EventTable.Read(session, _leases, maxEvents, maxBytes, Now(), longest);
                    _leases.Take(lease.Events, owner);
                    return lease;
                }
            },
            cancellationToken,
            _leaseReader).ConfigureAwait(false);
    }

    /// <summary>Records how an attempt ended, in one transaction, and ends the leases. Skips events that were purged meanwhile.</summary>
    /// <param name="events">The leased events.</param>
    /// <param name="outcomes">One outcome for each, in the same order.</param>
    /// <param name="cancellationToken">Cancels the call before the write begins.</param>
    /// <exception cref="DeliveryStoreException">The file cannot be written; the leases stay.</exception>
    internal async Task SettleAsync(
        IReadOnlyList<QueuedEvent> events, IReadOnlyList<SendOutcome> outcomes, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(outcomes.Count, events.Count);
        if (outcomes.Any(outcome => outcome.Status is not SendStatus.Waiting))
        {
            await WriteAsync(write => EventTable.Settle(write, events, outcomes), events.Count, cancellationToken).ConfigureAwait(false);
        }

        _leases.Free(events);
        _work.Set();
    }

    /// <summary>Ends every lease of an owner. Attempts do not count.</summary>
    /// <returns>How many events are free again.</returns>
    internal int Release(string owner)
    {
        var released = _leases.FreeAll(owner);
        if (released > 0)
        {
            _work.Set();
        }

        return released;
    }

    /// <summary>Returns whether the queue still holds an event with this number or a lower one, leased or not.</summary>
    internal Task<bool> HasEventsUpToAsync(long id, CancellationToken cancellationToken = default) =>
        ReadAsync(session => session.Scalar("SELECT min(id) FROM event") <= id, cancellationToken);

    /// <summary>Writes something small, to check whether the file can be written again.</summary>
    /// <exception cref="DeliveryStoreException">The file cannot be written.</exception>
    internal Task CheckAsync(CancellationToken cancellationToken = default) =>
        WriteAsync(write => SqliteFile.Sign(write.Session), 1, cancellationToken, WriteKind.Adds);

    /// <summary>Keeps bytes as they were received. The oldest items make room when the quarantine is full.</summary>
    /// <param name="content">The bytes; they must not change until the task completes.</param>
    /// <param name="reason">Why they cannot be forwarded.</param>
    /// <param name="userId">The user, when known.</param>
    /// <param name="cancellationToken">Cancels the call before the write begins.</param>
    /// <returns>False when the quarantine is off, the content alone exceeds it, or its user is forgotten.</returns>
    /// <exception cref="DeliveryStoreException">The file cannot be written.</exception>
    internal async Task<bool> QuarantineAsync(
        ReadOnlyMemory<byte> content, QuarantineReason reason, string? userId = null, CancellationToken cancellationToken = default) =>
        new StoreTally().HasQuarantineRoomFor(content.Length, Limits)
            && await WriteAsync(write => QuarantineTable.Add(write, content, reason, userId), 1, cancellationToken, WriteKind.Adds).ConfigureAwait(false);

    /// <summary>Lists quarantine items with the beginning of their content, and their size.</summary>
    internal Task<List<(QuarantineItem Item, long Size)>> GetQuarantineHeadsAsync(
        long afterId, int limit, int bytes, CancellationToken cancellationToken = default) =>
        ReadAsync(session => QuarantineTable.ListHeads(session, afterId, limit, bytes), cancellationToken);

    /// <summary>Keeps a data subject request until a person closes it. Returns false when there are too many.</summary>
    internal Task<bool> HoldAsync(
        HeldReason reason, Guid? requestId, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) =>
        WriteAsync(write => HeldTable.Add(write, reason, requestId, content), 1, cancellationToken);

    /// <summary>Deletes quarantine items by number. Returns how many there were.</summary>
    internal Task<long> RemoveQuarantineAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken = default) =>
        WriteAsync(write => QuarantineTable.Remove(write, ids), Math.Max(1, ids.Count), cancellationToken, WriteKind.Erases);

    /// <summary>Returns when the receipt of an erasure is known; null when it is not.</summary>
    internal Task<ErasureReceipt?> FindErasureAsync(Guid requestId, CancellationToken cancellationToken = default) =>
        ReadAsync(session => ErasureTable.Find(session, requestId), cancellationToken);

    /// <summary>Returns those of the users that are forgotten.</summary>
    internal Task<IReadOnlySet<string>> GetForgottenAsync(
        IReadOnlyCollection<string> userIds, CancellationToken cancellationToken = default) =>
        _writer is not null && _tally.ForgottenUsers == 0
            ? Task.FromResult(_noUsers)
            : ReadAsync<IReadOnlySet<string>>(session => ErasureTable.FindForgotten(session, userIds), cancellationToken);

    /// <summary>Refuses users that another process has forgotten, by their hashes, and removes their data here.</summary>
    /// <returns>The users that were not refused before, and the events, dead letters and quarantine items that were removed.</returns>
    internal async Task<(int Users, int Rows)> LearnForgottenAsync(
        IReadOnlyCollection<UInt128> hashes, CancellationToken cancellationToken = default)
    {
        var learned = await WriteAsync(
            write => ErasureTable.Learn(write, hashes), hashes.Count, cancellationToken, WriteKind.Erases).ConfigureAwait(false);
        _work.Set();
        return learned;
    }

    /// <summary>Lists the hashes of all forgotten users.</summary>
    internal Task<List<UInt128>> GetForgottenHashesAsync(CancellationToken cancellationToken = default) =>
        ReadAsync(ErasureTable.ListForgotten, cancellationToken);

    /// <summary>Records how one attempt to ask Vidora for an erasure ended.</summary>
    /// <param name="requestId">The id of the request.</param>
    /// <param name="forwardedAt">When Vidora was asked; null when the request was not sent.</param>
    /// <param name="retryAt">When to ask again; null when Vidora has the request.</param>
    /// <param name="reason">Why to ask again, out of a closed vocabulary.</param>
    /// <param name="cancellationToken">Cancels the call before the write begins.</param>
    internal Task SettleErasureAsync(
        Guid requestId,
        DateTimeOffset? forwardedAt,
        DateTimeOffset? retryAt,
        string? reason,
        CancellationToken cancellationToken = default) =>
        WriteAsync(write => ErasureTable.Settle(write, requestId, forwardedAt, retryAt, reason), 1, cancellationToken);

    private void Begin(SqliteSession session)
    {
        _appended = new AppendedRow(session);
        _pending = _tally with { DiskRoom = _disk?.Room(session, StoreLayout.Layout.PageSize) ?? long.MaxValue };
    }

    private void MakeNewDue(SqliteSession session)
    {
        try
        {
            session.InTransaction(inner => EventTable.MakeNewDue(inner, Now()));
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SqliteFile.Full)
        {
            // A start needs no space. These events are due when the clock reaches their time, or at the longest delay before it.
        }
    }

    private static DateTimeOffset? ToTime(long? milliseconds) =>
        milliseconds is { } known ? DateTimeOffset.FromUnixTimeMilliseconds(known) : null;

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Takes dead letters in transactions of a thousand, so that appends do not wait for all of them.</summary>
    private async Task<long> TakeDeadLettersAsync(
        DeadLetterFilter filter, bool redrive, CancellationToken cancellationToken, [CallerMemberName] string operation = "")
    {
        ArgumentNullException.ThrowIfNull(filter);
        var (total, chunk) = (0L, (Count: ChunkSize, LastId: 0L));
        while (chunk.Count == ChunkSize)
        {
            chunk = await WriteAsync(
                write => DeadLetterTable.Take(write, filter, chunk.LastId, ChunkSize, redrive),
                ChunkSize,
                cancellationToken,
                WriteKind.Frees,
                operation).ConfigureAwait(false);
            total += chunk.Count;
        }

        return total;
    }

    private async Task<T> WriteAsync<T>(
        Func<StoreWrite, T> run,
        int weight,
        CancellationToken cancellationToken,
        WriteKind kind = WriteKind.Frees,
        [CallerMemberName] string operation = "")
    {
        if (_writer is null)
        {
            throw new InvalidOperationException($"The queue file {_file.Path} was opened read-only.");
        }

        FailWhenAsked(operation);
        return await _writer.RunAsync(
            session => run(new StoreWrite(session, _pending, _appended, Limits, Now())), weight, kind, cancellationToken).ConfigureAwait(false);
    }

    private Task<T> ReadAsync<T>(
        Func<SqliteSession, T> read,
        CancellationToken cancellationToken,
        SqliteSession? session = null,
        [CallerMemberName] string operation = "") => Task.Run(
        () =>
        {
            FailWhenAsked(operation);
            session ??= _reader;
            lock (session.Gate)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                return _file.Guard(() => read(session));
            }
        },
        cancellationToken);

    private void FailWhenAsked(string operation)
    {
        if (Fault?.Invoke(operation) is { } fault)
        {
            throw fault;
        }
    }
}
