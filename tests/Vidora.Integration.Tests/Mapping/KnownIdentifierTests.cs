using static Vidora.Integration.Tests.Mapping.Wire;

namespace Vidora.Integration.Tests.Mapping;

/// <summary>Identities, addresses, device ids and push tokens that senders repeat in attributes and names.</summary>
public sealed class KnownIdentifierTests
{
    private static readonly TestCaseData[] _batchMembers =
    [
        new(""" "user_identities":[{"identity_type":"email","identity":"Secret-1"}] """, ""),
        new(""" "user_identities":{"email":"Secret-1"} """, ""),
        new(""" "partner_identities":[{"type":"x","value":"Secret-1"}] """, ""),
        new(""" "partner_identities":{"google":"Secret-1"} """, ""),
        new(""" "partner_identity":"Secret-1" """, ""),
        new(""" "ip":"Secret-1" """, ""),
        new(""" "mp_deviceid":"Secret-1" """, ""),
        new(""" "device_info":{"platform":"web","android_advertising_id":"Secret-1"} """, ""),
        new(""" "device_info":{"push_token":" secret-1\n"} """, ""),
        new(""" "device_info":{"identities":[{"identity_type":"ios_idfv","identity":"Secret-1"}]} """, ""),
        new(""" "consent_state":{"gdpr":{"a":{"consented":true,"hardware_id" : "Secret-1"}}} """, ""),
        new("", Event("push_registration", "\"registration_token\":\"Secret-1\"")),
        new("", Event("push_message", "\"push_message_token\":\"Secret-1\"")),
        new("", Event("user_identity_change", """ "new":{"identity_type":"email","identity":null},"old":{"identity_type":"email","identity":"Secret-1"} """)),
    ];

    [TestCaseSource(nameof(_batchMembers))]
    public void Map_AttributeThatRepeatsAnIdentifier_IsLeftOut(string members, string otherEvent)
    {
        const string Attributes = """
            "event_name":"e","custom_attributes":{"a":"Secret-1","b":" sECRET-1 ","c":"\u0053ecret-1\t","d":["x","secret-1"],"e":{"f":{"Secret-1":1}},"Secret-1":true,"g":"Secret-10","h":"xSecret-1"}
            """;
        var user = """ "user_attributes":{"a":"secret-1","$Mobile":"Secret-1","plan":"gold"} """;
        var events = Event("custom_event", Attributes) + (otherEvent.Length == 0 ? "" : "," + otherEvent);

        var mapped = MappedBatch.Of(Batch(events, string.IsNullOrWhiteSpace(members) ? user : $"{user},{members}"));

        Assert.That(mapped.Events[0].EnumerateObject().Select(field => field.Name).Where(name => name is "g" or "h" or "user_plan"), Is.EqualTo(new[] { "g", "h", "user_plan" }));
        foreach (var @event in mapped.Events)
        {
            Assert.That(@event.GetRawText().Replace("Secret-10", "", StringComparison.Ordinal).Replace("xSecret-1", "", StringComparison.Ordinal), Does.Not.Contain("secret-1").IgnoreCase);
        }

        Assert.That(mapped.Issues.Select(issue => issue.Code), Is.EqualTo(Enumerable.Repeat(MappingIssueCode.PersonalDataRemoved, 8)));
        Assert.That(
            mapped.Issues.Select(issue => issue.Path),
            Is.EqualTo(new[]
            {
                "user_attributes.a", "user_attributes.mobile", "custom_attributes.a", "custom_attributes.b", "custom_attributes.c", "custom_attributes.d", "custom_attributes.e",
                "custom_attributes",
            }));
    }

    [Test]
    public void Map_NamesThatRepeatAnIdentifier_AreLeftOut()
    {
        const string Identity = """ "user_identities":[{"identity_type":"other","identity":"Ada Lovelace"}] """;

        var named = MappedBatch.Of(Batch(Event("custom_event", "\"event_name\":\"ada lovelace\""), Identity));
        var screen = MappedBatch.Of(Batch(Event("screen_view", "\"screen_name\":\" Ada Lovelace\""), Identity));
        var screenByName = MappedBatch.Of(Batch(Event("screen_view", "\"event_name\":\"Ada Lovelace\""), Identity));
        var cart = MappedBatch.Of(Batch(Event("commerce_event", """ "screen_name":"Ada Lovelace","product_action":{"action":"click"} """), Identity));
        var attribution = MappedBatch.Of(Message(MessageEvent("attribution", "\"name\":\"Ada Lovelace\""), Identity));

        named.Yields(Expected("custom_event", "custom_event"));
        named.HasRemark(MappingIssueCode.PersonalDataRemoved, 0, "event_name");
        screen.Yields(Expected("screen_view", "screen_view"));
        screen.HasRemark(MappingIssueCode.PersonalDataRemoved, 0, "screen_name");
        screenByName.Yields(Expected("screen_view", "screen_view"));
        screenByName.HasRemark(MappingIssueCode.PersonalDataRemoved, 0, "event_name");
        cart.Yields(Expected("click", "commerce_event"));
        attribution.Yields(Expected("custom_event", "custom_event"));
    }

    [Test]
    public void Map_ChangeOfAnAttributeToAnIdentifier_HasNoValue()
    {
        const string Identity = """ "user_identities":[{"identity_type":"email","identity":"a@example.com"}] """;

        MappedBatch.Of(Batch(Event("user_attribute_change", """ "user_attribute_name":"mail","old":"x","new":"A@example.com" """), Identity))
            .Yields(Expected("user_attribute_change", "user_attribute_change", """ "attribute_name":"mail","old_value":"x" """));
    }

    [Test]
    public void Map_ProductAttributeThatRepeatsAnIdentifier_IsLeftOut()
    {
        var mapped = MappedBatch.Of(Batch(
            Event("commerce_event", """ "product_action":{"action":"click","products":[{"id":"a","custom_attributes":{"engraving":"12345","size":"M"}},{"id":"b"}]},"custom_attributes":{"x":12345} """),
            """ "user_identities":[{"identity_type":"customer_id","identity":12345}] """));

        Assert.That(mapped.Events.Select(@event => @event.GetRawText()), Has.None.Contain("12345"));
        Assert.That(mapped.Issues.Select(issue => issue.Path), Is.EqualTo(new[] { "products.custom_attributes.engraving", "custom_attributes.x" }));
    }

    [TestCase("null")]
    [TestCase("\"\"")]
    [TestCase("\" \"")]
    [TestCase("\"00000000-0000-0000-0000-000000000000\"")]
    [TestCase("true")]
    [TestCase("[]")]
    public void Map_IdentityWithoutAValue_IsNoIdentifier(string identity) =>
        Assert.That(
            MappedBatch.Of(Custom(
                """ "a":"","b":" ","c":"00000000-0000-0000-0000-000000000000","d":true,"e":"true" """, $$""" "user_identities":[{"identity_type":"other","identity":{{identity}}}] """)).Issues,
            Is.Empty);

    [Test]
    public void Map_LettersOfAnyScript_AreComparedIgnoringCase() =>
        MappedBatch.Of(Custom(""" "a":"ÄRZTIN 日本","b":"x" """, """ "user_identities":[{"identity_type":"other","identity":"ärztin 日本"}] """))
            .Yields(Expected("e", "custom_event", "\"b\":\"x\""));

    [Test]
    public void Map_ManyIdentities_AreAllLeftOut()
    {
        var identities = string.Join(',', Enumerable.Range(0, 500).Select(i => $$"""{"identity_type":"other","identity":"person-{{i}}"}"""));
        var attributes = string.Join(',', Enumerable.Range(0, 500).Select(i => $$""" "a{{i}}":"Person-{{i}}" """));

        var mapped = MappedBatch.Of(Custom(attributes, $"\"user_identities\":[{identities}]"));

        mapped.Yields(Expected("e", "custom_event"));
        Assert.That(mapped.Issues, Has.Count.EqualTo(500));
    }

    [Test]
    public void Map_NextBatch_ForgetsTheIdentifiers()
    {
        var mapper = new MParticleEventMapper();
        mapper.Map(MappedBatch.Read(System.Text.Encoding.UTF8.GetBytes(Custom("\"a\":\"s\"", """ "user_identities":{"other":"gold"} """))));

        Assert.That(mapper.Map(MappedBatch.Read(System.Text.Encoding.UTF8.GetBytes(Custom("\"a\":\"gold\"")))).Events[0]["a"]!.Value.GetText(), Is.EqualTo("gold"));
    }

    [Test]
    public void Map_CrashAttributes_AreNeverForwarded()
    {
        const string Texts = """ {"m":"Ada's cart failed","s":"Error","t":"at checkout.js:7"} """;

        MappedBatch.Of(Batch(Event("crash_report", $"\"custom_attributes\":{Texts}"))).YieldsOnly(Expected("crash_report", "crash_report"));
        MappedBatch.Of(Message(MessageEvent("error", $"\"is_crash\":true,\"attributes\":{Texts}"))).YieldsOnly(Expected("crash_report", "crash_report"));
    }
}
