using System.Reflection;
using System.Xml.Linq;
using Microsoft.Extensions.Logging;

namespace Vidora.Integration.Kafka.Tests;

[TestFixture]
public sealed class ConventionTests
{
    private static readonly Assembly _assembly = typeof(VidoraKafkaConsumer).Assembly;

    [Test]
    public void EventIds_AreUnique()
    {
        var ids = _assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()?.EventId)
            .OfType<int>()
            .ToList();

        Assert.That(ids, Is.Unique.And.Not.Empty);
    }

    [Test]
    public void Options_DocumentTheirDefaults()
    {
        var docs = XDocument.Load(Path.ChangeExtension(_assembly.Location, ".xml"));
        foreach (var property in typeof(VidoraKafkaOptions).GetProperties().Where(property => property.CanWrite))
        {
            var text = docs.Descendants("member")
                .Single(member => member.Attribute("name")!.Value == $"P:{typeof(VidoraKafkaOptions).FullName}.{property.Name}").Value;
            Assert.That(text, Does.Contain("Default"), property.Name);
        }
    }
}
