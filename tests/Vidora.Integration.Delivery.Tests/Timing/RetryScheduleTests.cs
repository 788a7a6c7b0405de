using FsCheck;
using FsCheck.Fluent;
using Vidora.Integration.Delivery.Timing;

namespace Vidora.Integration.Delivery.Tests.Timing;

[TestFixture]
public sealed class RetryScheduleTests
{
    private static readonly RetrySchedule _schedule = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));

    [TestCase(1, 1)]
    [TestCase(2, 2)]
    [TestCase(5, 16)]
    [TestCase(9, 256)]
    [TestCase(10, 300)]
    [TestCase(int.MaxValue, 300)]
    public void DelayAfter_FullJitter_DoublesUpToTheLimit(int failures, int seconds) =>
        Assert.That(_schedule.DelayAfter(failures, 1), Is.EqualTo(TimeSpan.FromSeconds(seconds)));

    [TestCase(-1, 2)]
    [TestCase(0, 2)]
    [TestCase(0.5, 3)]
    [TestCase(1, 4)]
    [TestCase(2, 4)]
    public void DelayAfter_Chance_MovesTheUpperHalf(double chance, int seconds) =>
        Assert.That(_schedule.DelayAfter(3, chance), Is.EqualTo(TimeSpan.FromSeconds(seconds)));

    [TestCase(0)]
    [TestCase(-5)]
    public void DelayAfter_NoFailure_IsTheFirstWait(int failures) =>
        Assert.That(_schedule.DelayAfter(failures, 1), Is.EqualTo(TimeSpan.FromSeconds(1)));

    [Test]
    public void DelayAfter_NoJitter_IsHalf() => Assert.That(_schedule.DelayAfter(3, 0), Is.EqualTo(TimeSpan.FromSeconds(2)));

    [Test]
    public void DelayAfter_SeededRandom_IsTheSameAgain()
    {
        var delays = Delays(7);

        Assert.That(Delays(7), Is.EqualTo(delays));
        Assert.That(Delays(8), Is.Not.EqualTo(delays));

        static List<TimeSpan> Delays(int seed)
        {
            var random = new Random(seed);
            return Enumerable.Range(1, 10).Select(failures => _schedule.DelayAfter(failures, random.NextDouble())).ToList();
        }
    }

    [Test]
    public void DelayAfter_AnyInput_StaysInItsBand() => Prop.ForAll(
        ArbMap.Default.ArbFor<int>(),
        ArbMap.Default.ArbFor<byte>(),
        (failures, chance) =>
        {
            var delay = _schedule.DelayAfter(failures, chance / 255d);
            var whole = _schedule.DelayAfter(failures, 1);
            return delay >= whole / 2 && delay <= whole && whole <= TimeSpan.FromMinutes(5) && delay > TimeSpan.Zero;
        }).Check(Config.QuickThrowOnFailure.WithReplay(20240627, 7));
}
