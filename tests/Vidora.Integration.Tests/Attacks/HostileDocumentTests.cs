using System.Diagnostics;
using System.Globalization;
using System.Text;
using Vidora.Integration.Mapping;
using Vidora.Integration.Tests.Mapping;
using static Vidora.Integration.Tests.Mapping.Wire;

namespace Vidora.Integration.Tests.Attacks;

/// <summary>
/// A sender makes documents to break the mapper: many names that clash, many events, long names, values that swell. They cost what
/// their size costs, and nothing of them is lost without a reason.
/// </summary>
[Slow]
public sealed class HostileDocumentTests
{
    private const int Many = 50_000;

    // Far more than it takes, far less than anything that grows with the square: 50,000 times 50,000 comparisons.
    private static readonly TimeSpan _bound = TimeSpan.FromSeconds(60);

    [Test]
    public void Map_ManyAttributesOfOneName_AreNumbered()
    {
        var mapped = Map(Custom(Members(_ => "a"), UserMembers(_ => "a")));

        Assert.That(mapped[$"a_{Many}"], Is.EqualTo($"{Many - 1}"));
        Assert.That(mapped[$"user_a_{Many}"], Is.EqualTo($"{Many - 1}"));
        Assert.That(mapped.Issues, Has.Count.EqualTo(2 * (Many - 1)));
    }

    [Test]
    public void Map_ManyAttributesOfOneEscapedName_AreNumbered()
    {
        var mapped = Map(Custom(Members(i => i % 2 == 0 ? "user_id" : "user\\u005fid"), UserMembers(_ => "$FirstName")));

        Assert.That(mapped[$"attribute_user_id_{Many}"], Is.EqualTo($"{Many - 1}"));
        Assert.That(mapped[$"user_firstname_{Many}"], Is.EqualTo($"{Many - 1}"));
    }

    [Test]
    public void Map_ManyNamesThatNumbersWouldBe_AreNumberedBehindThem()
    {
        var mapped = Map(Custom(Members(i => i < Many / 2 ? $"a_{i + 2}" : "a")));

        Assert.That(mapped["a"], Is.EqualTo($"{Many / 2}"));
        Assert.That(mapped[$"a_{Many}"], Is.EqualTo($"{Many - 1}"));
    }

    [Test]
    public void Map_ManyNamesThatNumbersInTheContextWouldBe_AreNumberedBehindThem()
    {
        var mapped = Map(Custom(Members(_ => "user_a"), UserMembers(i => $"a_{i + 1}")));

        Assert.That(mapped["user_a_1"], Is.EqualTo("0"));
        Assert.That(mapped["attribute_user_a"], Is.EqualTo("0"));
        Assert.That(mapped[$"attribute_user_a_{Many}"], Is.EqualTo($"{Many - 1}"));
    }

    [Test]
    public void Map_ManyDistinctNames_AreAllKept()
    {
        var mapped = Map(Custom(Members(i => $"attribute {i}"), UserMembers(i => $"{i}")));

        Assert.That(mapped.Issues, Is.Empty);
        Assert.That(mapped.Single.EnumerateObject().Count(), Is.EqualTo((2 * Many) + 7));
    }

    [Test]
    public void Map_ManyNamesOfOneShape_AreAllKept()
    {
        // Same length, same first and last eight bytes: all that a quick hash would look at.
        var mapped = Map(Custom(Members(i => $"aaaaaaaa{i:D12}aaaaaaaa")));

        Assert.That(mapped.Issues, Is.Empty);
        Assert.That(mapped.Single.EnumerateObject().Count(), Is.EqualTo(Many + 7));
    }

    [Test]
    public void Map_ManyEvents_AreAllMapped()
    {
        var screen = Event("screen_view", "\"custom_attributes\":{\"a\":1,\"a\":2}");

        var mapped = Map(Batch(string.Join(',', Enumerable.Repeat(screen, 20_000)), "\"user_attributes\":{\"a\":1}"));

        Assert.That(mapped.Events, Has.Count.EqualTo(20_000));
    }

    [Test]
    public void Map_ManyProducts_AreOneEventEach()
    {
        var mapped = Map(Batch(Event("commerce_event", $$"""  "product_action":{"action":"purchase","total_amount":1,"products":[{{string.Join(',', Enumerable.Repeat("{}", Many))}}]} """)));

        Assert.That(mapped.Events, Has.Count.EqualTo(Many));
        Assert.That(MappedBatch.Value(mapped.Events[^1], "event_id"), Is.EqualTo($"7:{Many - 1}"));
    }

    [Test]
    public void Map_ManyChanges_AreOneEventEach()
    {
        var removed = string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"\"a{i}\":\"x\""));
        var identities = string.Join(',', Enumerable.Range(0, 5_000).Select(i => $$"""{"type":"t{{i}}","value":"v"}"""));

        Assert.That(Map(Message(MessageEvent("user_attribute_change", $$"""  "added":{ {{removed}} },"removed":{ {{removed}} } """))).Events, Has.Count.EqualTo(20_000));
        Assert.That(Map(Message(MessageEvent("user_identity_change", $$"""  "added":[{{identities}}],"removed":[{{identities}}] """))).Events, Has.Count.EqualTo(5_000));
    }

    [Test]
    public void Map_ManyPurposes_AreAllKept()
    {
        var purposes = Members(i => $"p{i}").Replace(":", ":{\"consented\":true,\"x\":", StringComparison.Ordinal).Replace(",\"p", "},\"p", StringComparison.Ordinal) + "}";

        Assert.That(Map(Batch(Event("uninstall"), $$"""  "consent_state":{"gdpr":{ {{purposes}} } } """)).Single.EnumerateObject().Count(), Is.EqualTo(Many + 7));
    }

    [TestCase(100)]
    [TestCase(4_096)]
    [TestCase(600_000)]
    public void Map_LongNames_AreKept(int length)
    {
        var name = new string('n', length);

        var mapped = Map(Custom($"\"{name}\":1,\"{name}\":2,\"\\u006e{name[1..]}\":3", $$"""  "user_attributes":{"{{name}}":1,"$":2,"${{name}}":3,"reserved.{{name}}":4} """));

        Assert.That(mapped[name + "_3"], Is.EqualTo("3"));
        Assert.That(mapped["user_" + name + "_2"], Is.EqualTo("3"));
        Assert.That(mapped["user_reserved." + name], Is.EqualTo("4"));
    }

    [Test]
    public void Map_LongEscapedText_IsKept()
    {
        var escaped = string.Concat(Enumerable.Repeat("\\n\\ud83d\\ude00\\\"", 40_000));
        var half = string.Concat(Enumerable.Repeat("\\ud800x", 40_000));

        Assert.That(Map(Custom($"\"a\":\"{escaped}\""))["a"], Is.EqualTo(string.Concat(Enumerable.Repeat("\n😀\"", 40_000))));
        Assert.That(Map(Custom($"\"a\":\"{half}\",\"{half}\":1"))["a"], Is.EqualTo(string.Concat(Enumerable.Repeat("\ufffdx", 40_000))));
    }

    [Test]
    public void Map_DeepValue_IsText()
    {
        var deep = new string('[', 50) + new string(']', 50);

        Assert.That(Map(Custom($"\"a\":{deep}"))["a"], Is.EqualTo(deep));
    }

    [Test]
    public void Map_ManyNestedValues_AreText()
    {
        var nested = string.Join(',', Enumerable.Repeat("{ \"k\" : [ 1 , \"}\" ] }", Many));

        Assert.That(Map(Custom($"\"a\":[{nested}]"))["a"], Has.Length.EqualTo((Many * "{\"k\":[1,\"}\"]},".Length) + 1));
    }

    private static string Members(Func<int, string> name)
    {
        var text = new StringBuilder();
        for (var i = 0; i < Many; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : ",")}\"{name(i)}\":{i}");
        }

        return text.ToString();
    }

    private static string UserMembers(Func<int, string> name) => $$"""  "user_attributes":{ {{Members(name)}} } """;

    private static MappedBatch Map(string json)
    {
        var batch = MappedBatch.Read(Encoding.UTF8.GetBytes(json));
        var watch = Stopwatch.StartNew();
        new MParticleEventMapper().Map(batch);
        Assert.That(watch.Elapsed, Is.LessThan(_bound));
        return MappedBatch.Of(batch);
    }

    [Test]
    public void Map_FanOutThatWouldBecomeHuge_HasTheContextOnTheFirstOfEachEvent()
    {
        var products = string.Join(',', Enumerable.Range(0, 400).Select(i => $$"""{"id":"p-{{i}}"}"""));
        var events = string.Join(',', Enumerable.Repeat(Event("commerce_event", $$""" "product_impressions":[{"products":[{{products}}]}] """), 2));
        var mapped = MappedBatch.Of(Batch(events, $"\"user_attributes\":{{\"note\":\"{new string('x', 100_000)}\",\"plan\":\"gold\"}}"));

        Assert.That(mapped.Events, Has.Count.EqualTo(800));
        Assert.That(mapped.Events.Index().Where(one => MappedBatch.Value(one.Item, "user_plan") == "gold").Select(one => one.Index), Is.EqualTo(new[] { 0, 400 }));
        Assert.That(mapped.Events.Select(@event => MappedBatch.Value(@event, "user_id")), Is.All.EqualTo("42"));
        Assert.That(mapped.Issues.Select(issue => (issue.Code, issue.EventIndex)), Is.EqualTo(new[] { (MappingIssueCode.ContextOmitted, (int?)null) }));
    }

    [Test]
    public void Map_OrderThatWouldBecomeHuge_IsKnownToBeBeforeItsEventsAreWritten()
    {
        var products = string.Join(',', Enumerable.Repeat("""{"id":"p"}""", 2_000));
        var order = Event("commerce_event", $$""" "product_action":{"action":"purchase","products":[{{products}}]} """);
        var batch = MappedBatch.Read(Encoding.UTF8.GetBytes(Batch(order, $"\"user_attributes\":{{\"note\":\"{new string('x', 100_000)}\"}}")));
        var mapper = new MParticleEventMapper();
        mapper.Map(batch);

        var before = GC.GetAllocatedBytesForCurrentThread();
        using var mapped = mapper.Map(batch);

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(8 << 20));
        Assert.That(mapped.Events, Has.Count.EqualTo(2_000));
        Assert.That(mapped.Issues.Select(issue => issue.Code), Is.EqualTo(new[] { MappingIssueCode.ContextOmitted }));
    }

    [TestCase("events", """{"event_type":"uninstall","data":{"timestamp_unixtime_ms":1700000000000}}""")]
    [TestCase("system_notifications", """{"type":"gdpr_change","data":{"purpose":"p","current":{"consented":true,"timestamp_unixtime_ms":1700000000000}}}""")]
    public void Map_SmallBatchThatWouldBecomeHuge_StaysBelowTheLimitAndAddsUp(string list, string item)
    {
        var items = string.Join(',', Enumerable.Repeat(item, 2_000));
        var json = $$$"""{"mpid":1,"user_attributes":{"a":"{{{new string('x', 100_000)}}}"},"{{{list}}}":[{{{items}}}]}""";
        var buffer = new VidoraEventBuffer();

        new MParticleEventMapper().Map(MParticleJson.ReadBatch(System.Text.Encoding.UTF8.GetBytes(json)), buffer);

        Assert.That(buffer.Utf8JsonArray.Length, Is.LessThan(65 * 1024 * 1024));
        Assert.That(buffer.ForwardedInputEvents, Is.GreaterThan(600));
        Assert.That(buffer.ForwardedInputEvents + buffer.Issues.Sum(issue => issue.NotForwardedEvents), Is.EqualTo(2_000));
        Assert.That(buffer.Issues, Has.All.Property(nameof(MappingIssue.Code)).EqualTo(MappingIssueCode.OutputTooLarge));
        Assert.That(System.Text.Json.JsonDocument.Parse(buffer.Utf8JsonArray).RootElement.GetArrayLength(), Is.EqualTo(buffer.Count));
    }
}
