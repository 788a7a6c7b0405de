using System.Text;

namespace Vidora.Integration.Pipelines.Tests;

[TestFixture]
public sealed class ActivityStoreTests
{
    private static readonly FutureEventsPipeline _shoes = new()
    {
        Name = "n", Goal = new EventCondition("purchase") { Where = new Dictionary<string, string> { ["product_category"] = "shoes" } },
    };

    [Test]
    public void Add_OfOddEvents_NeverThrows()
    {
        using var store = ActivityStore.Open(null, _shoes, Seasons.Age);
        string[] events =
        [
            """{"user_id":"1","type":"purchase","timestamp":1767225600,"product_category":"shoes"}""",
            """{"user_id":"1","type":"purchase","timestamp":99999999999999999}""",
            """{"user_id":"1","type":"purchase","timestamp":-5}""",
            """{"user_id":"1","type":"purchase"}""",
            """{"user_id":"1","type":"\ud800","timestamp":1767225600,"user_age_years":"old"}""",
            """{"user_id":"1","type":"x","timestamp":"soon","total_amount":1e400,"user_age_years":[1]}""",
            """{"user_id":"1","type":"user_attribute_change","timestamp":1767225600,"attribute_name":"age_years","new_value":"41","deleted":false}""",
        ];
        var added = events.Count(json => store.Add(KnownEvent.FromHistory(VidoraEvent.Parse(Encoding.UTF8.GetBytes(json)), null)));
        Assert.That(added, Is.EqualTo(5), "an event without a time is left out");
    }

    [Test]
    public void Open_OfAFolderInUseOrOfOtherConditions_SaysSo()
    {
        using var folder = new TemporaryFolder();
        using (var store = ActivityStore.Open(folder.Path, _shoes))
        {
            store.MarkRead("file", "1");
            Assert.That(Assert.Throws<IOException>(() => ActivityStore.Open(folder.Path, _shoes))!.Message, Does.Contain("is in use by another process"));
        }

        using (var store = ActivityStore.Open(folder.Path, _shoes))
        {
            Assert.That((store.HasRead("file", "1"), store.HasRead("file", "2"), store.HasRead("other", "1")), Is.EqualTo((true, false, false)));
        }

        Assert.That(Assert.Throws<InvalidOperationException>(() => ActivityStore.Open(folder.Path, Seasons.Age))!.Message, Does.Contain("was collected for other conditions or attributes"));
    }

    [Test]
    public void FromLive_OfAnEventOlderThanADay_IsKnownFromItsOwnTime()
    {
        var received = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        using var store = ActivityStore.Open(null, _shoes);
        store.Add(KnownEvent.FromLive(new VidoraEvent("1", "view") { Timestamp = received.AddDays(-40) }, received));
        Assert.That(store.Until, Is.EqualTo(received.AddDays(-40).AddSeconds(1)));
        store.Add(KnownEvent.FromLive(new VidoraEvent("1", "view") { Timestamp = received.AddHours(-5) }, received));
        store.Add(KnownEvent.FromLive(new VidoraEvent("1", "view") { Timestamp = received.AddYears(1) }, received));
        Assert.That(store.Until, Is.EqualTo(received.AddSeconds(1)));
    }
}
