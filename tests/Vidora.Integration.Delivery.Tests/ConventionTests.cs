using System.Reflection;
using System.Xml.Linq;
using Microsoft.Extensions.Logging;

namespace Vidora.Integration.Delivery.Tests;

[TestFixture]
public sealed class ConventionTests
{
    private static readonly Assembly _assembly = typeof(VidoraForwarder).Assembly;

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
    public void PublicAsyncMethods_TakeACancellationToken()
    {
        var without = _assembly.GetExportedTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly))
            .Where(method => method.Name.EndsWith("Async", StringComparison.Ordinal) && method.Name != nameof(IAsyncDisposable.DisposeAsync))
            .Where(method => method.GetParameters() is not [.., { ParameterType: var last }] || last != typeof(CancellationToken))
            .Select(method => $"{method.DeclaringType!.Name}.{method.Name}");

        Assert.That(without, Is.Empty);
    }

    [TestCase(typeof(VidoraForwardingOptions))]
    [TestCase(typeof(VidoraSendingOptions))]
    [TestCase(typeof(DeliveryLimits))]
    [TestCase(typeof(ReplayOptions))]
    public void Options_DocumentTheirDefaults(Type options)
    {
        var docs = XDocument.Load(Path.ChangeExtension(_assembly.Location, ".xml"));
        foreach (var property in options.GetProperties().Where(property => property.CanWrite))
        {
            var text = docs.Descendants("member").Single(member => member.Attribute("name")!.Value == $"P:{options.FullName}.{property.Name}").Value;
            Assert.That(text, Does.Contain("Default"), property.Name);
        }
    }
}
