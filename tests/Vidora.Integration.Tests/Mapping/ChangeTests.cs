using Vidora.Integration.Mapping;
using static Vidora.Integration.Tests.Mapping.Wire;

namespace Vidora.Integration.Tests.Mapping;

/// <summary>Changes of the user's attributes and identities: one event a change, never an identity.</summary>
public sealed class ChangeTests
{
    private static readonly VidoraMappingOptions _withoutPersonalData = new() { ExcludePersonalData = true };

    [Test]
    public void Map_MessageAttributeChanges_AreOneEventEach()
    {
        const string Fields = """ "added":{"plan":"pro","size":"M"},"removed":{"plan":"free","color":"red"} """;

        MappedBatch.Of(Message(MessageEvent("user_attribute_change", Fields))).YieldsOnly(
            Expected("user_attribute_change", "user_attribute_change", """ "attribute_name":"plan","old_value":"free","new_value":"pro","deleted":false """, "7:0"),
            Expected("user_attribute_change", "user_attribute_change", """ "attribute_name":"size","new_value":"M","deleted":false """, "7:1"),
            Expected("user_attribute_change", "user_attribute_change", """ "attribute_name":"color","old_value":"red","deleted":true """, "7:2"));
    }

    [Test]
    public void Map_MessageIdentityChanges_AreOneEventEach()
    {
        const string Fields = """
            "added":[{"type":"email","encoding":"raw","value":"a"},{"type":"other7","encoding":"raw","value":"b"}],
            "removed":[{"type":"email","encoding":"raw","value":"c"},{"type":"customer","encoding":"raw","value":"d"}]
            """;

        MappedBatch.Of(Message(MessageEvent("user_identity_change", Fields))).YieldsOnly(
            Expected("user_identity_change", "user_identity_change", """ "identity_type":"email","change":"changed" """, "7:0"),
            Expected("user_identity_change", "user_identity_change", """ "identity_type":"other7","change":"added" """, "7:1"),
            Expected("user_identity_change", "user_identity_change", """ "identity_type":"customer","change":"removed" """, "7:2"));
    }

    [TestCase("$Zip")]
    [TestCase("$FIRSTNAME")]
    [TestCase("reserved.mobile")]
    [TestCase("Reserved.X")]
    public void Map_ChangeOfAReservedAttribute_CanBeExcluded(string name)
    {
        var json = Batch(Event("user_attribute_change", $$"""  "user_attribute_name":"{{name}}","new":"v","deleted":false """));

        MappedBatch.Of(json).YieldsOnly(Expected(
            "user_attribute_change", "user_attribute_change", $$"""  "attribute_name":"{{name}}","new_value":"v","deleted":false """));
        MappedBatch.Of(json, _withoutPersonalData).IsRefused(MappingIssueCode.EventTypeNotForwarded, 0, 1);
    }

    [Test]
    public void Map_SomeChangesReserved_ForwardsTheOthers()
    {
        var json = Message(MessageEvent("user_attribute_change", """ "added":{"$City":"B","plan":"pro"},"removed":{"reserved.mobile":"1","$intelligent_attribute:cortex:a":"2"} """));

        var mapped = MappedBatch.Of(json, _withoutPersonalData);

        mapped.Yields(Expected("user_attribute_change", "user_attribute_change", """ "attribute_name":"plan","new_value":"pro","deleted":false """));
        mapped.HasRemark(MappingIssueCode.EventTypeNotForwarded, 0);
        Assert.That(MappedBatch.Of(json).Events, Has.Count.EqualTo(3));
    }

    [Test]
    public void Map_IdentityChange_CanBeExcluded()
    {
        MappedBatch.Of(Batch(Event("user_identity_change", """ "new":{"identity_type":"email","identity":"x"} """)), _withoutPersonalData)
            .IsRefused(MappingIssueCode.EventTypeNotForwarded, 0, 1);
        MappedBatch.Of(Message(MessageEvent("user_identity_change", """ "added":[{"type":"email","value":"x"}] """)), _withoutPersonalData)
            .IsRefused(MappingIssueCode.EventTypeNotForwarded, 0, 1);
    }

    [Test]
    public void Map_ChangeOfNothing_IsNotForwarded()
    {
        Assert.That(MappedBatch.Of(Batch(Event("user_identity_change"))).Events, Is.Empty);
        Assert.That(MappedBatch.Of(Message(MessageEvent("user_identity_change", """ "added":[],"removed":[] """))).Events, Is.Empty);
        Assert.That(MappedBatch.Of(Message(MessageEvent("user_attribute_change", """ "added":{},"removed":{} """))).Events, Is.Empty);
    }

    [Test]
    public void Map_ChangesWithCustomAttributes_HaveThem()
    {
        MappedBatch.Of(Batch(Event("user_attribute_change", """ "user_attribute_name":"a","deleted":true,"old":1.50,"custom_attributes":{"attribute_name":"mine"} """)))
            .Yields(Expected("user_attribute_change", "user_attribute_change", """ "attribute_name":"a","old_value":1.50,"deleted":true,"attribute_attribute_name":"mine" """));
    }

    [Test]
    public void Map_ChangeOfANameWithHalfACharacter_IsReported()
    {
        var mapped = MappedBatch.Of(Batch(Event("user_attribute_change", """ "user_attribute_name":"a\ud800","new":"v\udc00" """)));

        mapped.Yields(Expected("user_attribute_change", "user_attribute_change", """ "attribute_name":"a\ufffd","new_value":"v\ufffd" """));
        Assert.That(mapped.Issues.Select(issue => issue.Code), Is.Not.Empty.And.All.EqualTo(MappingIssueCode.TextRepaired));
    }
}
