using System.Reflection;
using System.Text;
using System.Xml.Linq;
using Vidora.Integration.Json;
using Vidora.Integration.MParticle;

namespace Vidora.Integration.Tests.MParticle;

/// <summary>The sets that mParticle may extend: each is a structure over its word, or a text of a vocabulary.</summary>
public sealed class WordTests
{
    private static readonly Type[] _sets = [typeof(MParticleEnvironment), typeof(MParticlePlatform), typeof(MParticleEventType)];

    private static readonly Vocabulary[] _vocabularies =
    [
        .. typeof(Words).GetFields(BindingFlags.Static | BindingFlags.Public).Select(field => (Vocabulary)field.GetValue(null)!),
    ];

    private static readonly Dictionary<string, string> _documented = XDocument
        .Load(Path.ChangeExtension(typeof(MParticleEnvironment).Assembly.Location, ".xml"))
        .Descendants("member")
        .Where(member => member.Element("summary")?.Element("c") is not null)
        .ToDictionary(member => member.Attribute("name")!.Value, member => member.Element("summary")!.Element("c")!.Value);

    [TestCaseSource(nameof(_sets))]
    public void Word_ThatIsKnown_IsTheDocumentedOne(Type set)
    {
        foreach (var property in set.GetProperties(BindingFlags.Static | BindingFlags.Public).Where(property => property.PropertyType == set))
        {
            Assert.That(property.GetValue(null)!.ToString(), Is.EqualTo(_documented[$"P:{set.FullName}.{property.Name}"]), property.Name);
        }
    }

    [TestCaseSource(nameof(_sets))]
    public void ToString_IsTheWord(Type set)
    {
        Assert.That(Activator.CreateInstance(set, "a word of tomorrow")!.ToString(), Is.EqualTo("a word of tomorrow"));
        Assert.That(Activator.CreateInstance(set)!.ToString(), Is.Empty);
    }

    [Test]
    public void Find_KnownWord_IsReadInAnyCase()
    {
        Assert.That(_vocabularies, Is.Not.Empty);
        Assert.That(Words.ProductAction.Find(Token("\"REMOVE_from_wish_list\"")), Is.EqualTo("remove_from_wishlist"));
        Assert.That(Words.Platform.Find(Token("\"SmartTV\"")), Is.EqualTo("smart_tv"));
        Assert.That(Words.PushMessage.Find(Token("\"\\u0073ent\"")), Is.EqualTo("sent"));
    }

    [TestCaseSource(nameof(_vocabularies))]
    public void Find_WordOfTomorrow_IsKeptAsItCame(object vocabulary)
    {
        Assert.That(((Vocabulary)vocabulary).Find(Token("\"A Word of Tomorrow\"")), Is.EqualTo("A Word of Tomorrow"));
        Assert.That(((Vocabulary)vocabulary).Find(Token("\"\"")), Is.Null);
        Assert.That(((Vocabulary)vocabulary).Find(Token("null")), Is.Null);
    }

    private static JsonToken Token(string json) => new(Encoding.UTF8.GetBytes(json));
}
