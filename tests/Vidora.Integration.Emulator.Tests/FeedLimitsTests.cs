using Microsoft.Extensions.Time.Testing;
using Vidora.Integration.Emulator.Feed;

namespace Vidora.Integration.Emulator.Tests;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class FeedLimitsTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    [Test]
    public void Take_LimitMetExactly_Passes()
    {
        var limits = new FeedLimits(100, startBatchesPerSecond: 1000, _time);

        Assert.That(limits.Take(60).Exceeded, Is.Null);
        Assert.That(limits.Take(40).Exceeded, Is.Null);
        Assert.That((limits.Take(1).Exceeded, limits.Take(1).RetryAfter), Is.EqualTo(("feed", TimeSpan.FromSeconds(1))));
    }

    [Test]
    public void Take_GrowthMetExactly_Passes()
    {
        var limits = new FeedLimits(1000, startBatchesPerSecond: 50, _time);

        Assert.That((limits.Take(30).Exceeded, limits.Take(20).Exceeded, limits.Take(1).Exceeded), Is.EqualTo(((string?)null, (string?)null, "acceleration")));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That((limits.Take(60).Exceeded, limits.Take(40).Exceeded, limits.Take(1).Exceeded), Is.EqualTo(((string?)null, (string?)null, "acceleration")));
    }

    [Test]
    public void Take_ClockPutBack_ForgetsTheBusySecondsThatAreAhead()
    {
        var time = new MovedClock();
        var limits = new FeedLimits(1000, startBatchesPerSecond: 10, time);
        limits.Take(10);
        time.Seconds = 1;
        limits.Take(20);

        time.Seconds = -3_600;

        Assert.That((limits.Take(10).Exceeded, limits.Take(1).Exceeded), Is.EqualTo(((string?)null, "acceleration")));
    }

    /// <summary>A clock that can be put back, on a machine whose timestamps do not move.</summary>
    private sealed class MovedClock : TimeProvider
    {
        public int Seconds { get; set; }

        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).AddSeconds(Seconds);

        public override long GetTimestamp() => 1;
    }
}
