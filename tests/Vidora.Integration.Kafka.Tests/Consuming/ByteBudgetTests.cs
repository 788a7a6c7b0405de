using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Time.Testing;
using Vidora.Integration.Kafka.Consuming;

namespace Vidora.Integration.Kafka.Tests.Consuming;

[TestFixture]
public sealed class ByteBudgetTests
{
    [Test]
    public void HasRoom_BusyPartition_MayTakeTheCommonHalf()
    {
        var budget = Shared(limit: 8_000, partitions: 4);

        budget.Take(3_999);
        Assert.That(budget.HasRoom(3_999), Is.True, "less than half is taken");
        budget.Take(1);
        Assert.That(budget.HasRoom(4_000), Is.False, "the other half is for all");
    }

    [Test]
    public void HasRoom_OthersTookTheCommonHalf_EachHasItsShare()
    {
        var budget = Shared(limit: 8_000, partitions: 4);
        budget.Take(6_000);

        Assert.That((budget.HasRoom(999), budget.HasRoom(1_000)), Is.EqualTo((true, false)));
    }

    [Test]
    public void HasRoomAgain_ComesWithHalfTheShareOrAQuarterOfAll()
    {
        var budget = Shared(limit: 8_000, partitions: 4);
        budget.Take(6_000);

        Assert.That((budget.HasRoomAgain(501), budget.HasRoomAgain(500)), Is.EqualTo((false, true)));
        budget.GiveBack(4_000);
        Assert.That(budget.HasRoomAgain(2_000), Is.True);
    }

    [Test]
    public void Take_WhoeverHasRoom_NeverPassesTheLimitByMoreThanAMessage() => Prop.ForAll(
        Gen.ArrayOf(Gen.Choose(0, 4).Zip(Gen.Choose(1, 400))).ToArbitrary(),
        messages =>
        {
            const int Partitions = 5;
            var budget = Shared(limit: 4_000, Partitions);
            var own = new long[Partitions];
            foreach (var (partition, bytes) in messages.SelectMany(message => Enumerable.Repeat(message, 20)))
            {
                if (budget.HasRoom(own[partition]))
                {
                    own[partition] += bytes;
                    budget.Take(bytes);
                }
            }

            return budget.Taken == own.Sum() && budget.Taken <= 4_000 + (Partitions * 400) && Enumerable.Range(0, Partitions).All(i => own[i] > 0 || budget.HasRoom(own[i]));
        }).Check(Config.QuickThrowOnFailure.WithReplay(20240627, 7));

    [Test]
    public async Task WaitForRoom_SomethingIsGivenBack_GoesOn()
    {
        var budget = Shared(limit: 8_000, partitions: 1);
        budget.Take(8_000);
        var own = 8_000L;
        var waiting = Task.Run(() => budget.WaitForRoom(() => Volatile.Read(ref own), TimeSpan.FromMinutes(1), new FakeTimeProvider()));

        Volatile.Write(ref own, 3_000);
        budget.GiveBack(5_000);

        Assert.That(await waiting.WaitAsync(TimeSpan.FromSeconds(60)), Is.True);
    }

    [Test]
    public async Task WaitForRoom_TheShareGrows_GoesOn()
    {
        var budget = Shared(limit: 8_000, partitions: 4);
        budget.Take(8_000);
        var asked = 0;
        var waiting = Task.Run(() => budget.WaitForRoom(Own, TimeSpan.FromMinutes(5), new FakeTimeProvider()));
        await Eventually.IsTrueAsync(() => Volatile.Read(ref asked) > 0, "it waits");

        budget.Share(2);

        Assert.That(await waiting.WaitAsync(TimeSpan.FromSeconds(60)), Is.True);

        long Own()
        {
            Interlocked.Increment(ref asked);
            return 1_500;
        }
    }

    [Test]
    public void Share_NoPartitionIsLeft_TheNextOneHasAllOfIt()
    {
        var budget = Shared(limit: 8_000, partitions: 0);
        budget.Take(8_000);

        Assert.That((budget.HasRoom(3_999), budget.HasRoom(4_000)), Is.EqualTo((true, false)));
    }

    [Test]
    public void WaitForRoom_NothingIsGivenBack_SaysSo()
    {
        var budget = Shared(limit: 8_000, partitions: 1);
        budget.Take(8_000);

        Assert.That(budget.WaitForRoom(() => 8_000, TimeSpan.FromMilliseconds(1), TimeProvider.System), Is.False);
    }

    private static ByteBudget Shared(long limit, int partitions)
    {
        var budget = new ByteBudget(limit);
        budget.Share(partitions);
        return budget;
    }
}
