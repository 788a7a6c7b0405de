using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text;
using Microsoft.Data.Sqlite;
using Vidora.Integration.Delivery.Sqlite;
using Vidora.Integration.Delivery.Storage;

namespace Vidora.Integration.Delivery;

/// <summary>
/// A store in one SQLite file (<c>WAL</c>, <c>synchronous=FULL</c>). One thread writes, and writes that wait together
/// share one fsync; one process at a time may have the file.
/// </summary>
public sealed class SqliteDeliveryStore : DeliveryStore
{
    private const int ChunkSize = 1_000;

    private readonly FileStream? _lock;
    private readonly SqliteWriter? _writer;
    private readonly SqliteSession _leaseReader;
    private readonly SqliteSession _reader;
    private readonly Lock _reading = new();
    private readonly LeaseTable _leases = new();
    private bool _disposed;

    /// <summary>Opens the file, and makes it when there is none.</summary>
    /// <param name="file">Its path, on a local disk. Beside it SQLite keeps <c>-wal</c> and <c>-shm</c>, and the store <c>.lock</c>.</param>
    /// <param name="limits">How much it may hold; null for the defaults.</param>
    /// <param name="readOnly">Only look at it. Works while another process has the file.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <exception cref="DeliveryStoreException">
    /// Another process has the file, it is damaged, of another program or another version, or it cannot be opened. The
    /// file is left as it is.
    /// </exception>
    public SqliteDeliveryStore(string file, DeliveryLimits? limits = null, bool readOnly = false, TimeProvider? timeProvider = null)
        : this(file, limits, readOnly, timeProvider, maxPages: null)
    {
    }

    internal SqliteDeliveryStore(string file, DeliveryLimits? limits, bool readOnly, TimeProvider? timeProvider, long? maxPages)
        : base(limits, timeProvider)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        FilePath = Path.GetFullPath(file);
        SqliteSession? session = null;
        try
        {
            if (readOnly)
            {
                _leaseReader = _reader = SqliteFile.Open(FilePath, readOnly: true, TimeProvider.GetUtcNow());
                return;
            }

            _lock = SqliteFile.Lock(FilePath);
            session = SqliteFile.Open(FilePath, readOnly: false, TimeProvider.GetUtcNow(), maxPages);
            _leaseReader = SqliteFile.OpenReader(FilePath);
            _reader = SqliteFile.OpenReader(FilePath);
            _writer = new SqliteWriter(session, e => SqliteFile.Describe(FilePath, e));
        }
        catch
        {
            session?.Dispose();
            _leaseReader?.Dispose();
            _lock?.Dispose();
            throw;
        }
    }

    /// <summary>The full path of the file.</summary>
    public string FilePath { get; }

    /// <inheritdoc/>
    public override long LastId => Tally.LastId;

    /// <inheritdoc/>
    public override long Waiting => Math.Max(0, Tally.Events - _leases.Count);

    private StoreTally Tally => _writer?.Tally ?? _reader.Tally;

    /// <inheritdoc/>
    public override async Task<AppendResult> AppendAsync(IReadOnlyList<VidoraEvent> events, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (events.Count == 0)
        {
            return default;
        }

        var bytes = events.Sum(e => (long)e.Utf8Json.Length);
        if (!Tally.HasRoomFor(events.Count, bytes, Limits))
        {
            return new AppendResult(0, 0, AcceptRefusal.Full);
        }

        var result = await WriteAsync(session => Append(session, events, bytes), events.Count, cancellationToken).ConfigureAwait(false);
        if (result.Accepted > 0)
        {
            SignalWork();
        }

        return result;
    }

    /// <inheritdoc/>
    public override Task<EventLease> LeaseAsync(
        string owner, int maxEvents, long maxBytes, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(owner);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxEvents, 1);
        return Task.Run(
            () =>
            {
                lock (_leases.Gate)
                {
                    ObjectDisposedException.ThrowIf(_disposed, this);
                    return Guard(() => Lease(owner, maxEvents, maxBytes));
                }
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task SettleAsync(
        IReadOnlyList<QueuedEvent> events, IReadOnlyList<EventOutcome> outcomes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(outcomes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(outcomes.Count, events.Count);
        if (outcomes.Any(outcome => outcome.Kind is not EventOutcomeKind.Paused))
        {
            await WriteAsync(session => Settle(session, events, outcomes), events.Count, cancellationToken).ConfigureAwait(false);
        }

        _leases.Free(events);
        SignalWork();
    }

    /// <inheritdoc/>
    public override int Release(string owner)
    {
        var released = _leases.FreeAll(owner);
        if (released > 0)
        {
            SignalWork();
        }

        return released;
    }

    /// <inheritdoc/>
    public override Task<bool> HasEventsUpToAsync(long id, CancellationToken cancellationToken = default) =>
        ReadAsync(session => session.Scalar("SELECT min(id) FROM event") <= id, cancellationToken);

    /// <inheritdoc/>
    public override Task<DeliveryStoreStatus> GetStatusAsync(CancellationToken cancellationToken = default) => ReadAsync(
        session =>
        {
            if (_writer is null)
            {
                session.Tally = SqliteFile.Count(session);
            }

            var oldest = session.Scalar("SELECT accepted FROM event ORDER BY id LIMIT 1");
            return Tally.ToStatus(_leases.Count, oldest is { } milliseconds ? FromMilliseconds(milliseconds) : null, Limits);
        },
        cancellationToken);

    /// <inheritdoc/>
    public override Task CheckAsync(CancellationToken cancellationToken = default) =>
        WriteAsync(SqliteFile.Sign, 1, cancellationToken);

    /// <inheritdoc/>
    public override Task<AppendResult> AddDeadLettersAsync(
        IReadOnlyList<VidoraEvent> events, IReadOnlyList<EventOutcome> outcomes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(outcomes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(outcomes.Count, events.Count);
        return WriteAsync(session => AddDeadLetters(session, events, outcomes), events.Count, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task<IReadOnlyList<DeadLetter>> GetDeadLettersAsync(
        DeadLetterFilter? filter = null, long afterId = 0, int limit = 100, CancellationToken cancellationToken = default) => ReadAsync(
        session => (IReadOnlyList<DeadLetter>)session.Query(
            row => new DeadLetter
            {
                Id = row.GetInt64(0),
                UserId = row.GetString(1),
                Reason = row.GetString(2),
                Attempts = row.GetInt32(3),
                AcceptedAt = FromMilliseconds(row.GetInt64(4)),
                DiedAt = FromMilliseconds(row.GetInt64(5)),
                Utf8Json = row.GetFieldValue<byte[]>(6),
            },
            $"SELECT id, user, reason, attempts, accepted, died, json FROM dead WHERE {Where} ORDER BY id LIMIT $4",
            afterId,
            filter?.Reason,
            ToJson(filter?.Ids),
            limit),
        cancellationToken);

    /// <inheritdoc/>
    public override async Task<long> RedriveAsync(DeadLetterFilter filter, CancellationToken cancellationToken = default)
    {
        var moved = await ForDeadLettersAsync(
            filter,
            (session, id) => session.Execute(
                "INSERT INTO event(id, due, size, user, attempts, accepted, json) "
                + "SELECT id, $1, size, user, 0, accepted, json FROM dead WHERE id=$2",
                Now(),
                id),
            (tally, size) =>
            {
                tally.Events++;
                tally.Bytes += size;
            },
            cancellationToken).ConfigureAwait(false);
        if (moved > 0)
        {
            SignalWork();
        }

        return moved;
    }

    /// <inheritdoc/>
    public override Task<long> PurgeDeadLettersAsync(DeadLetterFilter filter, CancellationToken cancellationToken = default) =>
        ForDeadLettersAsync(filter, (_, _) => { }, (_, _) => { }, cancellationToken);

    /// <inheritdoc/>
    public override async Task<bool> QuarantineAsync(
        ReadOnlyMemory<byte> content, QuarantineReason reason, string? userId = null, CancellationToken cancellationToken = default) =>
        new StoreTally().HasQuarantineRoomFor(content.Length, Limits)
            && await WriteAsync(session => Quarantine(session, content, reason, userId), 1, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<QuarantineItem>> GetQuarantineAsync(
        long afterId = 0, int limit = 100, CancellationToken cancellationToken = default) => ReadAsync(
        session => (IReadOnlyList<QuarantineItem>)session.Query(
            row => new QuarantineItem
            {
                Id = row.GetInt64(0),
                Reason = (QuarantineReason)row.GetInt32(1),
                ReceivedAt = FromMilliseconds(row.GetInt64(2)),
                UserId = row.IsDBNull(3) ? null : row.GetString(3),
                Content = row.GetFieldValue<byte[]>(4),
            },
            "SELECT id, reason, received, user, content FROM quarantine WHERE id>$1 ORDER BY id LIMIT $2",
            afterId,
            limit),
        cancellationToken);

    /// <inheritdoc/>
    public override Task<long> PurgeQuarantineAsync(DateTimeOffset? receivedBefore = null, CancellationToken cancellationToken = default) =>
        Tally.QuarantineItems == 0
            ? Task.FromResult(0L)
            : WriteAsync(
                session =>
                {
                    var before = receivedBefore?.ToUnixTimeMilliseconds() ?? long.MaxValue;
                    var items = session.Query(
                        row => (Id: row.GetInt64(0), Size: row.GetInt64(1)),
                        "SELECT id, size FROM quarantine INDEXED BY quarantine_received WHERE received<$1",
                        before);
                    items.ForEach(item => RemoveFromQuarantine(session, item.Id, item.Size));
                    return (long)items.Count;
                },
                ChunkSize,
                cancellationToken);

    /// <inheritdoc/>
    public override async Task<ErasureReceipt> ForgetAsync(
        Guid requestId, IReadOnlyCollection<string> userIds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(userIds);
        var receipt = await WriteAsync(
            session => Forget(session, requestId, userIds), ChunkSize, cancellationToken, overwrites: true).ConfigureAwait(false);
        SignalWork();
        return receipt;
    }

    /// <inheritdoc/>
    public override Task<IReadOnlySet<string>> GetForgottenAsync(
        IReadOnlyCollection<string> userIds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(userIds);
        return _writer is { Tally.ForgottenUsers: 0 } ? Task.FromResult<IReadOnlySet<string>>(new HashSet<string>()) : ReadAsync(
            session => (IReadOnlySet<string>)session.Query(
                row => row.GetString(0),
                "SELECT user FROM forgotten WHERE user IN (SELECT value FROM json_each($1))",
                ToJson(userIds)).ToHashSet(StringComparer.Ordinal),
            cancellationToken);
    }

    /// <inheritdoc/>
    public override Task<IReadOnlyList<ErasureReceipt>> GetErasuresAsync(
        bool openOnly = false, int limit = 100, CancellationToken cancellationToken = default) =>
        openOnly && _writer is { Tally.OpenErasures: 0 }
            ? Task.FromResult<IReadOnlyList<ErasureReceipt>>([])
            : ReadAsync(
                session => (IReadOnlyList<ErasureReceipt>)session.Query(
                    ToReceipt,
                    openOnly
                        ? SelectErasure + "WHERE answered IS NULL ORDER BY due, number LIMIT $1"
                        : SelectErasure + "ORDER BY number DESC LIMIT $1",
                    limit),
                cancellationToken);

    /// <inheritdoc/>
    public override Task SettleErasureAsync(
        Guid requestId,
        DateTimeOffset? forwardedAt,
        DateTimeOffset? retryAt,
        string? reason,
        CancellationToken cancellationToken = default) => WriteAsync(
        session =>
        {
            var settled = session.Execute(
                "UPDATE erasure SET forwarded=coalesce(forwarded, $1), answered=$2, due=coalesce($3, due), reason=$4, "
                + "attempts=attempts+($1 IS NOT NULL) WHERE request=$5 AND answered IS NULL",
                forwardedAt?.ToUnixTimeMilliseconds(),
                retryAt is null ? Now() : null,
                retryAt?.ToUnixTimeMilliseconds(),
                reason,
                ToText(requestId));
            if (retryAt is null)
            {
                session.Tally.OpenErasures -= settled;
            }

            return settled;
        },
        1,
        cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
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

        lock (_leases.Gate)
        {
            _leaseReader.Dispose();
        }

        lock (_reading)
        {
            _reader.Dispose();
        }

        _writer?.Dispose();
        _lock?.Dispose();
    }

    private const string Where = "id>$1 AND ($2 IS NULL OR reason=$2) AND ($3 IS NULL OR id IN (SELECT value FROM json_each($3)))";

    private const string SelectErasure =
        "SELECT request, users, received, events, dead, quarantined, forwarded, answered, attempts, due, reason FROM erasure ";

    private static DateTimeOffset FromMilliseconds(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static string ToText(Guid requestId) => requestId.ToString("D", CultureInfo.InvariantCulture);

    private static byte[] ToArray(ReadOnlyMemory<byte> memory) =>
        MemoryMarshal.TryGetArray(memory, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length
            ? segment.Array
            : memory.ToArray();

    private static string? ToJson(IEnumerable<long>? ids) =>
        ids is null ? null : "[" + string.Join(',', ids.Select(id => id.ToString(CultureInfo.InvariantCulture))) + "]";

    private static string ToJson(IEnumerable<string> texts)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var text in texts)
            {
                writer.WriteStringValue(text);
            }

            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static List<string> FromJson(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.EnumerateArray().Select(element => element.GetString()!).ToList();
    }

    private static ErasureReceipt ToReceipt(SqliteDataReader row) => new()
    {
        RequestId = Guid.ParseExact(row.GetString(0), "D"),
        UserIds = FromJson(row.GetString(1)),
        ReceivedAt = FromMilliseconds(row.GetInt64(2)),
        PurgedEvents = row.GetInt32(3),
        PurgedDeadLetters = row.GetInt32(4),
        PurgedQuarantineItems = row.GetInt32(5),
        ForwardedAt = row.IsDBNull(6) ? null : FromMilliseconds(row.GetInt64(6)),
        AnsweredAt = row.IsDBNull(7) ? null : FromMilliseconds(row.GetInt64(7)),
        Attempts = row.GetInt32(8),
        DueAt = FromMilliseconds(row.GetInt64(9)),
        LastReason = row.IsDBNull(10) ? null : row.GetString(10),
    };

    private static bool IsForgotten(SqliteSession session, string userId) =>
        session.Tally.ForgottenUsers > 0 && session.Scalar("SELECT 1 FROM forgotten WHERE user=$1", userId) is not null;

    private static void RemoveFromQuarantine(SqliteSession session, long id, long size)
    {
        session.Execute("DELETE FROM quarantine WHERE id=$1", id);
        session.Tally.QuarantineItems--;
        session.Tally.QuarantineBytes -= size;
    }

    private AppendResult Append(SqliteSession session, IReadOnlyList<VidoraEvent> events, long bytes)
    {
        var tally = session.Tally;
        if (!tally.HasRoomFor(events.Count, bytes, Limits))
        {
            return new AppendResult(0, 0, AcceptRefusal.Full);
        }

        var now = Now();
        var accepted = 0;
        foreach (var one in events)
        {
            var userId = one.UserId;
            if (IsForgotten(session, userId))
            {
                continue;
            }

            var size = one.Utf8Json.Length;
            session.Execute(
                "INSERT INTO event(id, due, size, user, attempts, accepted, json) VALUES($1, $2, $3, $4, 0, $2, $5)",
                ++tally.LastId,
                now,
                size,
                userId,
                ToArray(one.Utf8Json));
            tally.Events++;
            tally.Bytes += size;
            accepted++;
        }

        return new AppendResult(accepted, events.Count - accepted, AcceptRefusal.None);
    }

    private AppendResult AddDeadLetters(
        SqliteSession session, IReadOnlyList<VidoraEvent> events, IReadOnlyList<EventOutcome> outcomes)
    {
        var tally = session.Tally;
        if (!tally.HasRoomFor(events.Count, events.Sum(e => (long)e.Utf8Json.Length), Limits))
        {
            return new AppendResult(0, 0, AcceptRefusal.Full);
        }

        var now = Now();
        var accepted = 0;
        for (var i = 0; i < events.Count; i++)
        {
            var userId = events[i].UserId;
            if (IsForgotten(session, userId))
            {
                continue;
            }

            var size = events[i].Utf8Json.Length;
            session.Execute(
                "INSERT INTO dead(id, size, user, reason, attempts, accepted, died, json) VALUES($1, $2, $3, $4, $5, $6, $6, $7)",
                ++tally.LastId,
                size,
                userId,
                outcomes[i].Reason,
                outcomes[i].Attempts,
                now,
                ToArray(events[i].Utf8Json));
            tally.AddDeadLetters(outcomes[i].Reason, 1, size);
            accepted++;
        }

        return new AppendResult(accepted, events.Count - accepted, AcceptRefusal.None);
    }

    private EventLease Lease(string owner, int maxEvents, long maxBytes)
    {
        var now = Now();
        var chosen = new List<long>();
        DateTimeOffset? next = null;
        long bytes = 0;
        var events = new List<QueuedEvent>();

        // One snapshot for both queries: what is free in the lease table and in this snapshot has not been settled.
        _leaseReader.Execute("BEGIN");
        try
        {
            using (var row = _leaseReader.Command("SELECT id, due, size FROM event INDEXED BY event_due ORDER BY due, id").ExecuteReader())
            {
                while (row.Read())
                {
                    var id = row.GetInt64(0);
                    if (_leases.Contains(id))
                    {
                        continue;
                    }

                    bytes += row.GetInt64(2) + 1;
                    if (row.GetInt64(1) > now || chosen.Count == maxEvents || (bytes > maxBytes && chosen.Count > 0))
                    {
                        next = FromMilliseconds(row.GetInt64(1));
                        break;
                    }

                    chosen.Add(id);
                }
            }

            foreach (var id in chosen)
            {
                using var row = _leaseReader.Command("SELECT attempts, accepted, json FROM event WHERE id=$1", id).ExecuteReader();
                row.Read();
                events.Add(new QueuedEvent
                {
                    Id = id,
                    Attempts = row.GetInt32(0),
                    AcceptedAt = FromMilliseconds(row.GetInt64(1)),
                    Utf8Json = row.GetFieldValue<byte[]>(2),
                });
            }
        }
        finally
        {
            _leaseReader.Execute("COMMIT");
        }

        chosen.ForEach(id => _leases.Take(id, owner));
        return new EventLease(events, next);
    }

    private int Settle(SqliteSession session, IReadOnlyList<QueuedEvent> events, IReadOnlyList<EventOutcome> outcomes)
    {
        var now = Now();
        for (var i = 0; i < events.Count; i++)
        {
            var queued = events[i];
            var outcome = outcomes[i];
            switch (outcome.Kind)
            {
                case EventOutcomeKind.Delivered:
                    Remove(session, queued);
                    break;
                case EventOutcomeKind.Retry:
                    session.Execute(
                        "UPDATE event SET due=$1, attempts=attempts+1 WHERE id=$2",
                        outcome.RetryAt!.Value.ToUnixTimeMilliseconds(),
                        queued.Id);
                    break;
                case EventOutcomeKind.Dead:
                    session.Execute(
                        "INSERT INTO dead(id, size, user, reason, attempts, accepted, died, json) "
                        + "SELECT id, size, user, $1, attempts+1, accepted, $2, json FROM event WHERE id=$3",
                        outcome.Reason,
                        now,
                        queued.Id);
                    if (Remove(session, queued))
                    {
                        session.Tally.AddDeadLetters(outcome.Reason, 1, queued.Utf8Json.Length);
                    }

                    break;
                case EventOutcomeKind.Paused:
                    break;
            }
        }

        return events.Count;

        static bool Remove(SqliteSession session, QueuedEvent queued)
        {
            if (session.Execute("DELETE FROM event WHERE id=$1", queued.Id) == 0)
            {
                return false;
            }

            session.Tally.Events--;
            session.Tally.Bytes -= queued.Utf8Json.Length;
            return true;
        }
    }

    /// <summary>Takes dead letters away in transactions of a thousand, so that appends are not kept waiting.</summary>
    private async Task<long> ForDeadLettersAsync(
        DeadLetterFilter filter,
        Action<SqliteSession, long> before,
        Action<StoreTally, long> tallied,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var ids = ToJson(filter.Ids);
        long after = 0;
        long total = 0;
        while (true)
        {
            var chunk = await WriteAsync(
                session =>
                {
                    var letters = session.Query(
                        row => (Id: row.GetInt64(0), Reason: row.GetString(1), Size: row.GetInt64(2)),
                        $"SELECT id, reason, size FROM dead WHERE {Where} ORDER BY id LIMIT $4",
                        after,
                        filter.Reason,
                        ids,
                        ChunkSize);
                    foreach (var letter in letters)
                    {
                        before(session, letter.Id);
                        session.Execute("DELETE FROM dead WHERE id=$1", letter.Id);
                        session.Tally.AddDeadLetters(letter.Reason, -1, -letter.Size);
                        tallied(session.Tally, letter.Size);
                    }

                    return letters;
                },
                ChunkSize,
                cancellationToken).ConfigureAwait(false);
            total += chunk.Count;
            if (chunk.Count < ChunkSize)
            {
                return total;
            }

            after = chunk[^1].Id;
        }
    }

    private bool Quarantine(SqliteSession session, ReadOnlyMemory<byte> content, QuarantineReason reason, string? userId)
    {
        if (userId is not null && IsForgotten(session, userId))
        {
            return false;
        }

        var tally = session.Tally;
        while (!tally.HasQuarantineRoomFor(content.Length, Limits))
        {
            var oldest = session.Query(
                row => (Id: row.GetInt64(0), Size: row.GetInt64(1)), "SELECT id, size FROM quarantine ORDER BY id LIMIT 100");
            foreach (var item in oldest.TakeWhile(_ => !tally.HasQuarantineRoomFor(content.Length, Limits)))
            {
                RemoveFromQuarantine(session, item.Id, item.Size);
            }
        }

        session.Execute(
            "INSERT INTO quarantine(received, size, user, reason, content) VALUES($1, $2, $3, $4, $5)",
            Now(),
            content.Length,
            userId,
            (int)reason,
            ToArray(content));
        tally.QuarantineItems++;
        tally.QuarantineBytes += content.Length;
        return true;
    }

    private ErasureReceipt Forget(SqliteSession session, Guid requestId, IReadOnlyCollection<string> userIds)
    {
        var known = session.Query(ToReceipt, SelectErasure + "WHERE request=$1", ToText(requestId));
        if (known.Count > 0)
        {
            return known[0];
        }

        var now = Now();
        var tally = session.Tally;
        var users = userIds.Distinct(StringComparer.Ordinal).ToList();
        var json = ToJson(users);
        foreach (var user in users)
        {
            tally.ForgottenUsers += session.Execute("INSERT OR IGNORE INTO forgotten(user, since) VALUES($1, $2)", user, now);
        }

        var events = session.Query(
            row => (Id: row.GetInt64(0), Size: row.GetInt64(1)),
            "SELECT id, size FROM event INDEXED BY event_due WHERE user IN (SELECT value FROM json_each($1))",
            json);
        foreach (var (id, size) in events)
        {
            session.Execute("DELETE FROM event WHERE id=$1", id);
            tally.Events--;
            tally.Bytes -= size;
        }

        var dead = session.Query(
            row => (Id: row.GetInt64(0), Reason: row.GetString(1), Size: row.GetInt64(2)),
            "SELECT id, reason, size FROM dead INDEXED BY dead_reason WHERE user IN (SELECT value FROM json_each($1))",
            json);
        foreach (var (id, reason, size) in dead)
        {
            session.Execute("DELETE FROM dead WHERE id=$1", id);
            tally.AddDeadLetters(reason, -1, -size);
        }

        var quarantined = FindInQuarantine(session, users);
        quarantined.ForEach(item => RemoveFromQuarantine(session, item.Id, item.Size));

        session.Execute(
            "INSERT INTO erasure(request, users, received, events, dead, quarantined, attempts, due) VALUES($1, $2, $3, $4, $5, $6, 0, $3)",
            ToText(requestId),
            json,
            now,
            events.Count,
            dead.Count,
            quarantined.Count);
        tally.OpenErasures++;
        return new ErasureReceipt
        {
            RequestId = requestId,
            UserIds = users,
            ReceivedAt = FromMilliseconds(now),
            PurgedEvents = events.Count,
            PurgedDeadLetters = dead.Count,
            PurgedQuarantineItems = quarantined.Count,
            Attempts = 0,
            DueAt = FromMilliseconds(now),
        };
    }

    private static List<(long Id, long Size)> FindInQuarantine(SqliteSession session, List<string> users)
    {
        var found = new List<(long Id, long Size)>();
        var traces = new UserTraces(users);
        using var row = session.Command("SELECT id, size, user, content FROM quarantine").ExecuteReader();
        while (row.Read())
        {
            if (traces.AreIn(row.IsDBNull(2) ? null : row.GetString(2), row.GetFieldValue<byte[]>(3)))
            {
                found.Add((row.GetInt64(0), row.GetInt64(1)));
            }
        }

        return found;
    }

    private long Now() => TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();

    private Task<T> WriteAsync<T>(
        Func<SqliteSession, T> run, int weight, CancellationToken cancellationToken, bool overwrites = false) =>
        _writer is null
            ? throw new InvalidOperationException($"The queue file {FilePath} was opened to look at it only.")
            : _writer.RunAsync(new SqliteWork<T>(run) { Weight = weight, Overwrites = overwrites }, cancellationToken);

    private Task<T> ReadAsync<T>(Func<SqliteSession, T> read, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            lock (_reading)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                return Guard(() => read(_reader));
            }
        },
        cancellationToken);

    private T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (SqliteException e)
        {
            throw SqliteFile.Describe(FilePath, e);
        }
    }
}
