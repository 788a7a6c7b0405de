using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Vidora.Integration.Delivery.Storage;
using Vidora.Integration.Delivery.Tests.Sqlite;

namespace Vidora.Integration.Delivery.Tests.Storage;

/// <summary>Events that were accepted together share a row of the queue. To its users each event stands alone.</summary>
[TestFixture]
[Parallelizable]
public sealed class EventRowTests
{
    private const string Owner = "sender";

    [Test]
    public async Task Store_AnySequenceOfOperations_KeepsEachEventLikeAStoreOfSingleEvents([Range(1, 40)] int seed)
    {
        using var run = new RandomRun(seed);
        for (var step = 0; step < 50; step++)
        {
            await run.StepAsync();
            await run.CheckCountsAsync($"seed {seed}, step {step}");
        }

        await run.CheckContentAsync($"seed {seed}");
    }

    [Test]
    public async Task Append_EventsOfOneRequest_AreFewRows()
    {
        using var folder = new TemporaryFolder();
        await using var store = new DeliveryStore(folder.File());
        await store.AppendAsync(Samples.Events(250));

        Assert.That((await store.GetStatusAsync()).Events, Is.EqualTo(250));
        Assert.That(store.LastId, Is.EqualTo(250));
        Assert.That(CountsOfRows(folder, afterId: 0), Is.EqualTo("100,100,50"));
    }

    [Test]
    public async Task Append_LargeEvents_AreRowsOfAtMost128Kilobytes()
    {
        using var folder = new TemporaryFolder();
        await using var store = new DeliveryStore(folder.File());
        await store.AppendAsync([.. Enumerable.Range(0, 7).Select(i => Samples.Event($"e{i}", new string('9', 50_000)))]);

        Assert.That(CountsOfRows(folder, afterId: 0), Is.EqualTo("2,2,2,1"));
    }

    [Test]
    public async Task Forget_InTheTransactionOfAnAppend_TakesItsEvents()
    {
        using var folder = new TemporaryFolder();
        await using var store = new DeliveryStore(folder.File());
        using var held = OtherProgram.HoldLock(folder.File());

        // The first append is a transaction by its size, so the others wait together behind it.
        var appends = Enumerable.Range(0, 3).Select(i => store.AppendAsync(Samples.Events(i == 0 ? 20_000 : 5, i == 2 ? "2" : "1"))).ToList();
        var forgotten = store.ForgetAsync(Guid.NewGuid(), ["2"]);
        appends.Add(store.AppendAsync(Samples.Events(3, "2")));
        held.Dispose();
        var results = await Task.WhenAll(appends);

        Assert.That((await forgotten).PurgedEvents, Is.EqualTo(5));
        Assert.That((results[^1].AcceptedEvents, results[^1].ForgottenEvents), Is.EqualTo((0, 3)));
        Assert.That((await store.GetStatusAsync()).Events, Is.EqualTo(20_005));
        Assert.That((await store.LeaseAsync(Owner, int.MaxValue, long.MaxValue)).Events, Has.Count.EqualTo(20_005));
    }

    [Test]
    public async Task Append_CallersThatWaitTogether_ShareRowsUnlessTheirTracesDiffer()
    {
        using var folder = new TemporaryFolder();
        await using var store = new DeliveryStore(folder.File());
        using var held = OtherProgram.HoldLock(folder.File());

        // The first append is a transaction by its size, so the others wait together behind it.
        var appends = Enumerable.Range(0, 31).Select(i => store.AppendAsync(Samples.Events(i == 0 ? 20_000 : 5))).ToList();
        using (var activity = new Activity("request") { ActivityTraceFlags = ActivityTraceFlags.Recorded }.SetIdFormat(ActivityIdFormat.W3C).Start())
        {
            appends.Add(store.AppendAsync(Samples.Events(2, "7", "traced")));
        }

        appends.Add(store.AppendAsync(Samples.Events(1, "8", "last")));
        held.Dispose();
        var results = await Task.WhenAll(appends);
        var lease = await store.LeaseAsync(Owner, int.MaxValue, long.MaxValue);

        Assert.That(results.Skip(1).Select(result => result.AcceptedEvents), Is.EqualTo((int[])[.. Enumerable.Repeat(5, 30), 2, 1]));
        Assert.That(CountsOfRows(folder, afterId: 20_000), Is.EqualTo("100,50,2,1"));
        Assert.That(lease.Events.Where(queued => queued.Trace is not null).Select(queued => queued.Id), Is.EqualTo(new[] { 20_151, 20_152 }));
        Assert.That(Samples.IdOf(lease.Events[^1].Utf8Json), Does.StartWith("last"));
    }

    [Test]
    public async Task Append_UserOrJsonOfSeveralLines_IsReadBackExactly()
    {
        await using var store = new DeliveryStore(":memory:");
        VidoraEvent[] events = [Samples.Event("a", "1"), Samples.Event("b", "one\ntwo"), VidoraEvent.Parse(Pretty(Samples.Event("c", "1"))), Samples.Event("d", "1")];
        await store.AppendAsync(events);

        var lease = await store.LeaseAsync(Owner, 10, long.MaxValue);
        var receipt = await store.ForgetAsync(Guid.NewGuid(), ["one", "one\ntwo"]);

        Assert.That(lease.Events.Select(Text), Is.EqualTo(events.Select(item => Encoding.UTF8.GetString(item.Utf8Json.Span))));
        Assert.That(receipt.PurgedEvents, Is.EqualTo(1));
    }

    [Test]
    public async Task Lease_SmallerThanARow_TakesItsFirstEventsAndLeavesTheOthersToTheNext()
    {
        await using var store = new DeliveryStore(":memory:");
        await store.AppendAsync(Samples.Events(5));

        var first = await store.LeaseAsync("one", 2, long.MaxValue);
        var second = await store.LeaseAsync("two", 100, long.MaxValue);
        await store.SettleAsync(second.Events, [.. second.Events.Select(_ => new SendOutcome(SendStatus.Accepted, "http_200"))]);
        await store.SettleAsync(first.Events, [new(SendStatus.Accepted, "http_200"), new(SendStatus.Waiting, "held_back")]);
        var rest = await store.LeaseAsync("three", 100, long.MaxValue);

        Assert.That(first.Events.Select(queued => Samples.IdOf(queued.Utf8Json)), Is.EqualTo(new[] { "e0000", "e0001" }));
        Assert.That(second.Events.Select(queued => Samples.IdOf(queued.Utf8Json)), Is.EqualTo(new[] { "e0002", "e0003", "e0004" }));
        Assert.That(rest.Events.Select(queued => Samples.IdOf(queued.Utf8Json)), Is.EqualTo(new[] { "e0001" }));
        Assert.That((await store.GetStatusAsync()).Events, Is.EqualTo(1));
    }

    [Test]
    public async Task Settle_ARowIsGoneAndTheLastOneHasEventsOfOthers_KeepsThose()
    {
        await using var store = new DeliveryStore(":memory:");
        await store.AppendAsync(Samples.Events(2, "1", "a"));
        await store.AppendAsync(Samples.Events(2, "2", "b"));
        await store.AppendAsync(Samples.Events(4, "3", "c"));
        var all = await store.LeaseAsync("one", 100, long.MaxValue);
        await store.SettleAsync([.. all.Events.Take(6)], [.. Enumerable.Repeat(new SendOutcome(SendStatus.Waiting, "held_back"), 6)]);
        var six = await store.LeaseAsync("two", 100, long.MaxValue);

        await store.ForgetAsync(Guid.NewGuid(), ["2"]);
        await store.SettleAsync(six.Events, [.. Enumerable.Repeat(new SendOutcome(SendStatus.Accepted, "http_200"), 6)]);
        store.Release("one");

        Assert.That(six.Events, Has.Count.EqualTo(6));
        Assert.That((await store.LeaseAsync("three", 100, long.MaxValue)).Events.Select(queued => queued.Id), Is.EqualTo(new[] { 7, 8 }));
        Assert.That((await store.GetStatusAsync()).Events, Is.EqualTo(2));
    }

    [Test]
    public async Task Settle_RowsThatFollowOneAnotherEndDifferently_EachEndsAsItDid()
    {
        await using var store = new DeliveryStore(":memory:");
        await store.AppendAsync(Samples.Events(2, "1", "a"));
        await store.AppendAsync(Samples.Events(2, "2", "b"));
        var lease = await store.LeaseAsync(Owner, 100, long.MaxValue);
        var (sent, retried) = (new SendOutcome(SendStatus.Accepted, "http_200"), new SendOutcome(SendStatus.Retry, "http_503") { RetryAt = Samples.Start });

        await store.SettleAsync(lease.Events, [sent, sent, retried, retried]);

        Assert.That(
            (await store.LeaseAsync(Owner, 100, long.MaxValue)).Events.Select(queued => (queued.Id, queued.Attempts)), Is.EqualTo(new[] { (3L, 1), (4L, 1) }));
    }

    [Test]
    public async Task Settle_EventsOfARowEndDifferently_EachKeepsItsNumber()
    {
        await using var store = new DeliveryStore(":memory:");
        await store.AppendAsync([.. Samples.Events(2, "1", "a"), .. Samples.Events(2, "2", "b"), .. Samples.Events(1, "3", "c")]);
        var lease = await store.LeaseAsync(Owner, 100, long.MaxValue);

        await store.SettleAsync(
            lease.Events,
            [
                new(SendStatus.Accepted, "http_200"),
                new(SendStatus.Dead, "http_400"),
                new(SendStatus.Waiting, "held_back"),
                new(SendStatus.Retry, "http_503") { RetryAt = Samples.Start },
                new(SendStatus.Retry, "http_503") { RetryAt = Samples.Start },
            ]);

        var dead = (await store.GetDeadLettersAsync()).Single();
        Assert.That((dead.Id, dead.UserId, dead.Attempts, Samples.IdOf(dead.Utf8Json)), Is.EqualTo((2L, "1", 1, "a0001")));
        var again = await store.LeaseAsync("another", 100, long.MaxValue);
        Assert.That(again.Events.OrderBy(queued => queued.Id).Select(queued => (queued.Id, queued.Attempts)), Is.EqualTo(new[] { (3L, 0), (4L, 1), (5L, 1) }));
        Assert.That((await store.ForgetAsync(Guid.NewGuid(), ["2", "3"])).PurgedEvents, Is.EqualTo(3));
    }

    private static string CountsOfRows(TemporaryFolder folder, long afterId)
    {
        using var connection = new SqliteConnection($"Data Source={folder.File()};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT group_concat(count) FROM (SELECT count FROM event WHERE id>$after ORDER BY id)";
        command.Parameters.AddWithValue("$after", afterId);
        return (string)command.ExecuteScalar()!;
    }

    private static string Text(QueuedEvent queued) => Encoding.UTF8.GetString(queued.Utf8Json.Span);

    private static ReadOnlyMemory<byte> Pretty(VidoraEvent item) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(item.Utf8Json.Span).Replace(",", ",\n", StringComparison.Ordinal));

    /// <summary>Does random things to a store, and remembers what became of each event.</summary>
    private sealed class RandomRun(int seed) : IDisposable
    {
        private readonly Random _random = new(seed);
        private readonly DeliveryStore _store = new(":memory:");
        private readonly Dictionary<string, (string User, int Attempts)> _waiting = [];
        private readonly Dictionary<string, string> _dead = [];
        private readonly HashSet<string> _forgotten = [];
        private readonly List<(string Owner, IReadOnlyList<QueuedEvent> Events)> _leases = [];
        private int _number;

        public Task StepAsync() => _random.Next(8) switch
        {
            < 3 => AppendAsync(),
            < 5 => LeaseAsync(),
            < 7 => EndALeaseAsync(),
            _ => _random.Next(3) == 0 ? RedriveAsync() : _random.Next(2) == 0 ? ForgetAsync() : Task.CompletedTask,
        };

        public async Task CheckCountsAsync(string when)
        {
            var status = await _store.GetStatusAsync();
            Assert.That((status.Events, status.DeadLetters.Values.Sum()), Is.EqualTo(((long)_waiting.Count, (long)_dead.Count)), when);
            Assert.That(status.Bytes, Is.EqualTo(_waiting.Sum(item => Samples.Event(item.Key, item.Value.User).Utf8Json.Length)), when);
        }

        public async Task CheckContentAsync(string when)
        {
            _leases.ForEach(lease => _store.Release(lease.Owner));
            var all = await _store.LeaseAsync("last", int.MaxValue, long.MaxValue, TimeSpan.Zero);
            Assert.That(
                all.Events.Select(queued => (Text(queued), queued.Attempts)),
                Is.EquivalentTo(_waiting.Select(item => (Encoding.UTF8.GetString(Samples.Event(item.Key, item.Value.User).Utf8Json.Span), item.Value.Attempts))),
                when);
            Assert.That(all.Events.Select(queued => queued.Id), Is.Unique, when);
            Assert.That(
                (await _store.GetDeadLettersAsync(limit: int.MaxValue)).Select(letter => (Samples.IdOf(letter.Utf8Json), letter.UserId)),
                Is.EquivalentTo(_dead.Select(item => (item.Key, item.Value))),
                when);
        }

        public void Dispose() => _store.Dispose();

        private async Task AppendAsync()
        {
            var events = Enumerable.Range(0, _random.Next(1, 230)).Select(_ => Samples.Event($"e{_number++}", RandomUser())).ToList();

            // Several callers at once share a transaction.
            await Task.WhenAll(events.Chunk(_random.Next(1, 230)).Select(part => _store.AppendAsync(part)));
            foreach (var item in events.Where(item => !_forgotten.Contains(item.UserId)))
            {
                _waiting.Add(item.EventId!, (item.UserId, 0));
            }
        }

        private async Task LeaseAsync()
        {
            var owner = $"owner{_number++}";
            var lease = await _store.LeaseAsync(owner, _random.Next(1, 150), _random.Next(100, 40_000), TimeSpan.Zero);
            Assert.That(lease.Events.Select(queued => queued.Id).Intersect(_leases.SelectMany(other => other.Events).Select(queued => queued.Id)), Is.Empty);
            _leases.Add((owner, lease.Events));
        }

        private async Task EndALeaseAsync()
        {
            if (_leases.Count == 0)
            {
                return;
            }

            var lease = _leases[_random.Next(_leases.Count)];
            _leases.Remove(lease);
            if (_random.Next(4) == 0)
            {
                _store.Release(lease.Owner);
                return;
            }

            var isOneFate = _random.Next(2) == 0;
            var fate = RandomFate();
            var fates = lease.Events.Select(_ => isOneFate ? fate : fate = _random.Next(3) == 0 ? RandomFate() : fate).ToList();
            await _store.SettleAsync(lease.Events, fates);
            foreach (var (queued, outcome) in lease.Events.Zip(fates))
            {
                var id = Samples.IdOf(queued.Utf8Json);
                if (!_waiting.TryGetValue(id, out var known))
                {
                    continue;
                }

                if (outcome.Status is SendStatus.Retry)
                {
                    _waiting[id] = (known.User, known.Attempts + 1);
                }
                else if (outcome.Status is not SendStatus.Waiting)
                {
                    _waiting.Remove(id);
                    if (outcome.Status is SendStatus.Dead)
                    {
                        _dead.Add(id, known.User);
                    }
                }
            }
        }

        private async Task ForgetAsync()
        {
            var users = new HashSet<string> { RandomUser(), RandomUser() };
            _forgotten.UnionWith(users);
            await _store.ForgetAsync(Guid.NewGuid(), users);
            foreach (var id in _waiting.Where(item => users.Contains(item.Value.User)).Select(item => item.Key).ToList())
            {
                _waiting.Remove(id);
            }

            foreach (var id in _dead.Where(item => users.Contains(item.Value)).Select(item => item.Key).ToList())
            {
                _dead.Remove(id);
            }
        }

        private async Task RedriveAsync()
        {
            await _store.RedriveAsync(DeadLetterFilter.All);
            foreach (var (id, user) in _dead)
            {
                _waiting.Add(id, (user, 0));
            }

            _dead.Clear();
        }

        private SendOutcome RandomFate() => _random.Next(4) switch
        {
            0 => new(SendStatus.Accepted, "http_200"),
            1 => new(SendStatus.Retry, "http_503") { RetryAt = Samples.Start.AddSeconds(_random.Next(3)) },
            2 => new(SendStatus.Dead, _random.Next(2) == 0 ? "http_400" : "http_413"),
            _ => new(SendStatus.Waiting, "held_back"),
        };

        private string RandomUser() => _random.Next(1, 30).ToString(CultureInfo.InvariantCulture);
    }
}
