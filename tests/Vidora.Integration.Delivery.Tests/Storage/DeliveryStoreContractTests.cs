using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using Vidora.Integration.Delivery.Storage;

namespace Vidora.Integration.Delivery.Tests.Storage;

/// <summary>Runs once over a file and once in memory.</summary>
[Slow]
[TestFixture(true)]
[TestFixture(false)]
public sealed class DeliveryStoreContractTests(bool inMemory)
{
    private const string Owner = "sender";
    private FakeTimeProvider _time = null!;
    private DeliveryStore _store = null!;

    private TemporaryFolder _folder = null!;

    private DeliveryLimits Limits { get; set; } = null!;

    [OneTimeSetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [OneTimeTearDown]
    public void DeleteFolder() => _folder.Dispose();

    [SetUp]
    public void OpenStore()
    {
        _time = new FakeTimeProvider(Samples.Start);
        Limits = new DeliveryLimits();
        _store = new DeliveryStore(inMemory ? ":memory:" : _folder.File(Guid.NewGuid().ToString("N") + ".db"), Limits, timeProvider: _time);
    }

    [TearDown]
    public async Task CloseStore() => await _store.DisposeAsync();

    [Test]
    public async Task Append_Events_AreLeasedInOrderWithTheirBytes()
    {
        var events = Samples.Events(5);

        var result = await _store.AppendAsync(events);
        var lease = await _store.LeaseAsync(Owner, 100, long.MaxValue);

        Assert.That((result.AcceptedEvents, result.ForgottenEvents, result.Refusal), Is.EqualTo((5, 0, AcceptRefusal.None)));
        Assert.That(lease.Events.Select(e => e.Utf8Json.ToArray()), Is.EqualTo(events.Select(e => e.Utf8Json.ToArray())));
        Assert.That(lease.Events.Select(e => e.Attempts), Is.All.Zero);
        Assert.That(lease.Events.Select(e => e.AcceptedAt), Is.All.EqualTo(Samples.Start));
        Assert.That(lease.NextDue, Is.Null);
    }

    [Test]
    public async Task Append_Nothing_ChangesNothing()
    {
        var result = await _store.AppendAsync([]);

        Assert.That((result.AcceptedEvents, result.ForgottenEvents, result.Refusal), Is.EqualTo((0, 0, AcceptRefusal.None)));
        Assert.That(_store.LastId, Is.Zero);
    }

    [Test]
    public async Task Append_CompletesWorkArrived()
    {
        var work = _store.WorkArrived;

        await _store.AppendAsync(Samples.Events(1));

        Assert.That(work.IsCompleted, Is.True);
        Assert.That(_store.WorkArrived.IsCompleted, Is.False);
    }

    [Test]
    public async Task Append_MoreEventsThanTheLimit_RefusesAllOfThem()
    {
        Limits.MaxEvents = 3;
        await _store.AppendAsync(Samples.Events(2));

        var refused = await _store.AppendAsync(Samples.Events(2));
        var accepted = await _store.AppendAsync(Samples.Events(1));

        Assert.That((refused.AcceptedEvents, refused.ForgottenEvents, refused.Refusal), Is.EqualTo((0, 0, AcceptRefusal.Full)));
        Assert.That(accepted.AcceptedEvents, Is.EqualTo(1));
        var status = await _store.GetStatusAsync();
        Assert.That(status.Events, Is.EqualTo(3));
        Assert.That(status.Fullness, Is.EqualTo(1));
    }

    [Test]
    public async Task Append_MoreBytesThanTheLimit_IsRefused()
    {
        var events = Samples.Events(2);
        Limits.MaxBytes = events.Sum(e => e.Utf8Json.Length);
        await _store.AppendAsync(events);

        var refused = await _store.AppendAsync(Samples.Events(1));

        Assert.That(refused.Refusal, Is.EqualTo(AcceptRefusal.Full));
    }

    [Test]
    public async Task Append_DeadLettersFillTheStore_IsRefused()
    {
        Limits.MaxEvents = 1;
        await KillAsync(Samples.Events(1), "rejected_400");

        var refused = await _store.AppendAsync(Samples.Events(1));
        await _store.PurgeDeadLettersAsync(DeadLetterFilter.All);
        var accepted = await _store.AppendAsync(Samples.Events(1));

        Assert.That(refused.Refusal, Is.EqualTo(AcceptRefusal.Full));
        Assert.That(accepted.AcceptedEvents, Is.EqualTo(1));
    }

    [Test]
    public async Task Append_ManyCallersAtOnce_KeepsEveryEventOnce()
    {
        var appends = Enumerable.Range(0, 50)
            .Select(i => Task.Run(() => _store.AppendAsync(Samples.Events(3, prefix: $"c{i:D2}-"))));
        await Task.WhenAll(appends);

        var lease = await _store.LeaseAsync(Owner, 1000, long.MaxValue);

        Assert.That(lease.Events.Select(e => Samples.IdOf(e.Utf8Json)).Distinct().Count(), Is.EqualTo(150));
        Assert.That(_store.LastId, Is.EqualTo(150));
    }

    [Test]
    public void Append_CancelledBefore_ThrowsAndKeepsNothing()
    {
        Assert.That(() => _store.AppendAsync(Samples.Events(1), new CancellationToken(true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(_store.LastId, Is.Zero);
    }

    [Test]
    public async Task Lease_SecondCaller_GetsOtherEvents()
    {
        await _store.AppendAsync(Samples.Events(5));

        var first = await _store.LeaseAsync("one", 3, long.MaxValue);
        var second = await _store.LeaseAsync("two", 3, long.MaxValue);
        var third = await _store.LeaseAsync("three", 3, long.MaxValue);

        Assert.That(first.Events.Concat(second.Events).Select(e => e.Id), Is.EqualTo(new[] { 1L, 2, 3, 4, 5 }));
        Assert.That(third.Events, Is.Empty);
        Assert.That((await _store.GetStatusAsync()).Leased, Is.EqualTo(5));
        Assert.That(_store.Waiting, Is.Zero);
    }

    [Test]
    public async Task Lease_ByteLimit_StopsBeforeItButTakesOne()
    {
        var events = Samples.Events(3);
        await _store.AppendAsync(events);

        var two = await _store.LeaseAsync(Owner, 100, events[0].Utf8Json.Length + events[1].Utf8Json.Length + 2);
        var one = await _store.LeaseAsync(Owner, 100, 1);

        Assert.That(two.Events, Has.Count.EqualTo(2));
        Assert.That(one.Events, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Release_TakesBackOnlyTheOwnersLeases()
    {
        await _store.AppendAsync(Samples.Events(4));
        await _store.LeaseAsync("mine", 2, long.MaxValue);
        await _store.LeaseAsync("other", 2, long.MaxValue);

        var released = _store.Release("mine");
        var again = await _store.LeaseAsync("mine", 100, long.MaxValue);

        Assert.That(released, Is.EqualTo(2));
        Assert.That(again.Events.Select(e => e.Id), Is.EqualTo(new[] { 1L, 2 }));
        Assert.That(again.Events.Select(e => e.Attempts), Is.All.Zero);
    }

    [Test]
    public async Task Settle_Delivered_RemovesTheEvent()
    {
        await _store.AppendAsync(Samples.Events(2));
        var lease = await _store.LeaseAsync(Owner, 1, long.MaxValue);

        await _store.SettleAsync(lease.Events, [new(SendStatus.Accepted, "http_200")]);

        var status = await _store.GetStatusAsync();
        Assert.That(status.Events, Is.EqualTo(1));
        Assert.That(status.Leased, Is.Zero);
        Assert.That((await _store.LeaseAsync(Owner, 9, long.MaxValue)).Events.Single().Id, Is.EqualTo(2));
    }

    [Test]
    public async Task Settle_Retry_ComesBackWhenDueWithTheAttemptCounted()
    {
        await _store.AppendAsync(Samples.Events(1));
        var lease = await _store.LeaseAsync(Owner, 1, long.MaxValue);
        var due = Samples.Start.AddSeconds(30);

        await _store.SettleAsync(lease.Events, [new(SendStatus.Retry, "http_500") { RetryAt = due }]);
        var early = await _store.LeaseAsync(Owner, 1, long.MaxValue);
        _time.Advance(TimeSpan.FromSeconds(30));
        var late = await _store.LeaseAsync(Owner, 1, long.MaxValue);

        Assert.That(early.Events, Is.Empty);
        Assert.That(early.NextDue, Is.EqualTo(due));
        Assert.That(late.Events.Single().Attempts, Is.EqualTo(1));
        Assert.That(late.Events.Single().AcceptedAt, Is.EqualTo(Samples.Start));
    }

    [Test]
    public async Task Lease_OrderIsByDueTime()
    {
        await _store.AppendAsync(Samples.Events(2));
        var lease = await _store.LeaseAsync(Owner, 2, long.MaxValue);
        await _store.SettleAsync(
            lease.Events,
            [new(SendStatus.Retry, "x") { RetryAt = Samples.Start.AddSeconds(20) }, new(SendStatus.Retry, "x") { RetryAt = Samples.Start.AddSeconds(10) }]);
        _time.Advance(TimeSpan.FromMinutes(1));
        await _store.AppendAsync(Samples.Events(1));

        var again = await _store.LeaseAsync(Owner, 9, long.MaxValue);

        Assert.That(again.Events.Select(e => e.Id), Is.EqualTo(new[] { 2L, 1, 3 }));
    }

    [Test]
    public async Task Settle_Paused_FreesTheEventUnchanged()
    {
        await _store.AppendAsync(Samples.Events(1));
        var lease = await _store.LeaseAsync(Owner, 1, long.MaxValue);

        await _store.SettleAsync(lease.Events, [new(SendStatus.Waiting, "http_401")]);

        Assert.That((await _store.LeaseAsync(Owner, 1, long.MaxValue)).Events.Single().Attempts, Is.Zero);
    }

    [Test]
    public async Task Settle_Dead_KeepsBytesReasonAttemptsAndTimes()
    {
        var events = Samples.Events(1, "42");
        await _store.AppendAsync(events);
        var lease = await _store.LeaseAsync(Owner, 1, long.MaxValue);
        await _store.SettleAsync(lease.Events, [new(SendStatus.Retry, "timeout") { RetryAt = Samples.Start }]);
        lease = await _store.LeaseAsync(Owner, 1, long.MaxValue);
        _time.Advance(TimeSpan.FromSeconds(5));

        await _store.SettleAsync(lease.Events, [new(SendStatus.Dead, "rejected_400")]);

        var letter = (await _store.GetDeadLettersAsync()).Single();
        Assert.That(letter.Utf8Json.ToArray(), Is.EqualTo(events[0].Utf8Json.ToArray()));
        Assert.That(letter.Reason, Is.EqualTo("rejected_400"));
        Assert.That(letter.UserId, Is.EqualTo("42"));
        Assert.That(letter.Attempts, Is.EqualTo(2));
        Assert.That(letter.AcceptedAt, Is.EqualTo(Samples.Start));
        Assert.That(letter.DiedAt, Is.EqualTo(Samples.Start.AddSeconds(5)));
        var status = await _store.GetStatusAsync();
        Assert.That(status.Events, Is.Zero);
        Assert.That(status.DeadLetters, Is.EqualTo(new Dictionary<string, long> { ["rejected_400"] = 1 }));
        Assert.That(status.DeadLetterBytes, Is.EqualTo(events[0].Utf8Json.Length));
    }

    [Test]
    public async Task AddDeadLetters_KeepsThemWithoutTheQueue()
    {
        var events = Samples.Events(2, "42");
        await _store.ForgetAsync(Guid.NewGuid(), ["7"]);

        var added = await _store.AddDeadLettersAsync(
            [.. events, Samples.Event("x", "7")],
            [new(SendStatus.Dead, "http_400") { Attempts = 1 }, new(SendStatus.Dead, "http_422") { Attempts = 3 }, new(SendStatus.Dead, "http_400")]);

        Assert.That((added.AcceptedEvents, added.ForgottenEvents, added.Refusal), Is.EqualTo((2, 1, AcceptRefusal.None)));
        var letters = await _store.GetDeadLettersAsync();
        Assert.That(letters.Select(letter => (letter.UserId, letter.Reason, letter.Attempts)), Is.EqualTo(new[] { ("42", "http_400", 1), ("42", "http_422", 3) }));
        Assert.That(letters[0].Utf8Json.ToArray(), Is.EqualTo(events[0].Utf8Json.ToArray()));
        Assert.That((letters[0].AcceptedAt, letters[0].DiedAt), Is.EqualTo((Samples.Start, Samples.Start)));
        var status = await _store.GetStatusAsync();
        Assert.That((status.Events, status.DeadLetters["http_400"], status.DeadLetters["http_422"]), Is.EqualTo((0L, 1L, 1L)));
        Assert.That(await _store.RedriveAsync(DeadLetterFilter.All), Is.EqualTo(2));
        Assert.That((await _store.LeaseAsync(Owner, 9, long.MaxValue)).Events, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task AddDeadLetters_NoRoom_RefusesAllOfThem()
    {
        Limits.MaxEvents = 1;

        var added = await _store.AddDeadLettersAsync(Samples.Events(2), [new(SendStatus.Dead, "http_400"), new(SendStatus.Dead, "http_400")]);

        Assert.That((added.AcceptedEvents, added.ForgottenEvents, added.Refusal), Is.EqualTo((0, 0, AcceptRefusal.Full)));
        Assert.That(await _store.GetDeadLettersAsync(), Is.Empty);
    }

    [Test]
    public async Task GetDeadLetters_Pages()
    {
        await KillAsync(Samples.Events(5), "rejected_400");

        var first = await _store.GetDeadLettersAsync(limit: 2);
        var rest = await _store.GetDeadLettersAsync(afterId: first[^1].Id, limit: 10);

        Assert.That(first.Concat(rest).Select(letter => letter.Id), Is.EqualTo(new[] { 1L, 2, 3, 4, 5 }));
    }

    [Test]
    public async Task Redrive_ByReason_PutsOnlyThoseBack()
    {
        await KillAsync(Samples.Events(2), "rejected_400");
        await KillAsync(Samples.Events(3), "rejected_422");
        var work = _store.WorkArrived;

        var moved = await _store.RedriveAsync(DeadLetterFilter.WithReason("rejected_422"));

        Assert.That(moved, Is.EqualTo(3));
        Assert.That(work.IsCompleted, Is.True);
        var lease = await _store.LeaseAsync(Owner, 100, long.MaxValue);
        Assert.That(lease.Events.Select(e => (e.Id, e.Attempts)), Is.EqualTo(new[] { (3L, 0), (4L, 0), (5L, 0) }));
        Assert.That((await _store.GetStatusAsync()).DeadLetters, Is.EqualTo(new Dictionary<string, long> { ["rejected_400"] = 2 }));
    }

    [Test]
    public async Task Redrive_ById_PassesOverUnknownOnes()
    {
        await KillAsync(Samples.Events(3), "rejected_400");

        var moved = await _store.RedriveAsync(DeadLetterFilter.WithIds(2, 99));

        Assert.That(moved, Is.EqualTo(1));
        Assert.That((await _store.GetDeadLettersAsync()).Select(letter => letter.Id), Is.EqualTo(new[] { 1L, 3 }));
    }

    [Test]
    public async Task Redrive_All_MovesMoreThanOneTransactionHolds()
    {
        await KillAsync(Samples.Events(2_500), "too_large");

        var moved = await _store.RedriveAsync(DeadLetterFilter.All);

        Assert.That(moved, Is.EqualTo(2_500));
        var status = await _store.GetStatusAsync();
        Assert.That(status.Events, Is.EqualTo(2_500));
        Assert.That(status.DeadLetters, Is.Empty);
        Assert.That(status.DeadLetterBytes, Is.Zero);
    }

    [Test]
    public async Task PurgeDeadLetters_ById_DeletesOnlyThose()
    {
        await KillAsync(Samples.Events(3), "rejected_400");

        var purged = await _store.PurgeDeadLettersAsync(DeadLetterFilter.WithIds(1, 3));

        Assert.That(purged, Is.EqualTo(2));
        Assert.That((await _store.GetDeadLettersAsync()).Single().Id, Is.EqualTo(2));
        Assert.That((await _store.GetStatusAsync()).Events, Is.Zero);
    }

    [Test]
    public async Task HasEventsUpTo_CountsWhatIsLeased()
    {
        await _store.AppendAsync(Samples.Events(1));
        var mark = _store.LastId;
        await _store.AppendAsync(Samples.Events(1));
        var lease = await _store.LeaseAsync(Owner, 1, long.MaxValue);

        var inFlight = await _store.HasEventsUpToAsync(mark);
        await _store.SettleAsync(lease.Events, [new(SendStatus.Accepted, "http_200")]);
        var settled = await _store.HasEventsUpToAsync(mark);

        Assert.That(inFlight, Is.True);
        Assert.That(settled, Is.False);
    }

    [Test]
    public async Task GetStatus_SaysWhenTheOldestWasAccepted()
    {
        Assert.That((await _store.GetStatusAsync()).OldestAcceptedAt, Is.Null);
        await _store.AppendAsync(Samples.Events(1));
        _time.Advance(TimeSpan.FromHours(1));
        await _store.AppendAsync(Samples.Events(1));

        var status = await _store.GetStatusAsync();

        Assert.That(status.OldestAcceptedAt, Is.EqualTo(Samples.Start));
        Assert.That(status.Bytes, Is.EqualTo(Samples.Events(2).Sum(e => e.Utf8Json.Length)));
    }

    [Test]
    public async Task Quarantine_Content_IsKeptAsReceived()
    {
        byte[] content = [0, 255, 10, 13, 0x1f];

        var kept = await _store.QuarantineAsync(content, QuarantineReason.Unreadable, "42");

        Assert.That(kept, Is.True);
        var item = (await _store.GetQuarantineAsync()).Single();
        Assert.That(item.Content.ToArray(), Is.EqualTo(content));
        Assert.That((item.Reason, item.UserId, item.ReceivedAt), Is.EqualTo((QuarantineReason.Unreadable, "42", Samples.Start)));
    }

    [Test]
    public async Task Quarantine_Full_OldestMakesRoom()
    {
        Limits.MaxQuarantineBytes = 10 + (2 * 128);
        await _store.QuarantineAsync("aaaa"u8.ToArray(), QuarantineReason.Unreadable);
        await _store.QuarantineAsync("bbbb"u8.ToArray(), QuarantineReason.Unreadable);

        await _store.QuarantineAsync("cccccc"u8.ToArray(), QuarantineReason.MissingMpid);

        var items = await _store.GetQuarantineAsync();
        Assert.That(items.Select(item => (char)item.Content.Span[0]), Is.EqualTo(new[] { 'b', 'c' }));
        Assert.That((await _store.GetStatusAsync()).QuarantineBytes, Is.EqualTo(10));
    }

    [Test]
    public async Task Quarantine_ItemsWithoutContent_AreBoundedToo()
    {
        Limits.MaxQuarantineBytes = 3 * 128;
        for (var i = 0; i < 10; i++)
        {
            await _store.QuarantineAsync(Array.Empty<byte>(), QuarantineReason.Unreadable);
        }

        Assert.That((await _store.GetQuarantineAsync()).Select(item => item.Id), Is.EqualTo(new[] { 8, 9, 10 }));
    }

    [Test]
    public async Task Quarantine_TooLargeOrTurnedOff_IsNotKept()
    {
        Limits.MaxQuarantineBytes = 3 + 128;
        var tooLarge = await _store.QuarantineAsync("aaaa"u8.ToArray(), QuarantineReason.Unreadable);
        Limits.MaxQuarantineBytes = 0;
        var off = await _store.QuarantineAsync(Array.Empty<byte>(), QuarantineReason.Unreadable);

        Assert.That((tooLarge, off), Is.EqualTo((false, false)));
        Assert.That((await _store.GetStatusAsync()).QuarantineItems, Is.Zero);
    }

    [Test]
    public async Task PurgeQuarantine_ByAge_KeepsTheYounger()
    {
        await _store.QuarantineAsync("old"u8.ToArray(), QuarantineReason.Unreadable);
        _time.Advance(TimeSpan.FromDays(2));
        await _store.QuarantineAsync("new"u8.ToArray(), QuarantineReason.Unreadable);

        var purged = await _store.PurgeQuarantineAsync(_time.GetUtcNow().AddDays(-1));

        Assert.That(purged, Is.EqualTo(1));
        Assert.That((await _store.GetQuarantineAsync()).Single().Content.ToArray(), Is.EqualTo("new"u8.ToArray()));
        Assert.That(await _store.PurgeQuarantineAsync(), Is.EqualTo(1));
        Assert.That((await _store.GetStatusAsync()).QuarantineBytes, Is.Zero);
    }

    [Test]
    public async Task Forget_PurgesEverywhereAndSaysHowMuch()
    {
        await KillAsync(Samples.Events(2, "42").Concat(Samples.Events(1, "7")).ToArray(), "rejected_400");
        await _store.AppendAsync([.. Samples.Events(3, "42"), .. Samples.Events(4, "7")]);
        await _store.QuarantineAsync("{ broken \"mpid\":42, "u8.ToArray(), QuarantineReason.Unreadable);
        await _store.QuarantineAsync("anything"u8.ToArray(), QuarantineReason.Unreadable, "42");
        await _store.QuarantineAsync("{ broken \"mpid\":423, 142, -42 "u8.ToArray(), QuarantineReason.Unreadable);
        var request = Guid.NewGuid();

        var receipt = await _store.ForgetAsync(request, ["42"]);

        Assert.That(receipt.RequestId, Is.EqualTo(request));
        Assert.That(receipt.UserIds, Is.EqualTo(new[] { "42" }));
        Assert.That(receipt.ReceivedAt, Is.EqualTo(Samples.Start));
        Assert.That(
            (receipt.PurgedEvents, receipt.PurgedDeadLetters, receipt.PurgedQuarantineItems), Is.EqualTo((3, 2, 2)));
        var status = await _store.GetStatusAsync();
        Assert.That((status.Events, status.DeadLetters["rejected_400"], status.QuarantineItems), Is.EqualTo((4L, 1L, 1L)));
        Assert.That((status.ForgottenUsers, status.OpenErasures), Is.EqualTo((1L, 1L)));
        var left = await _store.LeaseAsync(Owner, 100, long.MaxValue);
        Assert.That(left.Events.Select(e => VidoraEvent.Parse(e.Utf8Json).UserId), Is.All.EqualTo("7"));
    }

    [Test]
    public async Task Forget_LaterEventsOfTheUser_AreLeftOutAndCounted()
    {
        await _store.ForgetAsync(Guid.NewGuid(), ["42"]);

        var result = await _store.AppendAsync([.. Samples.Events(2, "42"), .. Samples.Events(1, "7")]);
        var kept = await _store.QuarantineAsync("x"u8.ToArray(), QuarantineReason.Unreadable, "42");

        Assert.That((result.AcceptedEvents, result.ForgottenEvents, result.Refusal), Is.EqualTo((1, 2, AcceptRefusal.None)));
        Assert.That(kept, Is.False);
        Assert.That(await _store.GetForgottenAsync(["42", "7"]), Is.EquivalentTo(new[] { "42" }));
    }

    [Test]
    public async Task LearnForgotten_ByHash_PurgesAndRefusesLikeForget_AndAsksNobody()
    {
        await KillAsync(Samples.Events(2, "42").Concat(Samples.Events(1, "7")).ToArray(), "rejected_400");
        await _store.AppendAsync([.. Samples.Events(3, "42"), .. Samples.Events(4, "7")]);
        await _store.QuarantineAsync("{ broken \"mpid\":42, "u8.ToArray(), QuarantineReason.Unreadable);
        await _store.QuarantineAsync("anything"u8.ToArray(), QuarantineReason.Unreadable, "42");
        await _store.QuarantineAsync("{ broken \"mpid\":423, 142, -42 "u8.ToArray(), QuarantineReason.Unreadable);

        var learned = await _store.LearnForgottenAsync([UserHash.Of("42"), UserHash.Of("99")]);
        var again = await _store.LearnForgottenAsync([UserHash.Of("42")]);
        var appended = await _store.AppendAsync([.. Samples.Events(2, "42"), .. Samples.Events(1, "7")]);

        Assert.That((learned, again), Is.EqualTo(((2, 7), (0, 0))));
        Assert.That((appended.AcceptedEvents, appended.ForgottenEvents), Is.EqualTo((1, 2)));
        var status = await _store.GetStatusAsync();
        Assert.That((status.Events, status.DeadLetters["rejected_400"], status.QuarantineItems), Is.EqualTo((5L, 1L, 1L)));
        Assert.That((status.ForgottenUsers, status.OpenErasures), Is.EqualTo((2L, 0L)));
        Assert.That(await _store.GetForgottenAsync(["42", "7"]), Is.EquivalentTo(new[] { "42" }));
        Assert.That(await _store.GetForgottenHashesAsync(), Is.EquivalentTo(new[] { UserHash.Of("42"), UserHash.Of("99") }));
    }

    [Test]
    public async Task Forgotten_IsToldOfUsersAfterTheCommit()
    {
        var told = new List<string>();
        _store.Forgotten = told.AddRange;
        await _store.ForgetAsync(Guid.NewGuid(), ["42", "7"]);
        await _store.LearnForgottenAsync([UserHash.Of("99")]);

        Assert.That(told, Is.EqualTo(new[] { "42", "7" }), "not of what another process has told");
    }

    [Test]
    public async Task Append_InATrace_KeepsItsContextWithTheEvents()
    {
        using (var request = new Activity("request").SetIdFormat(ActivityIdFormat.W3C))
        {
            request.ActivityTraceFlags = ActivityTraceFlags.Recorded;
            request.Start();
            await _store.AppendAsync(Samples.Events(1));
            request.Stop();
            await _store.AppendAsync(Samples.Events(1));
            var lease = await _store.LeaseAsync(Owner, 2, long.MaxValue);
            Assert.That(lease.Events.Select(queued => queued.Trace), Is.EqualTo(new[] { request.Id, null }));
        }
    }

    [Test]
    public async Task Forget_SameRequestAgain_ReturnsTheSameReceipt()
    {
        var request = Guid.NewGuid();
        await _store.AppendAsync(Samples.Events(3, "42"));
        var first = await _store.ForgetAsync(request, ["42"]);
        _time.Advance(TimeSpan.FromMinutes(1));

        var second = await _store.ForgetAsync(request, ["42"]);

        Assert.That((second.PurgedEvents, second.ReceivedAt), Is.EqualTo((3, first.ReceivedAt)));
        Assert.That(await _store.GetErasuresAsync(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Forget_WhileTheEventIsLeased_SettlingItBringsNothingBack()
    {
        await _store.AppendAsync(Samples.Events(3, "42"));
        var lease = await _store.LeaseAsync(Owner, 3, long.MaxValue);
        await _store.ForgetAsync(Guid.NewGuid(), ["42"]);

        await _store.SettleAsync(
            lease.Events, [new(SendStatus.Accepted, "http_200"), new(SendStatus.Retry, "x") { RetryAt = Samples.Start }, new(SendStatus.Dead, "rejected_400")]);

        var status = await _store.GetStatusAsync();
        Assert.That((status.Events, status.Bytes, status.DeadLetters.Count, status.Leased), Is.EqualTo((0L, 0L, 0, 0)));
    }

    [Test]
    public async Task SettleErasure_RetryThenAnswered_IsOnRecord()
    {
        var request = Guid.NewGuid();
        await _store.ForgetAsync(request, ["42"]);
        await _store.SettleErasureAsync(request, null, Samples.Start.AddSeconds(1), "missing_secret");
        await _store.SettleErasureAsync(request, Samples.Start.AddSeconds(2), Samples.Start.AddSeconds(9), "http_500");
        var open = (await _store.GetErasuresAsync(openOnly: true)).Single();
        _time.Advance(TimeSpan.FromSeconds(10));

        await _store.SettleErasureAsync(request, Samples.Start.AddSeconds(10), null, null);

        Assert.That((open.Attempts, open.DueAt, open.LastReason), Is.EqualTo((1, Samples.Start.AddSeconds(9), "http_500")));
        Assert.That((open.ForwardedAt, open.AnsweredAt), Is.EqualTo(((DateTimeOffset?)Samples.Start.AddSeconds(2), (DateTimeOffset?)null)));
        Assert.That(await _store.GetErasuresAsync(openOnly: true), Is.Empty);
        var done = (await _store.GetErasuresAsync()).Single();
        Assert.That(
            (done.ForwardedAt, done.AnsweredAt, done.Attempts),
            Is.EqualTo(((DateTimeOffset?)Samples.Start.AddSeconds(2), (DateTimeOffset?)Samples.Start.AddSeconds(10), 2)));
        var status = await _store.GetStatusAsync();
        Assert.That((status.OpenErasures, status.RefusedErasures), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task GetErasures_OpenOnes_AreInTheOrderInWhichTheyAreDueAndAllNewestFirst()
    {
        var requests = Enumerable.Range(0, 3).Select(_ => Guid.NewGuid()).ToList();
        foreach (var request in requests)
        {
            await _store.ForgetAsync(request, [$"user of {request}"]);
        }

        await _store.SettleErasureAsync(requests[0], Samples.Start, Samples.Start.AddHours(1), "http_500");

        Assert.That((await _store.GetErasuresAsync(openOnly: true)).Select(receipt => receipt.RequestId), Is.EqualTo(new[] { requests[1], requests[2], requests[0] }));
        Assert.That((await _store.GetErasuresAsync(openOnly: true, limit: 1)).Single().RequestId, Is.EqualTo(requests[1]));
        Assert.That((await _store.GetErasuresAsync()).Select(receipt => receipt.RequestId), Is.EqualTo(new[] { requests[2], requests[1], requests[0] }));
        Assert.That((await _store.GetErasuresAsync(limit: 1)).Single().RequestId, Is.EqualTo(requests[2]));
    }

    [Test]
    public async Task SettleErasure_RefusedForGood_CountsAsRefusedUntilAPersonRecordsTheAnswer()
    {
        var request = Guid.NewGuid();
        await _store.ForgetAsync(request, ["42"]);

        await _store.SettleErasureAsync(request, Samples.Start, null, "http_400");
        var refused = (await _store.GetErasuresAsync()).Single();
        var counted = await _store.GetStatusAsync();
        await _store.CompleteErasureAsync(request);

        Assert.That((refused.IsRefused, refused.LastReason, refused.AnsweredAt), Is.EqualTo((true, "http_400", (DateTimeOffset?)Samples.Start)));
        Assert.That((counted.OpenErasures, counted.RefusedErasures), Is.EqualTo((0, 1)));
        Assert.That((await _store.GetErasuresAsync()).Single().IsRefused, Is.False);
        var status = await _store.GetStatusAsync();
        Assert.That((status.OpenErasures, status.RefusedErasures), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task Hold_Requests_AreListedAsReceivedPageByPageUntilTheyAreClosed()
    {
        var request = Guid.NewGuid();
        await _store.HoldAsync(HeldReason.ErasureWithoutMpid, request, "first"u8.ToArray());
        await _store.HoldAsync(HeldReason.ErasureWithoutMpid, request, "again"u8.ToArray());
        _time.Advance(TimeSpan.FromMinutes(1));
        await _store.HoldAsync(HeldReason.NotAnErasure, null, "second"u8.ToArray());

        var first = (await _store.GetHeldRequestsAsync(limit: 1)).Single();
        var second = (await _store.GetHeldRequestsAsync(first.Id)).Single();

        Assert.That(first.Content.ToArray(), Is.EqualTo("first"u8.ToArray()));
        Assert.That((first.Reason, first.RequestId, first.ReceivedAt), Is.EqualTo((HeldReason.ErasureWithoutMpid, (Guid?)request, Samples.Start)));
        Assert.That(second.Content.ToArray(), Is.EqualTo("second"u8.ToArray()));
        Assert.That((second.Reason, second.RequestId, second.ReceivedAt), Is.EqualTo((HeldReason.NotAnErasure, (Guid?)null, Samples.Start.AddMinutes(1))));
        Assert.That((await _store.CloseHeldRequestAsync(first.Id), await _store.CloseHeldRequestAsync(first.Id)), Is.EqualTo((true, false)));
        Assert.That((await _store.GetHeldRequestsAsync()).Single().Id, Is.EqualTo(second.Id));
        Assert.That((await _store.GetStatusAsync()).HeldRequests, Is.EqualTo(1));
    }

    [Test]
    public async Task Settle_FewerOutcomesThanEvents_ThrowsAndChangesNothing()
    {
        await _store.AppendAsync(Samples.Events(2));
        var lease = await _store.LeaseAsync(Owner, 2, long.MaxValue);

        Assert.That(() => _store.SettleAsync(lease.Events, [new(SendStatus.Accepted, "http_200")]), Throws.InstanceOf<ArgumentOutOfRangeException>());

        var status = await _store.GetStatusAsync();
        Assert.That((status.Events, status.Leased), Is.EqualTo((2, 2)));
    }

    [Test]
    public async Task Forget_CompletesWorkArrived()
    {
        var arrived = _store.WorkArrived;

        await _store.ForgetAsync(Guid.NewGuid(), ["42"]);

        Assert.That(arrived.IsCompleted, Is.True);
    }

    [Test]
    public void Arguments_ThatAreMissing_AreRefused()
    {
        Assert.That(
            () => _store.ForgetAsync(Guid.NewGuid(), null!), Throws.ArgumentNullException.With.Property(nameof(ArgumentException.ParamName)).EqualTo("userIds"));
        Assert.That(() => DeadLetterFilter.WithReason(""), Throws.ArgumentException);
        Assert.That(() => DeadLetterFilter.WithReason(null!), Throws.ArgumentNullException);
        Assert.That(() => DeadLetterFilter.WithIds(null!), Throws.ArgumentNullException);
    }

    private async Task KillAsync(VidoraEvent[] events, string reason)
    {
        await _store.AppendAsync(events);
        var lease = await _store.LeaseAsync(Owner, events.Length, long.MaxValue);
        await _store.SettleAsync(lease.Events, lease.Events.Select(_ => new SendOutcome(SendStatus.Dead, reason)).ToList());
    }
}
