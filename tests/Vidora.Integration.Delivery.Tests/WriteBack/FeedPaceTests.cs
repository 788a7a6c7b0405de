using Microsoft.Extensions.Time.Testing;
using Vidora.Integration.Delivery.WriteBack.Exports;
using Vidora.Integration.Delivery.WriteBack.Importing;
using Vidora.Integration.Delivery.WriteBack.State;

namespace Vidora.Integration.Delivery.Tests.WriteBack;

public sealed class FeedPaceTests
{
    private readonly FakeTimeProvider _time = new(Samples.Start);

    [Test]
    public void Leave_AtTheBeginning_IsSlow()
    {
        var pace = new FeedPace(270, _time);
        var perSecond = new int[8];
        Run(pace, TimeSpan.FromSeconds(8), (second, users) => perSecond[second] += users);
        Assert.That(perSecond[0], Is.InRange(75, 150));
        Assert.That(perSecond[..3].Sum(), Is.LessThan(650));
        Assert.That(perSecond.Max(), Is.LessThanOrEqualTo(270 + 100), "a request more at most");
        for (var second = 1; second < perSecond.Length; second++)
        {
            Assert.That(perSecond[second], Is.LessThanOrEqualTo(Math.Max(200, 2 * perSecond[second - 1])), "no leap");
        }
    }

    [Test]
    public void Leave_AfterTheRamp_KeepsJustBelowTheLimit()
    {
        var pace = new FeedPace(270, _time);
        Run(pace, TimeSpan.FromSeconds(10), (_, _) => { });
        var users = 0;
        Run(pace, TimeSpan.FromSeconds(100), (_, sent) => users += sent);
        Assert.That(users / 100d, Is.InRange(270 * 0.95, 270 * 0.98));
    }

    [TestCase(40, 262)]
    [TestCase(96, 262)]
    public void Accepted_LimitsHardlyUsed_LeavesTheRate(int used, int expected)
    {
        var pace = Warm();
        for (var i = 0; i < 100; i++)
        {
            pace.Accepted(used);
        }

        Assert.That(pace.Rate, Is.EqualTo(expected).Within(1));
    }

    [Test]
    public void Accepted_LimitsNearlyUsedUp_SlowsAndRecovers()
    {
        var pace = Warm();
        var before = pace.Rate!.Value;
        for (var i = 0; i < 20; i++)
        {
            pace.Accepted(99);
        }

        var slow = pace.Rate!.Value;
        Assert.That(slow, Is.LessThan(before * 0.7));
        for (var i = 0; i < 1000; i++)
        {
            pace.Accepted(100);
        }

        Assert.That(pace.Rate!.Value, Is.GreaterThan(1), "it never stands still");
        for (var i = 0; i < 300; i++)
        {
            pace.Accepted(50);
        }

        Assert.That(pace.Rate, Is.EqualTo(before).Within(1));
    }

    [Test]
    public void Exceeded_ALimit_BeginsAgainMoreSlowly()
    {
        var pace = Warm();
        pace.Exceeded();
        Assert.That(pace.Rate, Is.LessThanOrEqualTo(50));
    }

    [Test]
    public void Leave_AfterALongWait_BeginsSlowlyAgain()
    {
        var pace = Warm();
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(pace.Wait, Is.EqualTo(TimeSpan.Zero));
        pace.Leave(100);
        Assert.That(pace.Rate, Is.EqualTo(100));
        Assert.That(pace.Wait, Is.EqualTo(TimeSpan.FromSeconds(1)), "time that has passed is not saved up");
    }

    [Test]
    public void Wait_AfterUsers_IsTheirTimeAtTheRate()
    {
        var pace = new FeedPace(270, _time);
        Assert.That(pace.Rate, Is.EqualTo(100));
        Assert.That(pace.Wait, Is.EqualTo(TimeSpan.Zero));
        pace.Leave(25);
        Assert.That(pace.Wait, Is.EqualTo(TimeSpan.FromSeconds(0.25)));
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.That(pace.Wait, Is.EqualTo(TimeSpan.FromSeconds(0.15)));
    }

    [Test]
    public void Leave_Late_IsNotMadeUpFor()
    {
        var pace = Warm();
        pace.Leave(100);
        var interval = pace.Wait;
        _time.Advance(interval + TimeSpan.FromSeconds(0.2));
        Assert.That(pace.Wait, Is.EqualTo(TimeSpan.Zero));
        pace.Leave(100);
        Assert.That(pace.Wait, Is.EqualTo(interval));
    }

    [Test]
    public void Leave_AfterASecond_HasRisenByTwoFifths()
    {
        var pace = new FeedPace(270, _time);
        pace.Leave(1);
        _time.Advance(TimeSpan.FromSeconds(1));
        pace.Leave(1);
        Assert.That(pace.Rate, Is.EqualTo(140).Within(0.001));
        _time.Advance(TimeSpan.FromSeconds(5));
        pace.Leave(1);
        Assert.That(pace.Rate, Is.EqualTo(270 * FeedPace.Target).Within(0.001), "five seconds are no pause");
        _time.Advance(TimeSpan.FromSeconds(5.001));
        pace.Leave(1);
        Assert.That(pace.Rate, Is.EqualTo(100), "more than five seconds are");
    }

    [Test]
    public void Rate_LimitBelowTheFirstRate_IsTheLimit()
    {
        var pace = new FeedPace(50, _time);
        Assert.That((pace.Rate, pace.RequestSize), Is.EqualTo(((double?)48.5, 100)));
    }

    [Test]
    public void RequestSize_WhileTheRateRises_IsAQuarterOfASecond()
    {
        var pace = new FeedPace(1000, _time);
        Assert.That(pace.RequestSize, Is.EqualTo(25));
        pace.Leave(1);
        _time.Advance(TimeSpan.FromSeconds(2));
        pace.Leave(1);
        Assert.That(pace.RequestSize, Is.EqualTo(48));
        _time.Advance(TimeSpan.FromSeconds(4));
        pace.Leave(1);
        Assert.That(pace.RequestSize, Is.EqualTo(100), "the most that a request takes");
        Assert.That(new FeedPace(null, _time).RequestSize, Is.EqualTo(100));
        Assert.That(Warm().RequestSize, Is.EqualTo(100), "nothing rises any more");
    }

    [TestCase(98, 1 / 1.02)]
    [TestCase(97, 1)]
    [TestCase(95, 1)]
    public void Accepted_OneRequest_SlowsByAStepWhenBusy(int used, double expected)
    {
        var pace = Warm();
        var before = pace.Rate!.Value;
        pace.Accepted(used);
        Assert.That(pace.Rate!.Value / before, Is.EqualTo(expected).Within(1e-9));
    }

    [TestCase(94, 1.02)]
    [TestCase(null, 1.02)]
    [TestCase(95, 1)]
    public void Accepted_OneRequestWhenSlowed_RecoversByAStepWhenCalm(int? used, double expected)
    {
        var pace = Warm();
        pace.Exceeded();
        var before = pace.Rate!.Value;
        pace.Accepted(used);
        Assert.That(pace.Rate!.Value / before, Is.EqualTo(expected).Within(1e-9));
    }

    [Test]
    public void Exceeded_AgainAndAgain_KeepsATwentieth()
    {
        var pace = Warm();
        pace.Exceeded();
        Assert.That(pace.Rate, Is.EqualTo(50));
        for (var i = 0; i < 10; i++)
        {
            pace.Exceeded();
        }

        Assert.That(pace.Rate, Is.EqualTo(5));
        for (var i = 0; i < 1000; i++)
        {
            pace.Accepted(100);
        }

        Assert.That(pace.Rate, Is.EqualTo(5));
    }

    [Test]
    public void Wait_WithoutLimit_IsNone()
    {
        var pace = new FeedPace(null, _time);
        pace.Leave(100);
        Assert.That(pace.Wait, Is.EqualTo(TimeSpan.Zero));
        Assert.That(pace.Rate, Is.Null);
    }

    private FeedPace Warm()
    {
        var pace = new FeedPace(270, _time);
        Run(pace, TimeSpan.FromSeconds(10), (_, _) => { });
        return pace;
    }

    private void Run(FeedPace pace, TimeSpan duration, Action<int, int> sent)
    {
        var start = _time.GetUtcNow();
        while (true)
        {
            var size = pace.RequestSize;
            _time.Advance(pace.Wait);
            pace.Leave(size);
            var second = (int)(_time.GetUtcNow() - start).TotalSeconds;
            if (second >= duration.TotalSeconds)
            {
                return;
            }

            sent(second, size);
        }
    }
}
