using Vidora.Integration.Client;

namespace Vidora.Integration.Tests.Client;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RefusalRunTests
{
    private readonly RefusalRun _run = new();

    [Test]
    public void Refused_TwentyItemsAlone_IsTheDoor()
    {
        for (var item = 1; item < RefusalRun.Limit; item++)
        {
            Assert.That(_run.Refused("http_400", item), Is.False);
        }

        Assert.That(_run.Refused("http_400", RefusalRun.Limit), Is.True);
        Assert.That((_run.IsDoor, _run.Suspects.Count), Is.EqualTo((true, RefusalRun.Limit)));
    }

    [Test]
    public void Refused_ThirtyRequests_IsTheDoor()
    {
        for (var request = 1; request < RefusalRun.MaxRequests; request++)
        {
            Assert.That(_run.Refused("http_400", null), Is.False);
        }

        Assert.That(_run.Refused("http_400", null), Is.True);
    }

    [Test]
    public void Refused_OneItemAgainAndAgain_IsOneItem()
    {
        for (var i = 1; i < RefusalRun.MaxRequests; i++)
        {
            Assert.That(_run.Refused("http_400", 7), Is.False);
        }

        Assert.That(_run.Suspects, Is.EqualTo(new[] { 7 }));
    }

    [Test]
    public void Accepted_InBetween_BeginsARunAgain()
    {
        Refuse(1, 19);
        _run.Accepted();
        Refuse(20, 19);

        Assert.That(_run.IsDoor, Is.False);
    }

    [Test]
    public void Refused_AnotherReason_BeginsARunAgainUnlessItIsTheDoor()
    {
        Refuse(1, 19);
        Assert.That(_run.Refused("http_422", 100), Is.False);
        Assert.That(_run.Suspects, Is.EqualTo(new[] { 100 }));

        Refuse(200, 20);
        Assert.That(_run.Refused("http_422", 300), Is.True);
    }

    [Test]
    public void Refused_ItemFromBeforeAnAcceptance_IsNoEvidence()
    {
        Refuse(1, 20);
        _run.Accepted();

        for (var item = 1; item <= 20; item++)
        {
            Assert.That(_run.Refused("http_400", null), Is.False, "the request that it was in");
            Assert.That(_run.Refused("http_400", item), Is.False);
        }

        Assert.That(_run.IsSuspicious, Is.False);
    }

    [Test]
    public void IsSuspicious_FourItemsRefused_AsksForSingleOnes()
    {
        Refuse(1, 3);
        Assert.That(_run.IsSuspicious, Is.False);

        Refuse(4, 1);
        Assert.That(_run.IsSuspicious, Is.True);

        _run.Accepted();
        Assert.That(_run.IsSuspicious, Is.False);
    }

    private void Refuse(int first, int count)
    {
        for (var item = first; item < first + count; item++)
        {
            _run.Refused("http_400", item);
        }
    }
}
