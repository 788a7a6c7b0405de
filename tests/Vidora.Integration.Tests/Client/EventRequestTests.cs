using FsCheck;
using FsCheck.Fluent;
using Vidora.Integration.Client;

namespace Vidora.Integration.Tests.Client;

public sealed class EventRequestTests
{
    [Test]
    public async Task ToContent_Events_IsTheArrayOfTheirBytes()
    {
        using var content = EventRequest.ToContent(ExampleAccount.Events(3), 2);

        Assert.That(await content.ReadAsStringAsync(), Is.EqualTo("""{"data":[{"user_id":"u1","type":"click"},{"user_id":"u2","type":"click"}]}"""));
    }

    [Test]
    public void CountThatFit_NoEvents_IsNone() => Assert.That(EventRequest.CountThatFit([], 500, 1024), Is.Zero);

    // Eleven bytes of frame, two events of 500 and a comma.
    [TestCase(1012, 2)]
    [TestCase(1011, 1)]
    [TestCase(511, 1)]
    [TestCase(510, 0)]
    public void CountThatFit_BodyAtTheLimit_IsExact(int maxBytes, int expected) =>
        Assert.That(EventRequest.CountThatFit([ExampleAccount.Event(1, 500), ExampleAccount.Event(2, 500)], 500, maxBytes), Is.EqualTo(expected));

    [Test]
    public void CountThatFit_AnyEventsAndLimits_IsTheMostWithinTheLimits()
    {
        var sizes = Gen.Choose(30, 400).ListOf();
        var limits = Gen.Choose(1, 6).Zip(Gen.Choose(50, 1200));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(sizes.ToArbitrary(), limits.ToArbitrary(), (list, limit) =>
        {
            var (maxEvents, maxBytes) = limit;
            var events = list.Select((size, i) => ExampleAccount.Event(i, size)).ToArray();

            var count = EventRequest.CountThatFit(events, maxEvents, maxBytes);

            return count <= maxEvents
                && (count == 0 || Bytes(count) <= maxBytes)
                && (count == maxEvents || count == events.Length || Bytes(count + 1) > maxBytes);

            long? Bytes(int n)
            {
                using var content = EventRequest.ToContent(events, n);
                return content.Headers.ContentLength;
            }
        }));
    }
}
