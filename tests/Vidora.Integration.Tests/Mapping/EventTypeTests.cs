using static Vidora.Integration.Tests.Mapping.Wire;

namespace Vidora.Integration.Tests.Mapping;

/// <summary>Which events are forwarded, under which type, with which fields of their own.</summary>
public sealed class EventTypeTests
{
    private static readonly string[] _neverForwarded =
    [
        "opt_out", "privacy_setting_change", "first_run", "pre_attribution", "network_performance", "breadcrumb", "profile", "push_reaction", "error",
    ];

    private static readonly string[] _eventsApiTypes =
    [
        "custom_event", "screen_view", "commerce_event", "application_state_transition", "session_start", "session_end", "push_message",
        "push_registration", "user_attribute_change", "user_identity_change", "crash_report", "uninstall",
    ];

    // Each with everything the wire has for it, so that what is not to be forwarded is seen not to be.
    [TestCase("custom_event", """ "event_name":" Viewed Video ","custom_event_type":"media","custom_flags":{"f":"1"},"page_url":"https://x.example" """, " Viewed Video ", """ "custom_event_type":"media" """)]
    [TestCase("custom_event", """ "event_name":"attribution","custom_event_type":"attribution","custom_attributes":{"publisher":"P","campaign":"C"} """, "attribution", """ "custom_event_type":"attribution","publisher":"P","campaign":"C" """)]
    [TestCase("custom_event", """ "event_name":"purchase" """, "purchase", "")]
    [TestCase("custom_event", """ "event_name":"Caf\u00e9 é \"q\" " """, """Café é \"q\" """, "")]
    [TestCase("screen_view", """ "screen_name":"Home","activity_type":"activity_started","custom_flags":{"f":"1"},"custom_attributes":{"a":"b"} """, "screen_view", """ "screen_name":"Home","activity_type":"activity_started","a":"b" """)]
    [TestCase("screen_view", """ "screen_name":"","activity_type":null """, "screen_view", "")]
    [TestCase("application_state_transition", """ "application_transition_type":"application_initialized","is_first_run":true,"is_upgrade":false,"successfully_closed":"True","launch_referral":"r","push_notification_payload":"p" """, "application_state_transition", """ "application_transition_type":"application_initialized","is_first_run":true,"is_upgrade":false,"successfully_closed":true """)]
    [TestCase("application_state_transition", """ "application_transition_type":"application_exit" """, "application_state_transition", """ "application_transition_type":"application_exit" """)]
    [TestCase("application_state_transition", """ "application_transition_type":"application_background" """, "application_state_transition", """ "application_transition_type":"application_background" """)]
    [TestCase("application_state_transition", """ "application_transition_type":"application_foreground" """, "application_state_transition", """ "application_transition_type":"application_foreground" """)]
    [TestCase("session_start", """ "session_duration_ms":5 """, "session_start", "")]
    [TestCase("session_end", """ "session_duration_ms":571000,"custom_attributes":{"x":1} """, "session_end", """ "session_duration_ms":571000,"x":1 """)]
    [TestCase("session_end", """ "session_duration_ms":"571000" """, "session_end", """ "session_duration_ms":571000 """)]
    [TestCase("push_message", """ "push_message_type":"received","application_state":"background","action_identifier":"buy","message":"m","network":"apn","push_message_token":"t","push_notification_payload":"p","push_message_behavior":1 """, "push_message", """ "push_message_type":"received","application_state":"background","action_identifier":"buy" """)]
    [TestCase("push_message", """ "push_message_type":"sent" """, "push_message", """ "push_message_type":"sent" """)]
    [TestCase("push_message", """ "push_message_type":"action" """, "push_message", """ "push_message_type":"action" """)]
    [TestCase("push_registration", """ "register":true,"registration_token":"t" """, "push_registration", """ "register":true """)]
    [TestCase("push_registration", """ "register":false """, "push_registration", """ "register":false """)]
    [TestCase("user_attribute_change", """ "user_attribute_name":"plan","old":"free","new":"pro","deleted":false,"is_new_attribute":false """, "user_attribute_change", """ "attribute_name":"plan","old_value":"free","new_value":"pro","deleted":false,"is_new_attribute":false """)]
    [TestCase("user_attribute_change", """ "user_attribute_name":"sizes","old":null,"new":["M", "L"],"deleted":false,"is_new_attribute":true """, "user_attribute_change", """ "attribute_name":"sizes","new_value":"[\"M\",\"L\"]","deleted":false,"is_new_attribute":true """)]
    [TestCase("user_identity_change", """ "old":null,"new":{"identity_type":"email","identity":"a@b.example","timestamp_unixtime_ms":1,"created_this_batch":true} """, "user_identity_change", """ "identity_type":"email","change":"added" """)]
    [TestCase("user_identity_change", """ "old":{"identity_type":"email","identity":"x"},"new":{"identity_type":"email","identity":"y"} """, "user_identity_change", """ "identity_type":"email","change":"changed" """)]
    [TestCase("user_identity_change", """ "old":{"identity_type":"other_id_7","identity":"x"} """, "user_identity_change", """ "identity_type":"other_id_7","change":"removed" """)]
    [TestCase("crash_report", """ "class_name":"E","severity":"error","exception_handled":true,"message":"m","stack_trace":"s","topmost_context":"c","breadcrumbs":["b"],"custom_attributes":{"a":true} """, "crash_report", """ "class_name":"E","severity":"error","exception_handled":true """)]
    [TestCase("uninstall", "", "uninstall", "")]
    public void Map_Event_HasItsTypeAndFields(string wireType, string data, string type, string own)
    {
        MappedBatch.Of(Batch(Event(wireType, data))).YieldsOnly(Expected(type, wireType, own));
    }

    [TestCase("custom_event", """ "name":"Viewed","custom_event_type":"navigation","attributes":{"a":"1"},"custom_flags":{"f":"1"} """, "Viewed", "custom_event", """ "custom_event_type":"navigation","a":"1" """)]
    [TestCase("screen_view", """ "screen_name":"Home","attributes":{"a":"1"},"custom_flags":{"f":"1"} """, "screen_view", "screen_view", """ "screen_name":"Home","a":"1" """)]
    [TestCase("session_start", "", "session_start", "session_start", "")]
    [TestCase("session_end", """ "session_length_ms":571000 """, "session_end", "session_end", """ "session_duration_ms":571000 """)]
    [TestCase("push_message_receipt", """ "payload":"{}" """, "push_message", "push_message", """ "push_message_type":"received" """)]
    [TestCase("push_message_open", """ "payload":"{}" """, "push_message", "push_message", """ "push_message_type":"action" """)]
    [TestCase("push_subscription", """ "action":"subscribe","token":"t" """, "push_registration", "push_registration", """ "register":true """)]
    [TestCase("push_subscription", """ "action":"unsubscribe","token":"t" """, "push_registration", "push_registration", """ "register":false """)]
    [TestCase("application_state_transition", """ "application_state":"install","launch_referral":"r","referral_application":"a","launch_parameters":"p","source_package":"s" """, "application_state_transition", "application_state_transition", """ "application_transition_type":"application_install" """)]
    [TestCase("application_state_transition", """ "application_state":"upgrade" """, "application_state_transition", "application_state_transition", """ "application_transition_type":"application_upgrade" """)]
    [TestCase("application_state_transition", """ "application_state":"initialize" """, "application_state_transition", "application_state_transition", """ "application_transition_type":"application_initialized" """)]
    [TestCase("application_state_transition", """ "application_state":"exit" """, "application_state_transition", "application_state_transition", """ "application_transition_type":"application_exit" """)]
    [TestCase("application_state_transition", """ "application_state":"background" """, "application_state_transition", "application_state_transition", """ "application_transition_type":"application_background" """)]
    [TestCase("application_state_transition", """ "application_state":"foreground" """, "application_state_transition", "application_state_transition", """ "application_transition_type":"application_foreground" """)]
    [TestCase("user_attribute_change", """ "added":{"plan":"pro"},"removed":{"plan":"free"} """, "user_attribute_change", "user_attribute_change", """ "attribute_name":"plan","old_value":"free","new_value":"pro","deleted":false """)]
    [TestCase("user_identity_change", """ "added":[{"type":"email","encoding":"raw","value":"v"}],"removed":[] """, "user_identity_change", "user_identity_change", """ "identity_type":"email","change":"added" """)]
    [TestCase("user_identity_change", """ "added":[{"type":"email","encoding":"raw","value":"v"}],"removed":[{"type":"email","encoding":"raw","value":"w"}] """, "user_identity_change", "user_identity_change", """ "identity_type":"email","change":"changed" """)]
    [TestCase("user_identity_change", """ "removed":[{"type":"customer","encoding":"sha256","value":"w"}] """, "user_identity_change", "user_identity_change", """ "identity_type":"customer","change":"removed" """)]
    [TestCase("error", """ "is_crash":true,"message":"m","stack_trace":"s","breadcrumbs":["b"],"attributes":{"a":"1"} """, "crash_report", "crash_report", "")]
    [TestCase("attribution", """ "name":"install","partner_name":"Pa","publisher_name":"Pu","campaign_name":"C","attributes":{"a":"1"} """, "install", "custom_event", """ "publisher_name":"Pu","campaign_name":"C","partner_name":"Pa","a":"1" """)]
    public void Map_MessageEvent_HasItsTypeAndFields(string wireType, string fields, string type, string eventType, string own)
    {
        MappedBatch.Of(Message(MessageEvent(wireType, fields))).YieldsOnly(Expected(type, eventType, own));
    }

    [TestCaseSource(nameof(_neverForwarded))]
    public void Map_TypeThatIsNotForwarded_SaysSo(string type)
    {
        MappedBatch.Of(Batch(Event("screen_view") + "," + Event(type))).Yields(Expected("screen_view", "screen_view"));
        MappedBatch.Of(Batch(Event(type, """ "url":"u","label":"l","is_opted_out":true """))).IsRefused(MappingIssueCode.EventTypeNotForwarded, 0, 1);
    }

    [TestCase("privacy_setting_change", "\"setting\":\"app_data_collection\",\"is_enabled\":true")]
    [TestCase("error", "\"message\":\"m\"")]
    [TestCase("error", "\"is_crash\":false")]
    [TestCase("error", "\"is_crash\":null")]
    public void Map_MessageEventThatIsNotForwarded_SaysSo(string type, string fields)
    {
        MappedBatch.Of(Message(MessageEvent(type, fields))).IsRefused(MappingIssueCode.EventTypeNotForwarded, 0, 1);
    }

    [TestCase("""{"event_type":"alias_request","data":{}}""")]
    [TestCase("""{"event_type":"unknown","data":{}}""")]
    [TestCase("""{"event_type":"validation_result"}""")]
    [TestCase("""{"event_type":"","data":{}}""")]
    [TestCase("""{"event_type":null,"data":{"event_name":"x"}}""")]
    [TestCase("""{"event_type":5,"data":{}}""")]
    [TestCase("""{"event_type":{},"data":{}}""")]
    [TestCase("""{"data":{"event_name":"x"}}""")]
    [TestCase("{}")]
    [TestCase("null")]
    [TestCase("17")]
    [TestCase("\"custom_event\"")]
    [TestCase("[[]]")]
    [TestCase("""{"event_type":"commerce_event","data":{}}""")]
    [TestCase("""{"event_type":"commerce_event","data":{"product_action":{"action":"unknown","products":[{"id":"a"}]}}}""")]
    [TestCase("""{"event_type":"commerce_event","data":{"promotion_action":{"action":"stare"}}}""")]
    public void Map_UnknownType_SaysSo(string @event)
    {
        MappedBatch.Of(Batch(@event)).IsRefused(MappingIssueCode.UnknownEventType, 0, 1);
    }

    [TestCase("""{"type":"uninstall"}""")]
    [TestCase("""{"type":"alias"}""")]
    [TestCase("""{"name":"x"}""")]
    [TestCase("""{"type":"promotion_action","action":"unknown"}""")]
    [TestCase("""{"type":"product_action"}""")]
    [TestCase("null")]
    public void Map_UnknownMessageEvent_SaysSo(string @event)
    {
        MappedBatch.Of(Message(@event)).IsRefused(MappingIssueCode.UnknownEventType, 0, 1);
    }

    [TestCase("""{"data":{"event_name":"n","event_type":"custom_event","event_id":7,"timestamp_unixtime_ms":1700000000999}}""")]
    [TestCase("""{"data":{"event_id":7,"timestamp_unixtime_ms":1700000000999,"event_name":"n"},"event_type":"custom_event"}""")]
    [TestCase("""{"event_type":"Custom_Event","data":{"event_id":7,"timestamp_unixtime_ms":1700000000999,"event_name":"n"}}""")]
    [TestCase("""{"event_type":"breadcrumb","event_type":"custom_event","data":{"event_name":"other"},"data":{"event_id":7,"timestamp_unixtime_ms":1700000000999,"event_name":"n"}}""")]
    [TestCase("""{"event_typ\u0065":"custom_\u0065vent","d\u0061ta":{"event_id":7,"timestamp_unixtime_ms":1700000000999,"event_nam\u0065":"n"}}""")]
    public void Map_DiscriminatorAnywhere_IsFound(string @event)
    {
        MappedBatch.Of(Batch(@event)).YieldsOnly(Expected("n", "custom_event"));
    }

    [TestCase("")]
    [TestCase("\"event_name\":null")]
    [TestCase("\"event_name\":\"\"")]
    [TestCase("\"event_name\":[\"a\"]")]
    public void Map_CustomEventWithoutName_SaysSo(string name)
    {
        MappedBatch.Of(Batch(Event("custom_event", name))).IsRefused(MappingIssueCode.MissingEventName, 0, 1);
    }

    [TestCase("custom_event")]
    [TestCase("attribution")]
    public void Map_MessageEventWithoutName_SaysSo(string type)
    {
        MappedBatch.Of(Message(MessageEvent(type))).IsRefused(MappingIssueCode.MissingEventName, 0, 1);
        MappedBatch.Of(Message(MessageEvent(type, "\"name\":\"\""))).IsRefused(MappingIssueCode.MissingEventName, 0, 1);
    }

    [TestCase("gdpr_change", "gdpr_consent_change")]
    [TestCase("ccpa_change", "ccpa_consent_change")]
    public void Map_ConsentNotification_IsAnEvent(string wireType, string type)
    {
        var notification = $$"""
            "system_notifications":[{"type":"{{wireType}}","data":{"purpose":"ads",
              "current":{"consented":true,"document":"d","timestamp_unixtime_ms":1700000000999,"location":"l","hardware_id":"h","regulation":"GDPR"},
              "old":{"consented":false,"document":"d","timestamp_unixtime_ms":1,"location":"l","hardware_id":"h"} } }]
            """;

        MappedBatch.Of(Batch("", notification)).YieldsOnly(
            $$"""{"user_id":"42","type":"{{type}}","timestamp":1700000000,"timestamp_ms":1700000000999,"event_type":"{{type}}","platform":"unknown","purpose":"ads","consented":true,"previously_consented":false}""");
    }

    [TestCase("gdpr", "gdpr_consent_change")]
    [TestCase("ccpa", "ccpa_consent_change")]
    public void Map_MessageConsentNotification_IsAnEvent(string regulation, string type)
    {
        var notification = $$"""
            "system_notifications":[{"type":"{{regulation}}_consent_state","purpose":"data_sale_opt_out",
              "new_{{regulation}}_consent_state":{"consented":false,"timestamp_unixtime_ms":"1700000000999","location":"l","hardware_id":"h"},
              "old_{{regulation}}_consent_state":{"consented":true} }]
            """;

        MappedBatch.Of(Message("", notification)).YieldsOnly(
            $$"""{"user_id":"42","type":"{{type}}","timestamp":1700000000,"timestamp_ms":1700000000999,"event_id":"m-1:c0","event_type":"{{type}}","platform":"unknown","purpose":"data_sale_opt_out","consented":false,"previously_consented":true}""");
    }

    [Test]
    public void Map_OtherNotification_SaysSo()
    {
        MappedBatch.Of(Batch("", """ "system_notifications":[{"type":"weather_change","data":{}}] """)).IsRefused(MappingIssueCode.UnknownEventType, null, 1);
        MappedBatch.Of(Batch("", """ "system_notifications":[{}] """)).IsRefused(MappingIssueCode.UnknownEventType, null, 1);
    }

    [TestCaseSource(nameof(_eventsApiTypes))]
    public void Map_TypeLeftOut_RefusesItAndForwardsTheOthers(string left)
    {
        const string Data = """
            "event_name":"e","product_action":{"action":"click"},"user_attribute_name":"a","new":{"identity_type":"email","identity":"x"}
            """;
        var events = string.Join(',', _eventsApiTypes.Select(type => Event(type, Data)));
        var options = new VidoraMappingOptions { EventTypes = [.. VidoraMappingOptions.AllEventTypes.Where(type => type != left)] };

        var all = MappedBatch.Of(Batch(events));
        var some = MappedBatch.Of(Batch(events), options);

        Assert.That(all.Events.Select(@event => MappedBatch.Value(@event, "event_type")), Is.EqualTo(_eventsApiTypes));
        Assert.That(some.Events.Select(@event => MappedBatch.Value(@event, "event_type")), Is.EqualTo(_eventsApiTypes.Where(type => type != left)));
        some.HasRefusal(MappingIssueCode.EventTypeNotForwarded, Array.IndexOf(_eventsApiTypes, left));
    }

    [Test]
    public void Map_ConsentTypesLeftOut_AreRefused()
    {
        const string Both = """ "system_notifications":[{"type":"gdpr_change","data":{"purpose":"a"}},{"type":"ccpa_change","data":{"purpose":"b"}}] """;

        Assert.That(MappedBatch.Of(Batch("", Both)).Events, Has.Count.EqualTo(2));
        var gdprOnly = MappedBatch.Of(Batch("", Both), new VidoraMappingOptions { EventTypes = ["gdpr_consent_change"] });
        Assert.That(gdprOnly["type"], Is.EqualTo("gdpr_consent_change"));
        gdprOnly.HasRefusal(MappingIssueCode.EventTypeNotForwarded, null);
        MappedBatch.Of(Batch(Event("screen_view")), new VidoraMappingOptions { EventTypes = ["GDPR_consent_change"] })
            .IsRefused(MappingIssueCode.EventTypeNotForwarded, 0, 1);
    }

    [Test]
    public void Map_MessageEvents_FollowTheTypesOfTheEventsApi()
    {
        var options = new VidoraMappingOptions { EventTypes = ["commerce_event", "push_message", "crash_report"] };
        var events = string.Join(
            ',',
            MessageEvent("product_action", "\"action\":\"click\""),
            MessageEvent("attribution", "\"name\":\"n\""),
            MessageEvent("push_message_open"),
            MessageEvent("push_subscription", "\"action\":\"subscribe\""),
            MessageEvent("error", "\"is_crash\":true"),
            MessageEvent("impression", "\"impressions\":[{}]"));

        var mapped = MappedBatch.Of(Message(events), options);

        Assert.That(mapped.Events.Select(@event => MappedBatch.Value(@event, "type")), Is.EqualTo(new[] { "click", "push_message", "crash_report", "impression" }));
        Assert.That(mapped.Issues.Select(issue => (issue.Code, issue.EventIndex, issue.NotForwardedEvents)), Is.EqualTo(new[]
        {
            (MappingIssueCode.EventTypeNotForwarded, (int?)1, 1),
            (MappingIssueCode.EventTypeNotForwarded, (int?)3, 1),
        }));
    }
}
