using System.Reflection;
using System.Text;
using System.Xml.Linq;
using Vidora.Integration.Json;
using Vidora.Integration.MParticle;
using Vidora.Integration.MParticle.Firehose;

namespace Vidora.Integration.Tests.MParticle;

/// <summary>The sets that mParticle may extend: each is a structure over its word, and every word that is known is documented.</summary>
public sealed class WordTests
{
    private static readonly Type[] _sets =
    [
        .. typeof(MParticleEnvironment).Assembly.GetExportedTypes()
            .Where(type => type.IsValueType && type.GetConstructors() is [var only] && only.GetParameters() is [{ Name: "Value" } value] && value.ParameterType == typeof(string)),
    ];

    private static readonly TestCaseData[] _readings =
    [
        Reading(MParticleEnvironment.FromWire),
        Reading(MParticlePlatform.FromWire),
        Reading(MParticleEventType.FromWire),
        Reading(ApplicationTransitionType.FromWire),
        Reading(ProductActionType.FromWire),
        Reading(PromotionActionType.FromWire),
        Reading(PushMessageType.FromWire),
        Reading(AudienceAttributeAction.FromWire),
        Reading(AudienceMembershipAction.FromWire),
        Reading(AudienceSubscriptionAction.FromWire),
        Reading(DsrRequestType.FromWire),
        Reading(PrivacyRegulation.FromWire),
    ];

    private static readonly Dictionary<string, string> _documented = XDocument
        .Load(Path.ChangeExtension(typeof(MParticleEnvironment).Assembly.Location, ".xml"))
        .Descendants("member")
        .Where(member => member.Element("summary")?.Element("c") is not null)
        .ToDictionary(member => member.Attribute("name")!.Value, member => member.Element("summary")!.Element("c")!.Value);

    private delegate T? Reader<T>(JsonToken token)
        where T : struct;

    [Test]
    public void Sets_AreFound() => Assert.That(_sets, Has.Length.GreaterThan(_readings.Length).And.Contains(typeof(MParticleEventType)));

    [TestCaseSource(nameof(_sets))]
    public void Word_ThatIsKnown_IsTheDocumentedOne(Type set)
    {
        foreach (var property in Known(set))
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

    [TestCaseSource(nameof(_readings))]
    public void FromWire_Word_IsReadInAnyCase(Type set, Func<string, object?> read)
    {
        foreach (var word in Known(set).Select(property => property.GetValue(null)!))
        {
            Assert.That(read($"\"{word}\""), Is.EqualTo(word));
            Assert.That(read($"\"{word.ToString()!.ToUpperInvariant()}\""), Is.EqualTo(word));
        }
    }

    [TestCaseSource(nameof(_readings))]
    public void FromWire_WordOfTomorrow_IsKeptAsItCame(Type set, Func<string, object?> read)
    {
        Assert.That(read("\"A Word of Tomorrow\""), Is.EqualTo(Activator.CreateInstance(set, "A Word of Tomorrow")));
        Assert.That(read("\"\""), Is.Null);
        Assert.That(read("null"), Is.Null);
    }

    private static TestCaseData Reading<T>(Reader<T> read)
        where T : struct =>
        new TestCaseData(typeof(T), (Func<string, object?>)(json => read(new JsonToken(Encoding.UTF8.GetBytes(json))))).SetArgDisplayNames(typeof(T).Name);

    private static IEnumerable<PropertyInfo> Known(Type set) =>
        set.GetProperties(BindingFlags.Static | BindingFlags.Public).Where(property => property.PropertyType == set);
}
