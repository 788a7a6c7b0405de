using Vidora.Integration.Client;
using FsCheck;
using FsCheck.Fluent;

namespace Vidora.Integration.Tests.Client;

public sealed class EventRequestTests
{
    [Test]
    public async Task ToContent_Events_IsTheArrayOfTheirBytes()
    {
        var events = ExampleAccount.Events(3);

        using var content = new EventRequest(1, 2).ToContent(events);

        Assert.That(await content.ReadAsStringAsync(), Is.EqualTo("""{"data":[{"user_id":"u2","type":"click"},{"user_id":"u3","type":"click"}]}"""));
    }

    [Test]
    public void Split_NoEvents_IsNoRequest()
    {
        Assert.That(EventRequest.Split([], 500, 1024), Is.Empty);
    }

    [Test]
    public void Split_BodyExactlyAtTheLimit_IsOneRequest()
    {
        // Eleven bytes of frame, two events of 500 and a comma.
        var events = new[] { ExampleAccount.Event(1, 500), ExampleAccount.Event(2, 500) };

        Assert.That(EventRequest.Split(events, 500, 1012), Is.EqualTo(new[] { new EventRequest(0, 2) }));
        Assert.That(EventRequest.Split(events, 500, 1011), Is.EqualTo(new[] { new EventRequest(0, 1), new EventRequest(1, 1) }));
        Assert.That(EventRequest.Split(events, 500, 511), Is.EqualTo(new[] { new EventRequest(0, 1), new EventRequest(1, 1) }));
        Assert.That(EventRequest.Split(events, 500, 510), Is.EqualTo(new[] { new EventRequest(0, 0), new EventRequest(1, 0) }));
    }

    [Test]
    public void Split_OneEventTooLarge_StandsAloneBetweenTheOthers()
    {
        var events = new[] { ExampleAccount.Event(1), ExampleAccount.Event(2), ExampleAccount.Event(3, 2000), ExampleAccount.Event(4) };

        Assert.That(
            EventRequest.Split(events, 500, 1024),
            Is.EqualTo(new[] { new EventRequest(0, 2), new EventRequest(2, 0), new EventRequest(3, 1) }));
    }

    [Test]
    public void Split_AnyEventsAndLimits_HasEachEventOnceInOrderWithinTheLimits()
    {
        var sizes = Gen.Choose(30, 400).ListOf();
        var limits = Gen.Choose(1, 6).Zip(Gen.Choose(50, 1200));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(sizes.ToArbitrary(), limits.ToArbitrary(), (list, limit) =>
        {
            var (maxEvents, maxBytes) = limit;
            var events = list.Select((size, i) => ExampleAccount.Event(i, size)).ToArray();
            var next = 0;
            foreach (var request in EventRequest.Split(events, maxEvents, maxBytes))
            {
                using var content = request.ToContent(events);
                var bytes = content.Headers.ContentLength;
                var alone = events[request.Start].Utf8Json.Length + 11;
                if (request.Start != next || request.Count > maxEvents || (request.Count > 0 ? bytes > maxBytes : alone <= maxBytes))
                {
                    return false;
                }

                // A request ends only where the next event would be too much.
                next += Math.Max(request.Count, 1);
                if (request.Count > 0 && request.Count < maxEvents && next < events.Length
                    && bytes + 1 + events[next].Utf8Json.Length <= maxBytes)
                {
                    return false;
                }
            }

            return next == events.Length;
        }));
    }
}
