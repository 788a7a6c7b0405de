using static Vidora.Integration.Tests.Mapping.Wire;

namespace Vidora.Integration.Tests.Mapping;

/// <summary>The values of what customers and users bring: nothing is coerced.</summary>
public sealed class ValueTests
{
    // As it stands on the wire, and as it is sent.
    private static readonly string[] _kept =
    [
        "\"00123\"", "\"123\"", "\"19.90\"", "\"1e5\"", "\"-0\"", "\"True\"", "\"true\"", "\"false\"", "\"null\"", "\"NaN\"", "\"\"", "\"  padded \"",
        "\"00000000-0000-0000-0000-000000000000\"", "\"2022-06-30T10:28:59.0000000Z\"", "\"line\\nbreak\"", "\"q\\\"b\\\\s\\/\"", "\"nul\\u0000\"",
        "\"caf\\u00e9 \\ud83d\\ude00\"", "\"😀\"", "\"\\ud7ff\\ue000\"",
        "0", "-0", "1", "-1", "42", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "-9223372036854775809",
        "123456789012345678901234567890123456789012345678901234567890", "0.1", "19.90", "1.0", "-0.0", "1e5", "1E+5", "1e-7", "1e308", "-1e-400",
        "0.12345678901234567890123456789", "9007199254740993", "true", "false",
    ];

    private static readonly (string Wire, string Text)[] _nested =
    [
        ("[]", "[]"),
        ("{}", "{}"),
        ("[ 1 , \"two\" , { \"three\" : [ ] } , null , true ]", """[1,"two",{"three":[]},null,true]"""),
        ("{ \"a\" : { \"b\" : null } ,\n\t\"c d\" : \" e  f \" }", """{"a":{"b":null},"c d":" e  f "}"""),
        ("[1.50, 1E+5, -0, 9223372036854775808]", "[1.50,1E+5,-0,9223372036854775808]"),
        ("[\"q\\\"]\\\\\", \"[ { : ,\"]", "[\"q\\\"]\\\\\",\"[ { : ,\"]"),
        ("[\"tab\\t\", \"\\/\"]", "[\"tab\\t\",\"\\/\"]"),
        ("{\"x\":1, \"x\":2}", "{\"x\":1,\"x\":2}"),
        ("[\"😀é\"]", "[\"😀é\"]"),
    ];

    [TestCaseSource(nameof(_kept))]
    public void Map_Scalar_IsKeptAsItIs(string value)
    {
        MappedBatch.Of(Custom($"\"a\" :\t{value} ")).YieldsOnly(Expected("e", "custom_event", $"\"a\":{value}"));
        MappedBatch.Of(Batch(Event("uninstall"), $$"""  "user_attributes":{"a":{{value}} } """)).YieldsOnly(Expected("uninstall", "uninstall", $"\"user_a\":{value}"));
        MappedBatch.Of(Message(MessageEvent("screen_view", $$"""  "attributes":{"a":{{value}} } """), $$"""  "user_attributes":{"a": {{value}} } """))
            .YieldsOnly(Expected("screen_view", "screen_view", $"\"a\":{value},\"user_a\":{value}"));
        MappedBatch.Of(Batch(Event("user_attribute_change", $$"""  "user_attribute_name":"n","old":{{value}},"new":{{value}} """)))
            .YieldsOnly(Expected("user_attribute_change", "user_attribute_change", $"\"attribute_name\":\"n\",\"old_value\":{value},\"new_value\":{value}"));
        var product = $$"""  "product_action":{"action":"click","products":[{"custom_attributes":{"a":{{value}} } }]} """;
        MappedBatch.Of(Batch(Event("commerce_event", product)))
            .YieldsOnly(Expected("click", "commerce_event", $"\"product_index\":0,\"product_count\":1,\"product_a\":{value}"));
    }

    [TestCaseSource(nameof(_nested))]
    public void Map_ListOrObject_IsCompactJsonText((string Wire, string Text) value)
    {
        var mapped = MappedBatch.Of(Custom($"\"a\":{value.Wire}", $$"""  "user_attributes":{"b":{{value.Wire}} } """));

        Assert.That(mapped["a"], Is.EqualTo(value.Text));
        Assert.That(mapped["user_b"], Is.EqualTo(value.Text));
        Assert.That(mapped.Issues, Is.Empty);
        using var text = System.Text.Json.JsonDocument.Parse(mapped["a"]!);
        Assert.That(Canonical.Of(text.RootElement), Is.EqualTo(Canonical.Of(value.Wire)));
    }

    [Test]
    public void Map_Null_IsLeftOut()
    {
        MappedBatch.Of(Custom(""" "a":null,"b":1 """)).YieldsOnly(Expected("e", "custom_event", "\"b\":1"));
    }

    [TestCase("1e400")]
    [TestCase("-1E+400")]
    public void Map_NumberThatNoDoubleHolds_IsLeftOutAndReported(string number)
    {
        var mapped = MappedBatch.Of(Custom($"\"a\":{number},\"b\":1"));
        var order = MappedBatch.Of(Batch(Event("commerce_event", $$""" "product_action":{"action":"refund","total_amount":{{number}}} """)));
        var text = MappedBatch.Of(Batch(Event("commerce_event", $$""" "product_action":{"action":"refund","total_amount":"{{number}}"} """)));
        var user = MappedBatch.Of(Batch(Event("uninstall"), $$""" "user_attributes":{"n":{{number}}} """));

        mapped.Yields(Expected("e", "custom_event", "\"b\":1"));
        mapped.HasRemark(MappingIssueCode.NumberOutOfRange, 0, "custom_attributes.a");
        order.HasRemark(MappingIssueCode.NumberOutOfRange, 0, "product_action.total_amount");
        text.HasRemark(MappingIssueCode.NumberOutOfRange, 0, "product_action.total_amount");
        user.HasRemark(MappingIssueCode.NumberOutOfRange, null, "user_attributes.n");
    }

    [Test]
    public void Map_LongNumber_IsInRangeOrNot()
    {
        Assert.That(MappedBatch.Of(Custom($"\"a\":{new string('1', 309)}"))["a"], Has.Length.EqualTo(309));
        MappedBatch.Of(Custom($"\"a\":{new string('9', 310)}")).HasRemark(MappingIssueCode.NumberOutOfRange, 0);
    }

    [Test]
    public void Map_UserAttributeThatIsNull_IsATag()
    {
        MappedBatch.Of(Batch(Event("uninstall"), """ "user_attributes":{"vip":null,"$Zip":null,"plan":"gold"},"user_attribute_lists":{"list":null} """))
            .YieldsOnly(Expected("uninstall", "uninstall", """ "user_vip":true,"user_zip":true,"user_plan":"gold" """));
    }

    [TestCase(""" "new":null,"old":null,"deleted":false """, """ "new_value":true,"deleted":false """)]
    [TestCase(""" "new":null """, """ "new_value":true """)]
    [TestCase(""" "new":null,"deleted":true """, """ "deleted":true """)]
    [TestCase(""" "old":"x" """, """ "old_value":"x" """)]
    public void Map_ChangeToATag_IsTrueUnlessItIsDeleted(string change, string expected) =>
        MappedBatch.Of(Batch(Event("user_attribute_change", $"\"user_attribute_name\":\"vip\",{change}")))
            .YieldsOnly(Expected("user_attribute_change", "user_attribute_change", $"\"attribute_name\":\"vip\",{expected}"));

    [Test]
    public void Map_NullUnderANameThatIsTaken_IsNoRename()
    {
        MappedBatch.Of(Custom(""" "type":null,"b":1,"b":null """)).YieldsOnly(Expected("e", "custom_event", "\"b\":1"));
    }

    [TestCase("\\ud800", "\\ufffd")]
    [TestCase("a\\udc00b", "a\\ufffdb")]
    [TestCase("\\ud83d\\ud83d\\ude00", "\\ufffd😀")]
    [TestCase("\\\\ud800\\ud800", "\\\\ud800\\ufffd")]
    [TestCase("\\ud800\\u0041", "\\ufffdA")]
    public void Map_HalfACharacter_IsReplacedAndReported(string wire, string expected)
    {
        var mapped = MappedBatch.Of(Custom($"\"a\":\"{wire}\""));

        mapped.Yields(Expected("e", "custom_event", $"\"a\":\"{expected}\""));
        mapped.HasRemark(MappingIssueCode.TextRepaired, 0, "custom_attributes.a");
        Assert.That(mapped.Issues[0].Path, Is.EqualTo("custom_attributes.a"));
    }

    [Test]
    public void Map_HalfACharacterInTheTypeAndId_IsReplaced()
    {
        var mapped = MappedBatch.Of(Batch($$"""{"event_type":"custom_event","data":{"event_name":"n\ud800","event_id":"i\udc00", {{Times}} } }"""));

        mapped.Yields(Expected("n\\ufffd", "custom_event", eventId: "i\\ufffd"));
        Assert.That(mapped.Issues.Select(issue => issue.Code), Is.All.EqualTo(MappingIssueCode.TextRepaired));
        Assert.That(mapped.Issues, Has.Count.EqualTo(2));
    }

    [Test]
    public void Map_LongText_IsNotCut()
    {
        var text = new string('x', 300_000) + " ";

        Assert.That(MappedBatch.Of(Custom($"\"a\":\"{text}\""))["a"], Is.EqualTo(text));
    }

    [TestCase("[1]")]
    [TestCase("\"text\"")]
    [TestCase("5")]
    [TestCase("true")]
    public void Map_AttributesThatAreNoMap_AreReported(string attributes)
    {
        MappedBatch.Of(Batch(Event("custom_event", $"\"event_name\":\"e\",\"custom_attributes\":{attributes}")))
            .HasRemark(MappingIssueCode.InvalidValue, 0, "custom_attributes");
        MappedBatch.Of(Batch(Event("uninstall"), $"\"user_attributes\":{attributes}")).HasRemark(MappingIssueCode.InvalidValue, null, "user_attributes");
    }

    [TestCase("null")]
    [TestCase("{}")]
    [TestCase("\"\"")]
    public void Map_NoAttributes_IsNothingToReport(string attributes)
    {
        MappedBatch.Of(Batch(Event("custom_event", $"\"event_name\":\"e\",\"custom_attributes\":{attributes}"), $"\"user_attributes\":{attributes}"))
            .YieldsOnly(Expected("e", "custom_event"));
    }

    [TestCase("""  "is_first_run":"maybe" """, "is_first_run")]
    [TestCase("""  "is_upgrade":1 """, "is_upgrade")]
    [TestCase("""  "successfully_closed":[] """, "successfully_closed")]
    public void Map_FieldOfAnotherKind_IsLeftOutAndReported(string field, string path)
    {
        var mapped = MappedBatch.Of(Batch(Event("application_state_transition", field)));

        mapped.Yields(Expected("application_state_transition", "application_state_transition"));
        mapped.HasRemark(MappingIssueCode.InvalidValue, 0, path);
        Assert.That(mapped.Issues[0].Path, Is.EqualTo(path));
    }
}
