using Microsoft.Extensions.Diagnostics.HealthChecks;
using Vidora.Integration.Delivery.Sending;
using Vidora.Integration.Delivery.Timing;
using Vidora.Integration.Delivery.WriteBack.Importing;

namespace Vidora.Integration.Delivery.Tests.Timing;

/// <summary>A wall clock that is put right, or wrong, while the process runs.</summary>
[Slow]
[TestFixture]
public sealed class ClockTests
{
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);

    private readonly MovedClock _time = new();

    [SetUp]
    public void PutRight() => _time.Shift = TimeSpan.Zero;

    [Test]
    public async Task Lease_AcceptedWhileTheClockWasAhead_IsDueAtOnceWhenItIsPutRight([Values(60, 3_600)] int seconds)
    {
        _time.Shift = TimeSpan.FromSeconds(seconds);
        await using var store = new DeliveryStore(":memory:", timeProvider: _time);
        await store.AppendAsync(Samples.Events(3));
        _time.Shift = TimeSpan.Zero;

        Assert.That((await store.LeaseAsync("sender", 10, long.MaxValue, TimeSpan.FromMinutes(5))).Events, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task Lease_RetryWasSetWhileTheClockWasAhead_WaitsNoLongerThanTheLongestDelay()
    {
        await using var store = new DeliveryStore(":memory:", timeProvider: _time);
        await store.AppendAsync(Samples.Events(2));
        var lease = await store.LeaseAsync("sender", 10, long.MaxValue);
        var now = _time.GetUtcNow();
        await store.SettleAsync(lease.Events, [
            new(SendStatus.Retry, "http_503") { RetryAt = now + TimeSpan.FromMinutes(4) },
            new(SendStatus.Retry, "http_503") { RetryAt = now + _hour },
        ]);

        var due = await store.LeaseAsync("sender", 10, long.MaxValue, TimeSpan.FromMinutes(5));

        Assert.That(due.Events.Select(item => item.Id), Is.EqualTo(new[] { 2L }), "no delay is as long as an hour");
    }

    [Test]
    public async Task Gate_ClockPutBack_OpensAfterTheSameTime()
    {
        _time.Shift = 3 * _hour;
        var gate = new AccountGate(new RetrySchedule(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)), _time, () => 1);
        gate.Failed((await gate.TryEnterAsync(TimeSpan.Zero, default))!.Value, "http_429", 429, TimeSpan.FromSeconds(30));
        _time.Shift = TimeSpan.Zero;
        Assert.That(gate.State.NextProbe, Is.EqualTo(_time.GetUtcNow() + TimeSpan.FromSeconds(30)).Within(TimeSpan.FromSeconds(1)));
        Assert.That(await gate.TryEnterAsync(TimeSpan.Zero, default), Is.Null);

        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.That(await gate.TryEnterAsync(TimeSpan.Zero, default), Is.Not.Null);
    }

    [Test]
    public async Task Gate_LateAnswerOfAnOlderRequest_NeverShortensTheWait()
    {
        var gate = new AccountGate(new RetrySchedule(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)), _time, () => 1);
        var (first, second) = ((await gate.TryEnterAsync(TimeSpan.Zero, default))!.Value, (await gate.TryEnterAsync(TimeSpan.Zero, default))!.Value);
        gate.Failed(first, "http_429", 429, TimeSpan.FromSeconds(60));
        gate.Failed(second, "http_429", 429, TimeSpan.FromSeconds(5));

        _time.Advance(TimeSpan.FromSeconds(59));

        Assert.That(await gate.TryEnterAsync(TimeSpan.Zero, default), Is.Null);
    }

    [Test]
    public void Pace_ClockPutBack_WaitsAsLongAsBefore()
    {
        _time.Shift = _hour;
        var pace = new FeedPace(100, _time);
        pace.Leave(100);
        var before = pace.Wait;
        _time.Shift = TimeSpan.Zero;

        Assert.That(pace.Wait, Is.EqualTo(before).And.LessThan(TimeSpan.FromMinutes(1)));
    }

    [Test]
    public async Task Quarantine_ClockLeapsAhead_KeepsItsItemsAndForgetsThemInTime()
    {
        await using var store = new DeliveryStore(":memory:", timeProvider: _time);
        await store.QuarantineAsync("x"u8.ToArray(), QuarantineReason.Unreadable);
        var age = store.Limits.MaxQuarantineAge;
        var steady = new SteadyTime(_time);
        _time.Shift = 10 * age;

        Assert.That(await store.PurgeQuarantineAsync(steady.ForAges - age), Is.Zero);
        _time.Advance(age + _hour);
        Assert.That(await store.PurgeQuarantineAsync(steady.ForAges - age), Is.EqualTo(1));
    }

    [Test]
    public void Health_OldestEventIsFromTheFuture_SaysThatTheClockMoved()
    {
        var (health, sentence) = new ForwardingDiagnosis
        {
            Gate = new GateState(GateKind.Open, "", null, Samples.Start, DateTimeOffset.MinValue),
            Store = new DeliveryStoreStatus
            {
                Events = 3,
                Bytes = 3,
                Leased = 0,
                OldestAcceptedAt = Samples.Start + _hour,
                DeadLetters = new Dictionary<string, long>(),
                DeadLetterBytes = 0,
                QuarantineItems = 0,
                QuarantineBytes = 0,
                ForgottenUsers = 0,
                OpenErasures = 0,
                Fullness = 0,
            },
            SinceLastSign = TimeSpan.Zero,
            StuckAfter = _hour,
            Now = Samples.Start,
        }.Describe();

        Assert.That(health, Is.EqualTo(HealthStatus.Healthy));
        Assert.That(sentence, Does.Contain("The clock of this machine has moved").And.Contains("3 events wait"));
    }
}
