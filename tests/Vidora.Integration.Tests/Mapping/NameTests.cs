using static Vidora.Integration.Tests.Mapping.Wire;

namespace Vidora.Integration.Tests.Mapping;

/// <summary>The names of what customers and users bring, and what happens when one is taken.</summary>
public sealed class NameTests
{
    [TestCase("user_id")]
    [TestCase("type")]
    [TestCase("timestamp")]
    [TestCase("event_id")]
    [TestCase("event_type")]
    [TestCase("platform")]
    [TestCase("custom_event_type")]
    [TestCase("app_name")]
    [TestCase("user_plan")]
    [TestCase("consent_gdpr_ads")]
    public void Map_NameThatTheEventHas_GetsANumber(string name)
    {
        var data = $$"""  "event_name":"e","custom_event_type":"other","custom_attributes":{"{{name}}":"mine","{{name}}_2":"also"} """;
        const string Members = """
            "application_info":{"application_name":"App"},"user_attributes":{"plan":"pro"},"consent_state":{"gdpr":{"ads":{"consented":true}}}
            """;

        var mapped = MappedBatch.Of(Batch(Event("custom_event", data), Members));

        mapped.Yields(Expected("e", "custom_event", $$"""
            "custom_event_type":"other","app_name":"App","user_plan":"pro","consent_gdpr_ads":true,"{{name}}_2":"mine","{{name}}_2_2":"also"
            """));
        Assert.That(mapped.Issues.Select(issue => issue.Code), Is.All.EqualTo(MappingIssueCode.AttributeRenamed));
        Assert.That(mapped.Issues.Select(issue => issue.EventIndex), Is.EqualTo(new int?[] { 0, 0 }));
        Assert.That(mapped.Issues[0].Path, Does.EndWith(name));
    }

    [Test]
    public void Map_TimestampAttributeWithoutATime_DoesNotBecomeTheTime()
    {
        var mapped = MappedBatch.Of("""{"mpid":42,"events":[{"event_type":"custom_event","data":{"event_name":"e","custom_attributes":{"timestamp":12,"event_id":"x"}}}]}""");

        Assert.That(mapped["timestamp"], Is.Null);
        Assert.That(mapped["timestamp_2"], Is.EqualTo("12"));
        Assert.That(mapped["event_id"], Is.Null);
        Assert.That(mapped["event_id_2"], Is.EqualTo("x"));
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

        mapped.Yields(Expected("e", "custom_event", $$"""  "user_plan":"pro","{{name}}_2":"mine" """));
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
            "item_id":"p","product_name":"n","product_index":0,"product_count":1,"product_color":"red","product_name_2":"other",
            "product_index_2":"i","product_count_2":"c","item_id_2":"x","product_color_2":"blue","color":"green"
            """));
        Assert.That(mapped.Issues.Select(issue => issue.Code), Is.EqualTo(Enumerable.Repeat(MappingIssueCode.AttributeRenamed, 5)));
    }

    [Test]
    public void Map_UserAttributesThatEndInOneName_AreNumberedInDocumentOrder()
    {
        var mapped = MappedBatch.Of(Batch(
            Event("uninstall") + "," + Event("uninstall"),
            """ "user_attributes":{"store":"a","$store":"b","$FirstName":"c","$firstname":"d","firstname":"e","id":"f","$age":1} """));

        var own = """ "user_store":"a","user_store_2":"b","user_firstname":"c","user_firstname_2":"d","user_firstname_3":"e","user_id_2":"f","user_age":1 """;
        mapped.Yields(Expected("uninstall", "uninstall", own), Expected("uninstall", "uninstall", own));
        Assert.That(mapped.Issues.Select(issue => (issue.Code, issue.EventIndex)), Is.EqualTo(Enumerable.Repeat((MappingIssueCode.AttributeRenamed, (int?)null), 4)));
    }

    [Test]
    public void Map_UserAttributeNamedAgent_MakesRoomForTheUserAgent()
    {
        var mapped = MappedBatch.Of(Batch(Event("uninstall"), """ "user_attributes":{"agent":"Smith"},"device_info":{"http_header_user_agent":"UA"} """));

        mapped.Yields(Expected("uninstall", "uninstall", """ "user_agent":"UA","user_agent_2":"Smith" """));
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
