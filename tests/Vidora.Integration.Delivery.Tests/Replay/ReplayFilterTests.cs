using Vidora.Integration.Delivery.Replay;
using Vidora.Integration.MParticle;

namespace Vidora.Integration.Delivery.Tests.Replay;

[TestFixture]
public sealed class ReplayFilterTests
{
    [TestCase(-1, "time_filter")]
    [TestCase(0, null)]
    [TestCase(59, null)]
    [TestCase(60, "time_filter")]
    public void FindReason_FromAndTo_TakeTheFirstInstantAndNotTheLast(int second, string? reason)
    {
        var filter = new ReplayFilter(new ReplayOptions { From = Samples.Start, To = Samples.Start.AddMinutes(1) });

        Assert.That(filter.FindReason(At(Samples.Start.AddSeconds(second))), Is.EqualTo(reason));
    }

    [Test]
    public void FindReason_TimesOfAnotherOffset_AreTheSameInstants()
    {
        var filter = new ReplayFilter(new ReplayOptions { From = Samples.Start.ToOffset(TimeSpan.FromHours(9)) });

        Assert.That(filter.FindReason(At(Samples.Start)), Is.Null);
        Assert.That(filter.FindReason(At(Samples.Start.AddSeconds(-1))), Is.EqualTo("time_filter"));
    }

    [Test]
    public void FindReason_EventWithoutATime_IsLeftOutOnlyWhenTimesMatter()
    {
        var item = new VidoraEvent("1", "click");

        Assert.That(new ReplayFilter(new ReplayOptions()).FindReason(item), Is.Null);
        Assert.That(new ReplayFilter(new ReplayOptions { From = Samples.Start }).FindReason(item), Is.EqualTo("time_filter"));
        Assert.That(new ReplayFilter(new ReplayOptions { To = Samples.Start }).FindReason(item), Is.EqualTo("time_filter"));
    }

    [TestCase("purchase", null)]
    [TestCase("commerce_event", null)]
    [TestCase("Purchase", "type_filter")]
    [TestCase("refund", "type_filter")]
    public void FindReason_Types_AreThoseOfEitherSide(string type, string? reason)
    {
        var item = new VidoraEvent("1", "purchase") { ["event_type"] = "commerce_event" };

        Assert.That(new ReplayFilter(new ReplayOptions { Types = ["x", type] }).FindReason(item), Is.EqualTo(reason));
    }

    [Test]
    public void Takes_Users_AreExact64BitNumbers()
    {
        var filter = new ReplayFilter(new ReplayOptions { Users = [-7346244611012968789, 9007199254740993] });

        Assert.That(filter.Takes(new MParticleBatch { Mpid = -7346244611012968789 }), Is.True);
        Assert.That(filter.Takes(new MParticleBatch { Mpid = 9007199254740992 }), Is.False);
        Assert.That(filter.Takes(new MParticleBatch()), Is.False, "a batch without a user matches no user");
        Assert.That(new ReplayFilter(new ReplayOptions()).Takes(new MParticleBatch()), Is.True);
    }

    [Test]
    public void Key_IsTheSameForTheSameFilterAndNamesNobody()
    {
        var options = new ReplayOptions { From = Samples.Start, Types = ["a", "b"], Users = [42, 7] };
        var same = new ReplayOptions
        {
            From = Samples.Start.ToOffset(TimeSpan.FromHours(2)), Types = ["b", "a"], Users = [7, 42], EventsPerSecond = 5, MaxWindowEvents = 1, DryRun = true,
        };
        ReplayOptions[] others =
        [
            new(),
            new() { From = Samples.Start },
            new() { To = Samples.Start },
            new() { Types = ["a"] },
            new() { Types = ["b"] },
            new() { Users = [42] },
            new() { Users = [7] },
            options,
        ];

        Assert.That(KeyOf(options), Is.EqualTo(KeyOf(same)).And.Length.EqualTo(16));
        Assert.That(others.Select(KeyOf), Is.Unique);
    }

    private static VidoraEvent At(DateTimeOffset time) => new("1", "click") { Timestamp = time };

    private static string KeyOf(ReplayOptions options) => new ReplayFilter(options).Key;
}
