using static Vidora.Integration.Tests.Mapping.Wire;

namespace Vidora.Integration.Tests.Mapping;

/// <summary>What options say about attributes by their names, and the values that look personal.</summary>
public sealed class AttributeRulesTests
{
    private const string Everywhere = """
        "product_action":{"action":"click","products":[{"id":"a","custom_attributes":{"email":"p","size":"M"}}]},"custom_attributes":{"Email":"e","plan":"gold"}
        """;

    private const string User = """ "user_attributes":{"email":"u","e\u006dail_2":"v","$City":"Bremen","tier":"silver"} """;

    [Test]
    public void Map_ExcludeAttributes_LeavesThemOutOfEventsProductsAndUsers()
    {
        var options = new VidoraMappingOptions { ExcludeAttributes = ["EMAIL*", "$City"] };

        MappedBatch.Of(Batch(Event("commerce_event", Everywhere), User), options).YieldsOnly(
            Expected("click", "commerce_event", """ "item_id":"a","product_index":0,"product_count":1,"product_size":"M","plan":"gold","user_tier":"silver" """));
    }

    [Test]
    public void Map_OnlyAttributes_ForwardsThoseAlone()
    {
        var options = new VidoraMappingOptions { OnlyAttributes = ["plan", "city"], ExcludeAttributes = ["plan"] };

        MappedBatch.Of(Batch(Event("commerce_event", Everywhere), User), options).YieldsOnly(
            Expected("click", "commerce_event", """ "item_id":"a","product_index":0,"product_count":1,"user_city":"Bremen" """));
    }

    [Test]
    public void Map_ChangeOfAnAttributeThatIsLeftOut_IsNotForwarded()
    {
        var options = new VidoraMappingOptions { ExcludeAttributes = ["*mail"] };

        MappedBatch.Of(Batch(Event("user_attribute_change", """ "user_attribute_name":"email","new":"x" """)), options).IsRefused(MappingIssueCode.EventTypeNotForwarded, 0, 1);
        Assert.That(
            MappedBatch.Of(Message(MessageEvent("user_attribute_change", """ "added":{"email":"x","plan":"y"} """)), options)["attribute_name"], Is.EqualTo("plan"));
    }

    [TestCase("a", "a", true)]
    [TestCase("a", "A", true)]
    [TestCase("a", "ab", false)]
    [TestCase("a*", "a", true)]
    [TestCase("a*", "ab", true)]
    [TestCase("*a", "ba", true)]
    [TestCase("*a", "ab", false)]
    [TestCase("*a*b*", "xaxbx", true)]
    [TestCase("*a*b*", "xbxax", false)]
    [TestCase("a*b*c", "abbc", true)]
    [TestCase("a*bc", "abcbc", true)]
    [TestCase("*", "anything", true)]
    [TestCase("a?", "ab", false)]
    [TestCase("[a]", "a", false)]
    [TestCase("caf\u00e9", "caf\u00e9", true)]
    public void Map_Pattern_MatchesTheWholeName(string pattern, string name, bool isLeftOut) =>
        Assert.That(MappedBatch.Of(Custom($"\"{name}\":1"), new VidoraMappingOptions { ExcludeAttributes = [pattern] })[name], Is.EqualTo(isLeftOut ? null : "1"));

    [TestCase("\"19.9\"", "19.9")]
    [TestCase("\"19.90\"", "19.90")]
    [TestCase("\"-5\"", "-5")]
    [TestCase("\"0\"", "0")]
    [TestCase("\"9223372036854775807\"", "9223372036854775807")]
    [TestCase("\"true\"", "true")]
    [TestCase("\"True\"", "true")]
    [TestCase("\"False\"", "false")]
    [TestCase("true", "true")]
    [TestCase("5", "5")]
    public void Map_TypedAttribute_IsTheNumberOrBooleanOfItsText(string value, string expected)
    {
        var options = new VidoraMappingOptions { TypedAttributes = ["pri*"] };
        var change = Event("user_attribute_change", $$""" "user_attribute_name":"price","new":{{value}} """);

        var mapped = MappedBatch.Of(Custom($"\"price\":{value},\"other\":\"5\"", $$""" "user_attributes":{"price":{{value}}} """), options);

        mapped.YieldsOnly(Expected("e", "custom_event", $$""" "price":{{expected}},"user_price":{{expected}},"other":"5" """));
        MappedBatch.Of(Batch(change), options).YieldsOnly(Expected("user_attribute_change", "user_attribute_change", $$""" "attribute_name":"price","new_value":{{expected}} """));
    }

    [TestCase("00123")]
    [TestCase("+5")]
    [TestCase("-0")]
    [TestCase("1e5")]
    [TestCase("1E400")]
    [TestCase(".5")]
    [TestCase("5.")]
    [TestCase(" 5")]
    [TestCase("9223372036854775808")]
    [TestCase("0.1234567890123456")]
    [TestCase("TRUE")]
    [TestCase("null")]
    [TestCase("")]
    [TestCase("NaN")]
    public void Map_TypedAttributeWithOtherText_StaysText(string text) =>
        MappedBatch.Of(Custom($"\"a\":\"{text}\""), new VidoraMappingOptions { TypedAttributes = ["*"] }).YieldsOnly(Expected("e", "custom_event", $"\"a\":\"{text}\""));

    [TestCase("\"ada@example.com\"")]
    [TestCase("\"198.51.100.7\"")]
    [TestCase("\"+49 151 12345678\"")]
    [TestCase("\"4111 1111 1111 1111\"")]
    [TestCase("4111111111111111")]
    [TestCase("\"ada\\u0040example.com\"")]
    [TestCase("[\"x\",\"ada@example.com\"]")]
    [TestCase("{\"to\":{\"mail\":\"ada@example.com\"}}")]
    public void Map_ValueThatLooksPersonal_CanBeExcluded(string value)
    {
        var json = Custom($"\"who\":{value},\"b\":1", $$""" "user_attributes":{"who":{{value}}} """);

        var mapped = MappedBatch.Of(json, new VidoraMappingOptions { ExcludePersonalData = true });

        mapped.Yields(Expected("e", "custom_event", "\"b\":1"));
        Assert.That(mapped.Issues.Select(issue => (issue.Code, issue.EventIndex, issue.Path)), Is.EqualTo(new (MappingIssueCode, int?, string?)[]
        {
            (MappingIssueCode.PersonalDataRemoved, null, "user_attributes.who"), (MappingIssueCode.PersonalDataRemoved, 0, "custom_attributes.who"),
        }));
        Assert.That(MappedBatch.Of(json)["who"], Is.Not.Null);
    }

    [TestCase(nameof(VidoraMappingOptions.TypedAttributes))]
    [TestCase(nameof(VidoraMappingOptions.ExcludeAttributes))]
    [TestCase(nameof(VidoraMappingOptions.OnlyAttributes))]
    public void Constructor_BlankName_SaysWhichOption(string option)
    {
        var options = new VidoraMappingOptions();
        typeof(VidoraMappingOptions).GetProperty(option)!.SetValue(options, new[] { "a", " " });

        Assert.That(() => new MParticleEventMapper(options), Throws.ArgumentException.With.Message.Contains($"{option} has \" \"; it may hold no blank"));
    }

    [TestCase("prod")]
    [TestCase("staging")]
    public void Constructor_UnknownEnvironment_SaysWhichThereAre(string word) => Assert.That(
        () => new MParticleEventMapper(new VidoraMappingOptions { Environments = [word] }),
        Throws.ArgumentException.With.Message.Contains($"Environments has \"{word}\"; it may hold any of production, development, unknown"));
}
