using FsCheck;
using FsCheck.Fluent;
using Vidora.Integration.Kafka.Consuming;

namespace Vidora.Integration.Kafka.Tests.Consuming;

[TestFixture]
public sealed class OffsetLedgerTests
{
    [Test]
    public void Settle_InOrder_MovesThePositionBehindEach()
    {
        var ledger = Begun(5, 6, 7);

        Assert.That(ledger.Position, Is.Null);
        Assert.That((ledger.Settle(5), ledger.Position), Is.EqualTo((true, (long?)6)));
        Assert.That((ledger.Settle(6), ledger.Position), Is.EqualTo((true, (long?)7)));
    }

    [Test]
    public void Settle_BehindAGap_WaitsForIt()
    {
        var ledger = Begun(5, 6, 7);

        Assert.That((ledger.Settle(7), ledger.Settle(6), ledger.Position, ledger.Open), Is.EqualTo((false, false, (long?)null, 3)));
        Assert.That((ledger.Settle(5), ledger.Position, ledger.Open), Is.EqualTo((true, (long?)8, 0)));
    }

    [Test]
    public void Settle_OffsetsThatKafkaLeavesOut_AreNoGap()
    {
        var ledger = Begun(5, 9);

        ledger.Settle(9);
        ledger.Settle(5);

        Assert.That(ledger.Position, Is.EqualTo(10));
    }

    [Test]
    public void Settle_TwiceOrNeverBegun_ChangesNothing()
    {
        var ledger = Begun(5, 6);
        ledger.Settle(5);

        Assert.That((ledger.Settle(5), ledger.Settle(4), ledger.Settle(7), ledger.Position), Is.EqualTo((false, false, false, (long?)6)));
    }

    [Test]
    public void Settle_BeforeItBegins_DoesNotCountLater()
    {
        var ledger = Begun(5);
        ledger.Settle(6);
        ledger.Begin(6);

        Assert.That((ledger.Settle(5), ledger.Position, ledger.Open), Is.EqualTo((true, (long?)6, 1)));
    }

    [Test]
    public void Begin_NotGreater_Throws()
    {
        var ledger = Begun(5);

        Assert.That(() => ledger.Begin(5), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Position_WhateverTheOrder_NeverPassesWhatHasNotSettledAndNeverFallsBack() => Prop.ForAll(
        Script().ToArbitrary(),
        steps =>
        {
            var ledger = new OffsetLedger();
            var begun = new List<long>();
            var settled = new HashSet<long>();
            long offset = 0;
            long? before = null;
            foreach (var (begin, number) in steps)
            {
                if (begin || begun.Count == settled.Count)
                {
                    offset += 1 + (number % 3);
                    ledger.Begin(offset);
                    begun.Add(offset);
                }
                else
                {
                    var open = begun.Where(one => !settled.Contains(one)).ToList();
                    var one = open[number % open.Count];
                    settled.Add(one);
                    ledger.Settle(one);
                }

                var expected = begun.TakeWhile(settled.Contains).Select(one => (long?)(one + 1)).LastOrDefault();
                if (ledger.Position != expected || ledger.Position < before || begun.Any(one => one < ledger.Position && !settled.Contains(one)))
                {
                    return false;
                }

                var firstOpen = begun.Where(one => !settled.Contains(one)).Select(one => (long?)one).FirstOrDefault() ?? ledger.Position;
                if (ledger.FirstOpen != firstOpen)
                {
                    return false;
                }

                before = ledger.Position;
            }

            return ledger.Open == begun.Count - begun.TakeWhile(settled.Contains).Count();
        }).Check(Config.QuickThrowOnFailure.WithReplay(20240627, 7));

    [Test]
    public void Position_AllSettledInAnyOrder_IsBehindTheLast() => Prop.ForAll(
        Gen.Shuffle(Enumerable.Range(100, 60).ToArray()).ToArbitrary(),
        order =>
        {
            var ledger = Begun(Enumerable.Range(100, 60).Select(offset => (long)offset).ToArray());
            var moves = order.Count(offset => ledger.Settle(offset));
            return ledger.Position == 160 && ledger.Open == 0 && moves >= 1;
        }).Check(Config.QuickThrowOnFailure.WithReplay(20240627, 7));

    private static Gen<(bool Begin, int Number)[]> Script() => Gen.ArrayOf(
        from begin in ArbMap.Default.GeneratorFor<bool>()
        from number in Gen.Choose(0, 1000)
        select (begin, number));

    private static OffsetLedger Begun(params long[] offsets)
    {
        var ledger = new OffsetLedger();
        foreach (var offset in offsets)
        {
            ledger.Begin(offset);
        }

        return ledger;
    }
}
