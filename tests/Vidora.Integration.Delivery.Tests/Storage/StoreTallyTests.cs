using Vidora.Integration.Delivery.Storage;

namespace Vidora.Integration.Delivery.Tests.Storage;

public sealed class StoreTallyTests
{
    private static readonly DeliveryLimits _limits = new() { MaxEvents = 10, MaxBytes = 1000 };

    [TestCase(4, 100, true)]
    [TestCase(5, 100, false)]
    [TestCase(4, 501, false)]
    [TestCase(4, 500, true)]
    public void HasRoomFor_DeadLettersTakeRoomToo(int events, long bytes, bool expected)
    {
        var tally = new StoreTally { Events = 4, Bytes = 300 };
        tally.AddDeadLetters("http_400", 2, 200);
        Assert.That(tally.HasRoomFor(events, bytes, _limits), Is.EqualTo(expected));
    }

    [TestCase(99, 50, false, 99)]
    [TestCase(100, 50, true, 0)]
    [TestCase(101, 50, true, 1)]
    [TestCase(long.MaxValue, 50, true, long.MaxValue)]
    public void TakeDiskRoom_TakesTwiceTheBytes_OrNothing(long room, long bytes, bool expected, long left)
    {
        var tally = new StoreTally { DiskRoom = room };
        Assert.That((tally.TakeDiskRoom(bytes), tally.DiskRoom), Is.EqualTo((expected, left)));
    }

    [Test]
    public void AddDeadLetters_CountsByReason_AndForgetsAReasonWithNone()
    {
        var tally = new StoreTally();
        tally.AddDeadLetters("http_400", 2, 200);
        tally.AddDeadLetters("http_400", 1, 50);
        tally.AddDeadLetters("http_413", 1, 70);
        Assert.That(tally.DeadLetters, Is.EquivalentTo(new Dictionary<string, long> { ["http_400"] = 3, ["http_413"] = 1 }));
        Assert.That((tally.DeadLetterCount, tally.DeadLetterBytes), Is.EqualTo((4, 320)));
        tally.AddDeadLetters("http_400", -3, -250);
        Assert.That(tally.DeadLetters, Is.EquivalentTo(new Dictionary<string, long> { ["http_413"] = 1 }));
        Assert.That((tally.DeadLetterCount, tally.DeadLetterBytes), Is.EqualTo((1, 70)));
    }

    [TestCase(5, 100, 0.7)]
    [TestCase(1, 700, 0.9)]
    public void ToStatus_Fullness_IsThatOfTheLimitWhichIsNearer(long events, long bytes, double expected)
    {
        var tally = new StoreTally { Events = events, Bytes = bytes };
        tally.AddDeadLetters("http_400", 2, 200);
        Assert.That(tally.ToStatus(0, null, _limits, default).Fullness, Is.EqualTo(expected).Within(1e-9));
    }

    [Test]
    public void ToStatus_NoRoomAtAll_IsFullAndNotAnError()
    {
        var status = new StoreTally { Events = 1, Bytes = 1 }.ToStatus(0, null, new DeliveryLimits { MaxEvents = 0, MaxBytes = 0 }, default);
        Assert.That(status.Fullness, Is.EqualTo(1));
    }

    [Test]
    public void ToStatus_Numbers_AreThoseOfTheTally()
    {
        var tally = new StoreTally { Events = 1, Bytes = 2, QuarantineItems = 3, QuarantineBytes = 4, ForgottenUsers = 5, OpenErasures = 6 };
        tally.AddDeadLetters("http_400", 7, 8);
        var status = tally.ToStatus(9, Samples.Start, _limits, default);
        Assert.That(
            (status.Events, status.Bytes, status.QuarantineItems, status.QuarantineBytes, status.ForgottenUsers, status.OpenErasures, status.DeadLetterBytes, status.Leased, status.OldestAcceptedAt),
            Is.EqualTo((1, 2, 3, 4, 5, 6, 8, 9, (DateTimeOffset?)Samples.Start)));
        Assert.That(status.DeadLetters, Is.EquivalentTo(new Dictionary<string, long> { ["http_400"] = 7 }));
    }
}
