using Vidora.Integration.Delivery.Storage;

namespace Vidora.Integration.Delivery;

/// <summary>A store that keeps everything in memory and loses it with the process: for tests.</summary>
public sealed class InMemoryDeliveryStore : DeliveryStore
{
    private readonly Lock _gate = new();
    private readonly LeaseTable _leases = new();
    private readonly Dictionary<long, Entry> _events = [];
    private readonly SortedSet<(long Due, long Id)> _order = [];
    private readonly SortedDictionary<long, DeadLetter> _dead = [];
    private readonly SortedDictionary<long, QuarantineItem> _quarantine = [];
    private readonly HashSet<string> _forgotten = new(StringComparer.Ordinal);
    private readonly List<ErasureReceipt> _erasures = [];
    private readonly StoreTally _tally = new();
    private long _lastQuarantineId;

    /// <summary>Makes an empty store.</summary>
    /// <param name="limits">How much it may hold; null for the defaults.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    public InMemoryDeliveryStore(DeliveryLimits? limits = null, TimeProvider? timeProvider = null)
        : base(limits, timeProvider)
    {
    }

    /// <inheritdoc/>
    public override long LastId
    {
        get
        {
            lock (_gate)
            {
                return _tally.LastId;
            }
        }
    }

    /// <inheritdoc/>
    public override long Waiting
    {
        get
        {
            lock (_gate)
            {
                return Math.Max(0, _tally.Events - _leases.Count);
            }
        }
    }

    /// <inheritdoc/>
    public override Task<AppendResult> AppendAsync(IReadOnlyList<VidoraEvent> events, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        return Do(Append, cancellationToken, signal: true);

        AppendResult Append()
        {
            if (!_tally.HasRoomFor(events.Count, events.Sum(e => (long)e.Utf8Json.Length), Limits))
            {
                return new AppendResult(0, 0, AcceptRefusal.Full);
            }

            var now = Now();
            var accepted = 0;
            foreach (var one in events)
            {
                var userId = one.UserId;
                if (!_forgotten.Contains(userId))
                {
                    Add(++_tally.LastId, new Entry(one.Utf8Json.ToArray(), userId, now, now, 0));
                    accepted++;
                }
            }

            return new AppendResult(accepted, events.Count - accepted, AcceptRefusal.None);
        }
    }

    /// <inheritdoc/>
    public override Task<EventLease> LeaseAsync(
        string owner, int maxEvents, long maxBytes, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(owner);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxEvents, 1);
        lock (_leases.Gate)
        {
            return Do(Lease, cancellationToken);
        }

        EventLease Lease()
        {
            var now = Now();
            var leased = new List<QueuedEvent>();
            DateTimeOffset? next = null;
            long bytes = 0;
            foreach (var (due, id) in _order)
            {
                if (_leases.Contains(id))
                {
                    continue;
                }

                var entry = _events[id];
                bytes += entry.Json.Length + 1;
                if (due > now || leased.Count == maxEvents || (bytes > maxBytes && leased.Count > 0))
                {
                    next = FromMilliseconds(due);
                    break;
                }

                leased.Add(new QueuedEvent
                {
                    Id = id,
                    Utf8Json = entry.Json,
                    Attempts = entry.Attempts,
                    AcceptedAt = FromMilliseconds(entry.Accepted),
                });
            }

            leased.ForEach(queued => _leases.Take(queued.Id, owner));
            return new EventLease(leased, next);
        }
    }

    /// <inheritdoc/>
    public override async Task SettleAsync(
        IReadOnlyList<QueuedEvent> events, IReadOnlyList<SendOutcome> outcomes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(outcomes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(outcomes.Count, events.Count);
        await Do(Settle, cancellationToken).ConfigureAwait(false);
        _leases.Free(events);
        SignalWork();

        bool Settle()
        {
            for (var i = 0; i < events.Count; i++)
            {
                var id = events[i].Id;
                var outcome = outcomes[i];
                if (outcome.Status == SendStatus.Waiting || !_events.TryGetValue(id, out var entry))
                {
                    continue;
                }

                Remove(id);
                if (outcome.Status == SendStatus.Retry)
                {
                    Add(id, entry with { Due = outcome.RetryAt!.Value.ToUnixTimeMilliseconds(), Attempts = entry.Attempts + 1 });
                }
                else if (outcome.Status == SendStatus.Dead)
                {
                    _tally.AddDeadLetters(outcome.Reason, 1, entry.Json.Length);
                    _dead.Add(id, new DeadLetter
                    {
                        Id = id,
                        UserId = entry.UserId,
                        Reason = outcome.Reason,
                        Attempts = entry.Attempts + 1,
                        AcceptedAt = FromMilliseconds(entry.Accepted),
                        DiedAt = FromMilliseconds(Now()),
                        Utf8Json = entry.Json,
                    });
                }
            }

            return true;
        }
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
        Do(() => _events.Keys.Any(key => key <= id), cancellationToken);

    /// <inheritdoc/>
    public override Task<DeliveryStoreStatus> GetStatusAsync(CancellationToken cancellationToken = default) => Do(
        () => _tally.ToStatus(
            _leases.Count,
            _events.Count == 0 ? null : FromMilliseconds(_events[_events.Keys.Min()].Accepted),
            Limits),
        cancellationToken);

    /// <inheritdoc/>
    public override Task CheckAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <inheritdoc/>
    public override Task<AppendResult> AddDeadLettersAsync(
        IReadOnlyList<VidoraEvent> events, IReadOnlyList<SendOutcome> outcomes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(outcomes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(outcomes.Count, events.Count);
        return Do(Add, cancellationToken);

        AppendResult Add()
        {
            if (!_tally.HasRoomFor(events.Count, events.Sum(e => (long)e.Utf8Json.Length), Limits))
            {
                return new AppendResult(0, 0, AcceptRefusal.Full);
            }

            var now = FromMilliseconds(Now());
            var accepted = 0;
            for (var i = 0; i < events.Count; i++)
            {
                var userId = events[i].UserId;
                if (_forgotten.Contains(userId))
                {
                    continue;
                }

                _tally.AddDeadLetters(outcomes[i].Reason, 1, events[i].Utf8Json.Length);
                _dead.Add(++_tally.LastId, new DeadLetter
                {
                    Id = _tally.LastId,
                    UserId = userId,
                    Reason = outcomes[i].Reason,
                    Attempts = outcomes[i].Attempts,
                    AcceptedAt = now,
                    DiedAt = now,
                    Utf8Json = events[i].Utf8Json.ToArray(),
                });
                accepted++;
            }

            return new AppendResult(accepted, events.Count - accepted, AcceptRefusal.None);
        }
    }

    /// <inheritdoc/>
    public override Task<IReadOnlyList<DeadLetter>> GetDeadLettersAsync(
        DeadLetterFilter? filter = null, long afterId = 0, int limit = 100, CancellationToken cancellationToken = default) => Do(
        () => (IReadOnlyList<DeadLetter>)_dead.Values
            .Where(letter => letter.Id > afterId && (filter ?? DeadLetterFilter.All).Matches(letter.Id, letter.Reason))
            .Take(limit)
            .ToList(),
        cancellationToken);

    /// <inheritdoc/>
    public override Task<long> RedriveAsync(DeadLetterFilter filter, CancellationToken cancellationToken = default) => Do(
        () => TakeDeadLetters(
            letter => filter.Matches(letter.Id, letter.Reason),
            letter => Add(
                letter.Id,
                new Entry(letter.Utf8Json.ToArray(), letter.UserId, Now(), letter.AcceptedAt.ToUnixTimeMilliseconds(), 0))),
        cancellationToken,
        signal: true);

    /// <inheritdoc/>
    public override Task<long> PurgeDeadLettersAsync(DeadLetterFilter filter, CancellationToken cancellationToken = default) =>
        Do(() => TakeDeadLetters(letter => filter.Matches(letter.Id, letter.Reason), _ => { }), cancellationToken);

    /// <inheritdoc/>
    public override Task<bool> QuarantineAsync(
        ReadOnlyMemory<byte> content, QuarantineReason reason, string? userId = null, CancellationToken cancellationToken = default) => Do(
        () =>
        {
            if (!new StoreTally().HasQuarantineRoomFor(content.Length, Limits)
                || (userId is not null && _forgotten.Contains(userId)))
            {
                return false;
            }

            while (!_tally.HasQuarantineRoomFor(content.Length, Limits))
            {
                RemoveFromQuarantine(_quarantine.First().Value);
            }

            _tally.QuarantineItems++;
            _tally.QuarantineBytes += content.Length;
            _quarantine.Add(++_lastQuarantineId, new QuarantineItem
            {
                Id = _lastQuarantineId,
                Reason = reason,
                ReceivedAt = FromMilliseconds(Now()),
                UserId = userId,
                Content = content.ToArray(),
            });
            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<QuarantineItem>> GetQuarantineAsync(
        long afterId = 0, int limit = 100, CancellationToken cancellationToken = default) => Do(
        () => (IReadOnlyList<QuarantineItem>)_quarantine.Values.Where(item => item.Id > afterId).Take(limit).ToList(),
        cancellationToken);

    /// <inheritdoc/>
    public override Task<long> PurgeQuarantineAsync(DateTimeOffset? receivedBefore = null, CancellationToken cancellationToken = default) =>
        Do(
            () => (long)RemoveFromQuarantine(item => receivedBefore is null || item.ReceivedAt < receivedBefore),
            cancellationToken);

    /// <inheritdoc/>
    public override Task<ErasureReceipt> ForgetAsync(
        Guid requestId, IReadOnlyCollection<string> userIds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(userIds);
        return Do(Forget, cancellationToken, signal: true);

        ErasureReceipt Forget()
        {
            if (_erasures.Find(erasure => erasure.RequestId == requestId) is { } known)
            {
                return known;
            }

            var users = userIds.ToHashSet(StringComparer.Ordinal);
            _forgotten.UnionWith(users);
            _tally.ForgottenUsers = _forgotten.Count;
            var events = _events.Where(entry => users.Contains(entry.Value.UserId)).Select(entry => entry.Key).ToList();
            events.ForEach(Remove);
            var traces = new UserTraces(users);
            var receipt = new ErasureReceipt
            {
                RequestId = requestId,
                UserIds = userIds.Distinct(StringComparer.Ordinal).ToList(),
                ReceivedAt = FromMilliseconds(Now()),
                PurgedEvents = events.Count,
                PurgedDeadLetters = (int)TakeDeadLetters(letter => users.Contains(letter.UserId), _ => { }),
                PurgedQuarantineItems = RemoveFromQuarantine(item => traces.AreIn(item.UserId, item.Content.Span)),
                Attempts = 0,
                DueAt = FromMilliseconds(Now()),
            };
            _erasures.Add(receipt);
            _tally.OpenErasures++;
            return receipt;
        }
    }

    /// <inheritdoc/>
    public override Task<IReadOnlySet<string>> GetForgottenAsync(
        IReadOnlyCollection<string> userIds, CancellationToken cancellationToken = default) => Do(
        () => (IReadOnlySet<string>)userIds.Where(_forgotten.Contains).ToHashSet(StringComparer.Ordinal), cancellationToken);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<ErasureReceipt>> GetErasuresAsync(
        bool openOnly = false, int limit = 100, CancellationToken cancellationToken = default) => Do(
        () => (IReadOnlyList<ErasureReceipt>)(openOnly
            ? _erasures.Where(erasure => erasure.AnsweredAt is null).OrderBy(erasure => erasure.DueAt)
            : _erasures.AsEnumerable().Reverse()).Take(limit).ToList(),
        cancellationToken);

    /// <inheritdoc/>
    public override Task SettleErasureAsync(
        Guid requestId,
        DateTimeOffset? forwardedAt,
        DateTimeOffset? retryAt,
        string? reason,
        CancellationToken cancellationToken = default) => Do(
        () =>
        {
            var at = _erasures.FindIndex(erasure => erasure.RequestId == requestId && erasure.AnsweredAt is null);
            if (at < 0)
            {
                return false;
            }

            var old = _erasures[at];
            _erasures[at] = old with
            {
                ForwardedAt = old.ForwardedAt ?? Truncate(forwardedAt),
                AnsweredAt = retryAt is null ? FromMilliseconds(Now()) : null,
                Attempts = old.Attempts + (forwardedAt is null ? 0 : 1),
                DueAt = Truncate(retryAt) ?? old.DueAt,
                LastReason = reason,
            };
            _tally.OpenErasures -= retryAt is null ? 1 : 0;
            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static DateTimeOffset FromMilliseconds(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static DateTimeOffset? Truncate(DateTimeOffset? time) =>
        time is null ? null : FromMilliseconds(time.Value.ToUnixTimeMilliseconds());

    private long Now() => TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();

    private void Add(long id, Entry entry)
    {
        _events.Add(id, entry);
        _order.Add((entry.Due, id));
        _tally.Events++;
        _tally.Bytes += entry.Json.Length;
    }

    private void Remove(long id)
    {
        _events.Remove(id, out var entry);
        _order.Remove((entry!.Due, id));
        _tally.Events--;
        _tally.Bytes -= entry.Json.Length;
    }

    private long TakeDeadLetters(Func<DeadLetter, bool> which, Action<DeadLetter> then)
    {
        var taken = _dead.Values.Where(which).ToList();
        foreach (var letter in taken)
        {
            _dead.Remove(letter.Id);
            _tally.AddDeadLetters(letter.Reason, -1, -letter.Utf8Json.Length);
            then(letter);
        }

        return taken.Count;
    }

    private int RemoveFromQuarantine(Func<QuarantineItem, bool> which)
    {
        var items = _quarantine.Values.Where(which).ToList();
        items.ForEach(RemoveFromQuarantine);
        return items.Count;
    }

    private void RemoveFromQuarantine(QuarantineItem item)
    {
        _quarantine.Remove(item.Id);
        _tally.QuarantineItems--;
        _tally.QuarantineBytes -= item.Content.Length;
    }

    private Task<T> Do<T>(Func<T> what, CancellationToken cancellationToken, bool signal = false)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        T result;
        lock (_gate)
        {
            result = what();
        }

        if (signal)
        {
            SignalWork();
        }

        return Task.FromResult(result);
    }

    private sealed record Entry(byte[] Json, string UserId, long Due, long Accepted, int Attempts);
}
