using System.Text;
using Vidora.Integration.MParticle;

namespace Vidora.Integration.Tests.MParticle;

public sealed class MParticleAttributesTests
{
    [Test]
    public void Attributes_OfADocument_AreADictionary()
    {
        var attributes = Read("""{"a":"1","b":2,"c":null,"d":true,"e":[1,"x",{"y":2},null],"f":{"g":1},"h":"","":"empty"}""");
        Assert.Multiple(() =>
        {
            Assert.That(attributes, Has.Count.EqualTo(8));
            Assert.That(attributes.Keys, Is.EqualTo(new[] { "a", "b", "c", "d", "e", "f", "h", "" }));
            Assert.That(attributes.Values.Select(v => v.Kind), Is.EqualTo(new[]
            {
                VidoraValueKind.Text, VidoraValueKind.Integer, VidoraValueKind.Null, VidoraValueKind.Boolean, VidoraValueKind.List,
                VidoraValueKind.Map, VidoraValueKind.Text, VidoraValueKind.Text,
            }));
            Assert.That(attributes.Select(p => p.Value.ToString()), Is.EqualTo(new[]
            {
                "1", "2", "null", "true", """[1,"x",{"y":2},null]""", """{"g":1}""", "", "empty",
            }));
            Assert.That(attributes["e"].Items, Is.EqualTo(new[] { "1", "x", """{"y":2}""", "null" }));
            Assert.That(attributes["a"].Items, Is.Empty);
            Assert.That(attributes.ContainsKey("A"), Is.False);
            Assert.That(attributes.TryGetValue("b", out var b) && b == 2, Is.True);
            Assert.That(attributes.TryGetValue("z", out _), Is.False);
            Assert.That(() => attributes["z"], Throws.TypeOf<KeyNotFoundException>());
        });
    }

    [Test]
    public void Attributes_NumbersOfTheDocument_KeepTheirDigits() => Assert.That(
        Read("""{"a":19.90,"b":9007199254740993,"c":1e400,"d":-0.0}""").Values.Select(v => v.Json),
        Is.EqualTo(new[] { "19.90", "9007199254740993", "1e400", "-0.0" }));

    [Test]
    public void Attributes_NameTwice_LastCounts()
    {
        var attributes = Read("""{"a":1,"b":2,"\u0061":3}""");
        Assert.That(attributes, Has.Count.EqualTo(2));
        Assert.That(attributes["a"].Json, Is.EqualTo("3"));
    }

    [Test]
    public void Attributes_OfADocument_AreReadOnly() => Assert.That(() => Read("{}")["a"] = "b", Throws.InvalidOperationException);

    [Test]
    public void Attributes_ListsBesides_AreAddedAndWin()
    {
        var batch = MParticleJson.ReadBatch((ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(
            """{"user_attribute_lists":{"colours":["red"],"b":["2"]},"user_attributes":{"a":"1","b":"1"}}"""));
        Assert.That(batch.UserAttributes!.Select(p => $"{p.Key}={p.Value.Json}"), Is.EquivalentTo(new[] { "a=\"1\"", "b=[\"2\"]", "colours=[\"red\"]" }));
    }

    [TestCase("null", true)]
    [TestCase("5", true)]
    [TestCase("[]", true)]
    [TestCase("{}", false)]
    public void Attributes_NoObject_AreNull(string json, bool isNull)
    {
        var batch = MParticleJson.ReadBatch((ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes($"{{\"user_attributes\":{json}}}"));
        Assert.That(batch.UserAttributes is null, Is.EqualTo(isNull));
    }

    [Test]
    public void Attributes_BuiltByHand_HaveWhatTheyWereGiven()
    {
        var attributes = new MParticleAttributes
        {
            ["text"] = "a\"\\\n\u0001ä\U0001F600",
            ["number"] = 5,
            ["amount"] = 19.90m,
            ["ratio"] = 0.1,
            ["flag"] = true,
            ["list"] = new[] { "x", "y\"" },
            ["tag"] = (string?)null,
            ["lone"] = "\ud800",
        };
        attributes["number"] = 6;
        Assert.Multiple(() =>
        {
            Assert.That(attributes["text"].ToString(), Is.EqualTo("a\"\\\n\u0001ä\U0001F600"));
            Assert.That(attributes["number"].Json, Is.EqualTo("6"));
            Assert.That(attributes["amount"].Json, Is.EqualTo("19.90"));
            Assert.That(attributes["ratio"].Json, Is.EqualTo("0.1"));
            Assert.That(attributes["flag"].Json, Is.EqualTo("true"));
            Assert.That(attributes["list"].Items, Is.EqualTo(new[] { "x", "y\"" }));
            Assert.That(attributes["tag"].Kind, Is.EqualTo(VidoraValueKind.Null));
            Assert.That(attributes["lone"].ToString(), Is.EqualTo("\uFFFD"));
        });
        Assert.That(new MParticleBatch { UserAttributes = attributes }.UserAttributes, Is.EquivalentTo(attributes));
    }

    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void Value_NoFiniteNumber_IsRefused(double number) => Assert.That(() => (VidoraValue)number, Throws.ArgumentException);

    [Test]
    public void Value_Equality_IsThatOfTheJson()
    {
        VidoraValue five = 5;
        VidoraValue text = "5";
        Assert.Multiple(() =>
        {
            Assert.That(five == 5L, Is.True);
            Assert.That(five != text, Is.True);
            Assert.That(five.Equals((object)(VidoraValue)5), Is.True);
            Assert.That(five.GetHashCode(), Is.EqualTo(((VidoraValue)5).GetHashCode()));
            Assert.That(default(VidoraValue), Is.EqualTo((VidoraValue)(string?)null));
            Assert.That(default(VidoraValue).ToString(), Is.EqualTo("null"));
        });
    }

    private static MParticleAttributes Read(string json) => MParticleJson.ReadBatch(
        (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes($"{{\"user_attributes\":{json}}}")).UserAttributes!;
}
