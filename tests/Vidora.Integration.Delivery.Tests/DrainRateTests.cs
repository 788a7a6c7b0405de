using Microsoft.Extensions.Time.Testing;

namespace Vidora.Integration.Delivery.Tests;

public sealed class DrainRateTests
{
    [Test]
    public void Look_SecondAndLater_IsTheRateOfTheLastTwoMinutes()
    {
        var time = new FakeTimeProvider();
        var rate = new DrainRate(time);
        Assert.That(rate.Look(0), Is.Null);
        time.Advance(TimeSpan.FromSeconds(4));
        Assert.That(rate.Look(40), Is.Null, "too short a time");
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.That(rate.Look(100), Is.EqualTo(10));
        for (var i = 0; i < 30; i++)
        {
            time.Advance(TimeSpan.FromSeconds(10));
            rate.Look(100);
        }

        Assert.That(rate.Look(100), Is.Zero, "what left before two minutes does not count");
    }
}
