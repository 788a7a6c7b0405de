using System.Globalization;
using static Vidora.Integration.Tests.Mapping.Wire;

namespace Vidora.Integration.Tests.Mapping;

/// <summary>What every event has: its time, ids, session.</summary>
public sealed class CommonFieldTests
{
    [TestCase("1700000000000", "1700000000")]
    [TestCase("1700000000999", "1700000000")]
    [TestCase("\"1700000000999\"", "1700000000")]
    [TestCase("1700000000999.75", "1700000000")]
    [TestCase("\"1700000000999.0\"", "1700000000")]
    [TestCase("1.700000000999e12", "1700000000")]
    public void Map_EventTime_IsWholeSecondsRoundedDown(string milliseconds, string seconds)
    {
        var (mapped, message) = OfTime(milliseconds, batchTime: "1700000009000");

        Assert.That(mapped["timestamp"], Is.EqualTo(seconds));
        Assert.That(message["timestamp"], Is.EqualTo(seconds));
        Assert.That(mapped["timestamp_ms"], Is.EqualTo(seconds == "1700000000" && milliseconds.Contains("999", StringComparison.Ordinal) ? "1700000000999" : "1700000000000"));
        Assert.That(mapped.Issues, Is.Empty);
        Assert.That(message.Issues, Is.Empty);
    }

    [TestCase("999", "0")]
    [TestCase("1", "0")]
    [TestCase("-1", "-1")]
    [TestCase("-999", "-1")]
    [TestCase("-1000", "-1")]
    [TestCase("-1001", "-2")]
    [TestCase("\"-1001\"", "-2")]
    [TestCase("946684799999", "946684799")]
    [TestCase("-9223372036854775808", "-9223372036854776")]
    [TestCase("1700086409001", "1700086409")]
    [TestCase("4102444800000", "4102444800")]
    public void Map_ImplausibleTime_IsKeptAndReported(string milliseconds, string seconds)
    {
        var (mapped, message) = OfTime(milliseconds, batchTime: "1700000009000");

        Assert.That(mapped["timestamp"], Is.EqualTo(seconds));
        Assert.That(message["timestamp"], Is.EqualTo(seconds));
        mapped.HasRemark(MappingIssueCode.ImplausibleTimestamp, 0, "timestamp_unixtime_ms");
        message.HasRemark(MappingIssueCode.ImplausibleTimestamp, 0, "timestamp_unixtime_ms");
    }

    [TestCase("946684800000")]
    [TestCase("1700086409000")]
    public void Map_TimeAtTheBorder_IsPlausible(string milliseconds) => Assert.That(OfTime(milliseconds, batchTime: "1700000009000").Mapped.Issues, Is.Empty);

    [TestCase("1700000000", "1700000000", null)]
    [TestCase("\"1700000000\"", "1700000000", null)]
    [TestCase("1700000000.0", "1700000000", null)]
    [TestCase("1700000000.123", "1700000000", "1700000000123")]
    [TestCase("1700000000123456", "1700000000", "1700000000123")]
    [TestCase("1700000000123456789", "1700000000", "1700000000123")]
    public void Map_TimeInAnotherUnit_IsConvertedAndReported(string time, string seconds, string? milliseconds)
    {
        var (mapped, message) = OfTime(time, batchTime: "1700000009000");

        foreach (var one in new[] { mapped, message })
        {
            Assert.That(one["timestamp"], Is.EqualTo(seconds));
            Assert.That(one["timestamp_ms"], Is.EqualTo(milliseconds));
            one.HasRemark(MappingIssueCode.TimestampUnit, 0, "timestamp_unixtime_ms");
        }
    }

    [Test]
    public void Map_BatchTimeInSeconds_IsConvertedAndReportedOnce()
    {
        var mapped = MappedBatch.Of("""{"mpid":42,"timestamp_unixtime_ms":1700000009,"events":[{"event_type":"uninstall"},{"event_type":"uninstall"}]}""");

        Assert.That(mapped.Events.Select(@event => MappedBatch.Value(@event, "timestamp")), Is.All.EqualTo("1700000009"));
        Assert.That(mapped.Issues.Select(issue => (issue.Code, issue.EventIndex)), Is.EqualTo(new (MappingIssueCode, int?)[]
        {
            (MappingIssueCode.TimestampUnit, null), (MappingIssueCode.TimestampFromBatch, 0), (MappingIssueCode.TimestampFromBatch, 1),
        }));
    }

    [TestCase("\"2023-11-14T22:13:20Z\"")]
    [TestCase("\"yesterday\"")]
    [TestCase("{}")]
    [TestCase("true")]
    [TestCase("9223372036854775808")]
    [TestCase("1e300")]
    public void Map_TimeThatCannotBeRead_IsNotCalledAbsent(string time)
    {
        var (mapped, message) = OfTime(time, batchTime: "1700000009000");

        foreach (var one in new[] { mapped, message })
        {
            Assert.That(one["timestamp"], Is.EqualTo("1700000009"));
            Assert.That(one["timestamp_ms"], Is.Null);
            Assert.That(one.Issues.Select(issue => (issue.Code, issue.Path)), Is.EqualTo(new (MappingIssueCode, string?)[]
            {
                (MappingIssueCode.InvalidTimestamp, "timestamp_unixtime_ms"), (MappingIssueCode.TimestampFromBatch, null),
            }));
        }
    }

    [TestCase("")]
    [TestCase("\"timestamp_unixtime_ms\":null")]
    [TestCase("\"timestamp_unixtime_ms\":0")]
    [TestCase("\"timestamp_unixtime_ms\":\"0\"")]
    [TestCase("\"timestamp_unixtime_ms\":\"\"")]
    [TestCase("\"timestamp_unixtime_ms\":0.0")]
    [TestCase("\"timestamp_unixtime_ms\":\" \"")]
    public void Map_NoEventTime_TakesTheBatchs(string time)
    {
        var json = $$"""{"mpid":42,"timestamp_unixtime_ms":"1700000000999","events":[{"event_type":"session_start","data":{"session_id":1} },{"event_type":"uninstall","data":{ {{time}} } }]}""";
        json = json.Replace("\"session_id\":1", Times, StringComparison.Ordinal);

        var mapped = MappedBatch.Of(json);

        Assert.That(MappedBatch.Value(mapped.Events[1], "timestamp"), Is.EqualTo("1700000000"));
        mapped.HasRemark(MappingIssueCode.TimestampFromBatch, 1);
    }

    [Test]
    public void Map_MessageEventWithoutTime_TakesTheMessages()
    {
        var mapped = MappedBatch.Of("""{"type":"event_processing_request","mpid":"42","timestamp_ms":1700000009999,"events":[{"type":"session_start"}]}""");

        Assert.That(mapped["timestamp"], Is.EqualTo("1700000009"));
        mapped.HasRemark(MappingIssueCode.TimestampFromBatch, 0);
    }

    [TestCase("")]
    [TestCase("\"timestamp_unixtime_ms\":0,")]
    [TestCase("\"timestamp_unixtime_ms\":null,")]
    public void Map_NoTimeAnywhere_HasNone(string batchTime)
    {
        var mapped = MappedBatch.Of($$"""{ {{batchTime}} "mpid":42,"events":[{"event_type":"uninstall"}]}""");

        Assert.That(mapped["timestamp"], Is.Null);
        mapped.HasRemark(MappingIssueCode.MissingTimestamp, 0);
    }

    [Test]
    public void Map_FanOutWithoutTime_IsReportedOncePerInputEvent()
    {
        var mapped = MappedBatch.Of(
            """{"mpid":42,"timestamp_unixtime_ms":1700000007000,"events":[{"event_type":"commerce_event","data":{"product_action":{"action":"click","products":[{},{},{}]}}}]}""");

        Assert.That(mapped.Events.Select(@event => MappedBatch.Value(@event, "timestamp")), Is.EqualTo(new[] { "1700000007", "1700000007", "1700000007" }));
        mapped.HasRemark(MappingIssueCode.TimestampFromBatch, 0);
    }

    [Test]
    public void Map_ConsentChangeWithoutTime_TakesTheBatchs()
    {
        var mapped = MappedBatch.Of(Batch("", """ "system_notifications":[{"type":"gdpr_change","data":{"purpose":"a","current":{"consented":true}}}] """));

        Assert.That(mapped["timestamp"], Is.EqualTo("1700000009"));
        mapped.HasRemark(MappingIssueCode.TimestampFromBatch, null);
    }

    [TestCase("""  "event_id":6004677780660780123,"source_message_id":"s","id":"f" """, "6004677780660780123")]
    [TestCase("""  "event_id":-6004677780660780123 """, "-6004677780660780123")]
    [TestCase("""  "event_id":"6004677780660780123" """, "6004677780660780123")]
    [TestCase("""  "event_id":"an-id" """, "an-id")]
    [TestCase("""  "event_id":0,"source_message_id":"S-1" """, "S-1")]
    [TestCase("""  "event_id":"0","source_message_id":"S-1" """, "S-1")]
    [TestCase("""  "event_id":"","source_message_id":"S-1" """, "S-1")]
    [TestCase("""  "event_id":null,"source_message_id":"S-1" """, "S-1")]
    [TestCase("""  "event_id":"00000000-0000-0000-0000-000000000000","source_message_id":"S-1" """, "S-1")]
    [TestCase("""  "source_message_id":"00000000-0000-0000-0000-000000000000" """, null)]
    [TestCase("""  "event_id":{},"source_message_id":[] """, null)]
    [TestCase("", null)]
    public void Map_EventId_IsTheFirstThereIs(string ids, string? expected)
    {
        var data = Times + (ids.Length > 0 ? "," + ids : "");

        Assert.That(MappedBatch.Of(Batch($$"""{"event_type":"uninstall","data":{ {{data}} } }"""))["event_id"], Is.EqualTo(expected));
    }

    [TestCase("\"id\":\"f-1\"", "f-1")]
    [TestCase("\"id\":\"00000000-0000-0000-0000-000000000000\"", null)]
    [TestCase("\"id\":null", null)]
    public void Map_MessageEventId_IsItsId(string id, string? expected)
    {
        Assert.That(MappedBatch.Of(Message($$"""{"type":"session_start","timestamp_ms":1, {{id}} }"""))["event_id"], Is.EqualTo(expected));
    }

    [Test]
    public void Map_FanOut_NumbersTheIds()
    {
        var mapped = MappedBatch.Of(Batch(Event("commerce_event", """ "product_action":{"action":"click","products":[{},{},{}]} """)));
        var changes = MappedBatch.Of(Message(MessageEvent("user_attribute_change", """ "added":{"a":"1","b":"2"},"removed":{"c":"3"} """)));

        Assert.That(mapped.Events.Select(@event => MappedBatch.Value(@event, "event_id")), Is.EqualTo(new[] { "7:0", "7:1", "7:2" }));
        Assert.That(changes.Events.Select(@event => MappedBatch.Value(@event, "event_id")), Is.EqualTo(new[] { "7:0", "7:1", "7:2" }));
    }

    [Test]
    public void Map_FanOutOfOne_NumbersNothing()
    {
        Assert.That(MappedBatch.Of(Batch(Event("commerce_event", """ "product_action":{"action":"click","products":[{}]} """)))["event_id"], Is.EqualTo("7"));
        Assert.That(MappedBatch.Of(Batch(Event("commerce_event", """ "product_action":{"action":"click"} """)))["event_id"], Is.EqualTo("7"));
        Assert.That(MappedBatch.Of(Message(MessageEvent("user_attribute_change", """ "added":{"a":"1"} """)))["event_id"], Is.EqualTo("7"));
    }

    [Test]
    public void Map_FanOutWithoutId_HasNone()
    {
        var mapped = MappedBatch.Of(Batch($$"""{"event_type":"commerce_event","data":{ {{Times}},"product_action":{"action":"click","products":[{},{}]} } }"""));

        Assert.That(mapped.Events.Select(@event => MappedBatch.Value(@event, "event_id")), Is.EqualTo(new string?[] { null, null }));
    }

    [TestCase("-6215439170914820000", "-6215439170914820000")]
    [TestCase("\"-6215439170914820001\"", "-6215439170914820001")]
    [TestCase("\"9F1C0A3E-4a86-4c47-9d2e-0d0f7f5a9c11\"", "9F1C0A3E-4a86-4c47-9d2e-0d0f7f5a9c11")]
    [TestCase("0", null)]
    [TestCase("\"0\"", null)]
    [TestCase("\"\"", null)]
    [TestCase("null", null)]
    [TestCase("\"00000000-0000-0000-0000-000000000000\"", null)]
    public void Map_Session_IsTextUnlessZero(string session, string? expected)
    {
        var mapped = MappedBatch.Of(Batch(Event("uninstall", $"\"session_id\":{session}")));
        var message = MappedBatch.Of(Message(MessageEvent("session_start", $"\"session_id\":{session}")));

        Assert.That(mapped["session_id"], Is.EqualTo(expected));
        Assert.That(message["session_id"], Is.EqualTo(expected));
        Assert.That(mapped.Issues.Concat(message.Issues), Is.Empty);
        if (expected is not null)
        {
            Assert.That(mapped.Single.GetProperty("session_id").ValueKind, Is.EqualTo(System.Text.Json.JsonValueKind.String));
        }
    }

    [Test]
    public void Map_ManyEvents_KeepTheOrderOfTheBatch()
    {
        var events = string.Join(',', Enumerable.Range(0, 40).Select(i => Event("custom_event", string.Create(CultureInfo.InvariantCulture, $"\"event_name\":\"e{i}\""))));

        var mapped = MappedBatch.Of(Batch(events, """ "system_notifications":[{"type":"gdpr_change","data":{"current":{"timestamp_unixtime_ms":1000}}}] """));

        Assert.That(
            mapped.Events.Select(@event => MappedBatch.Value(@event, "type")),
            Is.EqualTo(Enumerable.Range(0, 40).Select(i => string.Create(CultureInfo.InvariantCulture, $"e{i}")).Append("gdpr_consent_change")));
    }

    private static (MappedBatch Mapped, MappedBatch Message) OfTime(string time, string batchTime) => (
        MappedBatch.Of($$"""{"mpid":42,"timestamp_unixtime_ms":{{batchTime}},"events":[{"event_type":"uninstall","data":{"timestamp_unixtime_ms":{{time}} } }]}"""),
        MappedBatch.Of($$"""{"type":"event_processing_request","mpid":"42","timestamp_ms":{{batchTime}},"events":[{"type":"session_start","timestamp_ms":{{time}} }]}"""));
}
