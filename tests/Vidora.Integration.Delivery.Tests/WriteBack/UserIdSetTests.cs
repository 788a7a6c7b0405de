using Vidora.Integration.Delivery.WriteBack.Exports;
using Vidora.Integration.Delivery.WriteBack.Importing;
using Vidora.Integration.Delivery.WriteBack.State;

namespace Vidora.Integration.Delivery.Tests.WriteBack;

public sealed class UserIdSetTests
{
    [Test]
    public void Add_SecondTime_IsFalse()
    {
        var ids = new UserIdSet();
        Assert.That((ids.Add(1), ids.Add(-1), ids.Add(long.MinValue), ids.Add(long.MaxValue)), Is.EqualTo((true, true, true, true)));
        Assert.That((ids.Add(1), ids.Add(-1), ids.Add(long.MinValue), ids.Add(long.MaxValue)), Is.EqualTo((false, false, false, false)));
    }

    [TestCase(1L)]
    [TestCase(1024L)]
    [TestCase(1L << 32)]
    [TestCase(-7_346_244_611_012_968_789L)]
    public void Add_ManyMoreThanItBeganWith_ForgetsNone(long step)
    {
        var ids = new UserIdSet();
        var all = Enumerable.Range(1, 10_000).Select(i => unchecked(i * step)).Where(id => id != 0).ToList();
        Assert.That(all.Select(ids.Add), Has.All.True);
        Assert.That(all.Select(ids.Add), Has.All.False);
    }

    [Test]
    public void Add_IdsInAnyOrder_IsAsAGeneralSetSays()
    {
        var random = new Random(5);
        var ids = new UserIdSet();
        var general = new HashSet<long>();
        for (var i = 0; i < 20_000; i++)
        {
            var id = random.NextInt64(1, 8_000);
            Assert.That(ids.Add(id), Is.EqualTo(general.Add(id)), $"step {i}");
        }
    }
}
