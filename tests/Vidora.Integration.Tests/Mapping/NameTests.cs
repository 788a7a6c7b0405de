using static Vidora.Integration.Tests.Mapping.Wire;

namespace Vidora.Integration.Tests.Mapping;

/// <summary>The names of what customers and users bring, and what happens when one is taken.</summary>
public sealed class NameTests
{
    [TestCase("user_id")]
    [TestCase("type")]
    [TestCase("timestamp")]
    [TestCase("timestamp_ms")]
    [TestCase("event_id")]
    [TestCase("source_message_id")]
    [TestCase("event_type")]
    [TestCase("event_number")]
    [TestCase("session_start")]
    [TestCase("platform")]
    [TestCase("custom_event_type")]
    [TestCase("app_name")]
    [TestCase("is_replay")]
    [TestCase("attribution_campaign")]
    [TestCase("user_agent")]
    [TestCase("user_plan")]
    [TestCase("consent_gdpr")]
    [TestCase("consent_gdpr_ads")]
    [TestCase("consent_ccpa_x")]
    public void Map_ReservedName_BecomesAnAttributesWhetherOrNotTheEventHasTheField(string name)
    {
        var data = $$"""  "event_name":"e","custom_attributes":{"{{name}}":"mine","attribute_{{name}}":"also"} """;
        const string Members = """
            "application_info":{"application_name":"App"},"user_attributes":{"plan":"pro"},"consent_state":{"gdpr":{"ads":{"consented":true}}}
            """;

        var mapped = MappedBatch.Of(Batch(Event("custom_event", data), Members));
        var bare = MappedBatch.Of(Batch(Event("custom_event", data)));

        bare.Yields(Expected("e", "custom_event", $$""" "attribute_{{name}}":"mine","attribute_{{name}}_2":"also" """));
        mapped.Yields(Expected("e", "custom_event", $$"""
            "app_name":"App","user_plan":"pro","consent_gdpr_ads":true,"attribute_{{name}}":"mine","attribute_{{name}}_2":"also"
            """));
        Assert.That(mapped.Issues.Select(issue => (issue.Code, issue.EventIndex)), Is.EqualTo(Enumerable.Repeat((MappingIssueCode.AttributeRenamed, (int?)0), 2)));
        Assert.That(mapped.Issues[0].Path, Is.EqualTo($"custom_attributes.{name}"));
    }

    [TestCase("screen_name")]
    [TestCase("item_id")]
    [TestCase("product_color")]
    [TestCase("total_amount")]
    [TestCase("purpose")]
    [TestCase("attribute_name")]
    [TestCase("publisher_name")]
    [TestCase("user_")]
    [TestCase("username")]
    [TestCase("consent")]
    public void Map_NameThatOtherKindsOfEventsReserve_IsFree(string name)
    {
        MappedBatch.Of(Custom($"\"{name}\":\"mine\",\"{name}\":\"again\""))
            .Yields(Expected("e", "custom_event", $$""" "{{name}}":"mine","{{name}}_2":"again" """));
    }

    [TestCase("screen_view", "screen_name")]
    [TestCase("screen_view", "activity_type")]
    [TestCase("session_end", "session_duration_ms")]
    [TestCase("push_message", "application_state")]
    [TestCase("push_registration", "register")]
    [TestCase("application_state_transition", "is_upgrade")]
    public void Map_NameOfTheKindOfEvent_IsReservedWithoutTheField(string type, string name) =>
        MappedBatch.Of(Batch(Event(type, $$""" "custom_attributes":{"{{name}}":"mine"} """)))
            .Yields(Expected(type, type, $$""" "attribute_{{name}}":"mine" """));

    [Test]
    public void Map_TimestampAttributeWithoutATime_DoesNotBecomeTheTime()
    {
        var mapped = MappedBatch.Of("""{"mpid":42,"events":[{"event_type":"custom_event","data":{"event_name":"e","custom_attributes":{"timestamp":12,"event_id":"x"}}}]}""");

        Assert.That(mapped["timestamp"], Is.Null);
        Assert.That(mapped["attribute_timestamp"], Is.EqualTo("12"));
        Assert.That(mapped["event_id"], Is.Null);
        Assert.That(mapped["attribute_event_id"], Is.EqualTo("x"));
    }

    [Test]
    public void Map_SameNameAgain_IsNumberedInDocumentOrder()
    {
        var mapped = MappedBatch.Of(Custom(""" "a":1,"a_3":"third","a":2,"a":3,"a_2":4 """));

        mapped.Yields(Expected("e", "custom_event", """ "a":1,"a_3":"third","a_2":2,"a_4":3,"a_2_2":4 """));
        Assert.That(mapped.Issues.Select(issue => issue.Code), Is.EqualTo(Enumerable.Repeat(MappingIssueCode.AttributeRenamed, 3)));
    }

    [Test]
    public void Map_Names_AreComparedOrdinally()
    {
        MappedBatch.Of(Custom(""" "Type":1,"USER_ID":2,"\u00e9":3,"e\u0301":4,"\uff41":5,"a":6 """))
            .YieldsOnly(Expected("e", "custom_event", """ "Type":1,"USER_ID":2,"\u00e9":3,"e\u0301":4,"\uff41":5,"a":6 """));
    }

    [TestCase("\\u0075ser_id", "user_id")]
    [TestCase("user\\u005fid", "user_id")]
    [TestCase("\\u0074\\u0079\\u0070\\u0065", "type")]
    [TestCase("platf\\u006Frm", "platform")]
    [TestCase("user_pl\\u0061n", "user_plan")]
    public void Map_EscapedName_IsTheNameItStandsFor(string escaped, string name)
    {
        var mapped = MappedBatch.Of(Custom($"\"{escaped}\":\"mine\"", """ "user_attributes":{"plan":"pro"} """));

        mapped.Yields(Expected("e", "custom_event", $$"""  "user_plan":"pro","attribute_{{name}}":"mine" """));
        mapped.HasRemark(MappingIssueCode.AttributeRenamed, 0);
    }

    [Test]
    public void Map_EscapedAndPlainName_AreTheSame()
    {
        MappedBatch.Of(Custom(""" "caf\u00e9":1,"café":2,"a\/b":3,"a/b":4,"\ud83d\ude00":5,"😀":6 """))
            .Yields(Expected("e", "custom_event", """ "café":1,"café_2":2,"a/b":3,"a/b_2":4,"😀":5,"😀_2":6 """));
    }

    [TestCase("\\\"")]
    [TestCase("\\\\")]
    [TestCase("a\\\"b\\\\c")]
    [TestCase("\\u0000")]
    [TestCase("\\n\\r\\t\\b\\f\\u001f\\u007f")]
    [TestCase(" ")]
    [TestCase("a b.c-d$e")]
    [TestCase("\\u2028")]
    [TestCase("$")]
    public void Map_OddName_IsKept(string escaped)
    {
        MappedBatch.Of(Custom($"\"{escaped}\":\"v\"")).YieldsOnly(Expected("e", "custom_event", $"\"{escaped}\":\"v\""));
    }

    [Test]
    public void Map_EmptyName_IsDropped()
    {
        var mapped = MappedBatch.Of(Custom(""" "":"v","a":1 """));

        mapped.Yields(Expected("e", "custom_event", "\"a\":1"));
        mapped.HasRemark(MappingIssueCode.InvalidAttributeName, 0);
    }

    [Test]
    public void Map_EmptyNamesOfTheBatch_AreDroppedOnce()
    {
        var mapped = MappedBatch.Of(Batch(
            Event("uninstall") + "," + Event("uninstall"),
            """ "user_attributes":{"":"v","$":"w"},"consent_state":{"gdpr":{"":{"consented":true}}} """));

        mapped.Yields(Expected("uninstall", "uninstall"), Expected("uninstall", "uninstall"));
        Assert.That(mapped.Issues.Select(issue => (issue.Code, issue.EventIndex)), Is.EqualTo(Enumerable.Repeat((MappingIssueCode.InvalidAttributeName, (int?)null), 3)));
    }

    [Test]
    public void Map_EmptyProductAttributeName_IsDropped()
    {
        var mapped = MappedBatch.Of(Batch(Event("commerce_event", """ "product_action":{"action":"click","products":[{"custom_attributes":{"":"v"}}]} """)));

        Assert.That(mapped["product_"], Is.Null);
        mapped.HasRemark(MappingIssueCode.InvalidAttributeName, 0);
    }

    [Test]
    public void Map_HalfACharacterInAName_IsReplaced()
    {
        var mapped = MappedBatch.Of(Custom(""" "a\ud800":1,"a\udc00b":2,"a\ud800":3 """));

        mapped.Yields(Expected("e", "custom_event", """ "a\ufffd":1,"a\ufffdb":2,"a\ufffd_2":3 """));
        Assert.That(mapped.Issues.Select(issue => issue.Code).Distinct(), Is.EquivalentTo(new[] { MappingIssueCode.TextRepaired, MappingIssueCode.AttributeRenamed }));
        Assert.That(mapped.Issues.Count(issue => issue.Code == MappingIssueCode.TextRepaired), Is.EqualTo(3));
    }

    [TestCase("\\ud800x", "user_\\ufffdx")]
    [TestCase("$\\ud800x", "user_\\ufffdx")]
    [TestCase("x\\ud800", "user_x\\ufffd")]
    [TestCase("reserved.\\ud800X", "user_reserved.\\ufffdx")]
    public void Map_HalfACharacterInAUserAttributesName_IsReplacedAndReported(string name, string expected)
    {
        var mapped = MappedBatch.Of(Batch(Event("uninstall"), $$"""  "user_attributes":{"{{name}}":"v"} """));

        mapped.Yields(Expected("uninstall", "uninstall", $"\"{expected}\":\"v\""));
        mapped.HasRemark(MappingIssueCode.TextRepaired, null);
    }

    [Test]
    public void Map_ProductAttributes_StandBehindProduct()
    {
        var data = """
            "product_action":{"action":"click","products":[{"id":"p","name":"n","custom_attributes":{"color":"red","name":"other","index":"i","count":"c"}}]},
            "custom_attributes":{"item_id":"x","product_color":"blue","color":"green"}
            """;

        var mapped = MappedBatch.Of(Batch(Event("commerce_event", data)));

        mapped.Yields(Expected("click", "commerce_event", """
            "item_id":"p","product_name":"n","product_index":0,"product_count":1,"product_color":"red","attribute_product_name":"other",
            "attribute_product_index":"i","attribute_product_count":"c","attribute_item_id":"x","attribute_product_color":"blue","color":"green"
            """));
        Assert.That(mapped.Issues.Select(issue => issue.Code), Is.EqualTo(Enumerable.Repeat(MappingIssueCode.AttributeRenamed, 5)));
    }

    [Test]
    public void Map_UserAttributesThatEndInOneName_AreNumberedInDocumentOrder()
    {
        var mapped = MappedBatch.Of(Batch(
            Event("uninstall") + "," + Event("uninstall"),
            """ "user_attributes":{"store":"a","$store":"b","$FirstName":"c","$firstname":"d","firstname":"e","id":"f","$age":1} """));

        var own = """ "user_store":"a","user_store_2":"b","user_firstname":"c","user_firstname_2":"d","user_firstname_3":"e","attribute_user_id":"f","user_age":1 """;
        mapped.Yields(Expected("uninstall", "uninstall", own), Expected("uninstall", "uninstall", own));
        Assert.That(mapped.Issues.Select(issue => (issue.Code, issue.EventIndex)), Is.EqualTo(Enumerable.Repeat((MappingIssueCode.AttributeRenamed, (int?)null), 4)));
    }

    [Test]
    public void Map_UserAttributeNamedAgent_IsNeverTheUserAgent()
    {
        var mapped = MappedBatch.Of(Batch(Event("uninstall"), """ "user_attributes":{"agent":"Smith"},"device_info":{"http_header_user_agent":"UA"} """));

        mapped.Yields(Expected("uninstall", "uninstall", """ "user_agent":"UA","attribute_user_agent":"Smith" """));
        MappedBatch.Of(Batch(Event("uninstall"), """ "user_attributes":{"agent":"Smith"} """)).Yields(Expected("uninstall", "uninstall", """ "attribute_user_agent":"Smith" """));
    }

    [Test]
    public void Map_AttributeLists_ComeBehindTheAttributes()
    {
        var mapped = MappedBatch.Of(Message(
            MessageEvent("session_start"),
            """ "user_attribute_lists":{"sizes":["M", "L"],"plan":["x"]},"user_attributes":{"plan":"pro"} """));

        mapped.Yields(Expected("session_start", "session_start", """ "user_plan":"pro","user_sizes":"[\"M\",\"L\"]","user_plan_2":"[\"x\"]" """));
        mapped.HasRemark(MappingIssueCode.AttributeRenamed, null);
    }
}
