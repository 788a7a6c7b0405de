using Vidora.Integration.Emulator.Feed;

namespace Vidora.Integration.Emulator.Tests.Feed;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class FeedLimitsTests
{
    private readonly Clock _clock = new();

    [TestCase(200, null)]
    [TestCase(201, "acceleration")]
    public void Take_UpToTheStartRate_IsExact(int batches, string? exceeded)
    {
        var limits = new FeedLimits(270, 200, _clock);
        limits.Take(1);
        Assert.That(limits.Take(batches - 1).Exceeded, Is.EqualTo(exceeded));
    }

    [TestCase(100, null)]
    [TestCase(101, "feed")]
    public void Take_UpToTheRate_IsExact(int batches, string? exceeded)
    {
        var limits = new FeedLimits(100, 1000, _clock);
        limits.Take(1);
        var answer = limits.Take(batches - 1);
        Assert.That((answer.Exceeded, answer.RetryAfter), Is.EqualTo((exceeded, TimeSpan.FromSeconds(exceeded is null ? 0 : 1))));
    }

    [TestCase(60, null)]
    [TestCase(61, "acceleration")]
    public void Take_TwiceTheBusiestOfTenSeconds_IsExact(int batches, string? exceeded)
    {
        var limits = new FeedLimits(1000, 10, _clock);
        limits.Take(30);
        _clock.Advance(TimeSpan.FromSeconds(10));
        limits.Take(1);
        Assert.That(limits.Take(batches - 1).Exceeded, Is.EqualTo(exceeded));
    }

    [Test]
    public void Take_BusiestSecondIsElevenSecondsAgo_DoesNotCount()
    {
        var limits = new FeedLimits(1000, 10, _clock);
        limits.Take(30);
        _clock.Advance(TimeSpan.FromSeconds(11));
        limits.Take(1);
        Assert.That(limits.Take(10).Exceeded, Is.EqualTo("acceleration"));
    }

    [TestCase(-1)]
    [TestCase(-3600)]
    [TestCase(3600)]
    public void Take_ClockIsPutRight_ForgetsTheSecondsOfTheOldClock(int seconds)
    {
        var limits = new FeedLimits(1000, 10, _clock);
        limits.Take(500);
        Assert.That(limits.Take(1).Exceeded, Is.EqualTo("acceleration"));
        _clock.Put(TimeSpan.FromSeconds(seconds));
        Assert.That(limits.Take(1).Exceeded, Is.Null, "the new second has no batches");
        Assert.That(limits.Take(9).Exceeded, Is.Null);
        Assert.That(limits.Take(1).Exceeded, Is.EqualTo("acceleration"), "and no busy seconds before it");
    }

    /// <summary>Timestamps go on when the clock is put right.</summary>
    private sealed class Clock : TimeProvider
    {
        private DateTimeOffset _now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        private long _timestamp = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => _now;

        public override long GetTimestamp() => _timestamp;

        public void Advance(TimeSpan time)
        {
            _now += time;
            _timestamp += time.Ticks;
        }

        public void Put(TimeSpan difference) => _now += difference;
    }
}
