using Vidora.Integration.Emulator.Storage;

namespace Vidora.Integration.Emulator.Tests.Storage;

public sealed class TypeTimelineTests
{
    private const long Hour = 3_600_000;

    [TestCase(10 * Hour, 20 * Hour)]
    [TestCase(20 * Hour, 10 * Hour)]
    [TestCase(20 * Hour, 19 * Hour)]
    public void At_ClockMovesByAnHour_ForgetsTheOldHour(long before, long after)
    {
        var timeline = new TypeTimeline();
        timeline.At(before)["a"] = 1;
        timeline.At(after)["b"] = 1;
        Assert.That(timeline.Read(before, 1, 1), Is.Empty);
        Assert.That(timeline.Read(after, 1, 1).Keys, Is.EqualTo(new[] { "b" }));
    }

    [Test]
    public void At_ClockIsPutBackALittle_KeepsBoth()
    {
        var timeline = new TypeTimeline();
        timeline.At(Hour)["a"] = 1;
        timeline.At(5_000)["b"] = 1;
        Assert.That(timeline.Read(Hour, 1, 1).Keys, Is.EqualTo(new[] { "a" }));
        Assert.That(timeline.Read(5_000, 1, 1).Keys, Is.EqualTo(new[] { "b" }));
    }
}
