namespace Vidora.Integration.Tests.Mapping;

/// <summary>
/// Small documents of both wire formats. The user is 42, events are event 7 of Tuesday 14 November 2023 22:13:20.999, and
/// the batch came nine seconds later; what a test is about is put in as JSON members.
/// </summary>
internal static class Wire
{
    public const string Times = "\"timestamp_unixtime_ms\":1700000000999";

    /// <summary>A batch of the Events API with these events and these other members.</summary>
    public static string Batch(string events, string members = "") =>
        $$"""{"mpid":42,"timestamp_unixtime_ms":1700000009000{{More(members)}},"events":[{{events}}]}""";

    public static string Event(string type, string data = "") =>
        $$"""{"event_type":"{{type}}","data":{"event_id":7,{{Times}}{{More(data)}} } }""";

    /// <summary>A Firehose message with these events and these other members.</summary>
    public static string Message(string events, string members = "") =>
        $$"""{"type":"event_processing_request","id":"m-1","timestamp_ms":1700000009000,"firehose_version":"3.2.0","mpid":"42"{{More(members)}},"events":[{{events}}]}""";

    public static string MessageEvent(string type, string fields = "") =>
        $$"""{"type":"{{type}}","id":"7","timestamp_ms":1700000000999{{More(fields)}}}""";

    /// <summary>A custom event with these custom attributes (the members of the map), in a batch with these other members.</summary>
    public static string Custom(string attributes, string members = "") =>
        Batch(Event("custom_event", $$"""  "event_name":"e","custom_attributes":{ {{attributes}} } """), members);

    /// <summary>What every event of these documents has, and more members.</summary>
    public static string Expected(string type, string eventType, string members = "", string eventId = "7") =>
        $$"""{"user_id":"42","type":"{{type}}","timestamp":1700000000,"timestamp_ms":1700000000999,"event_id":"{{eventId}}","event_type":"{{eventType}}","platform":"unknown"{{More(members)}}}""";

    private static string More(string members) => string.IsNullOrWhiteSpace(members) ? "" : "," + members;
}
