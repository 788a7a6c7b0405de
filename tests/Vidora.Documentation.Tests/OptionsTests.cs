using System.Reflection;
using System.Text.RegularExpressions;
using Vidora.Integration.AspNetCore;
using Vidora.Integration.Delivery;
using Vidora.Integration.Emulator;
using Vidora.Integration.Kafka;
using Vidora.Integration;

namespace Vidora.Documentation.Tests;

/// <summary>Every option has a row in the tables of its package's README, so that none has to be found in the code.</summary>
[TestFixture]
public sealed class OptionsTests
{
    [TestCase(typeof(VidoraOptions), "## Account options")]
    [TestCase(typeof(VidoraMappingOptions), "## Mapping options")]
    [TestCase(typeof(MParticleFeedOptions), "## Feed options")]
    [TestCase(typeof(MParticleProfileOptions), "## Profile options")]
    [TestCase(typeof(MParticleReadLimits), "| limit (`MParticleReadLimits`)")]
    [TestCase(typeof(VidoraForwardingOptions), "## Options")]
    [TestCase(typeof(VidoraSendingOptions), "## Options")]
    [TestCase(typeof(DeliveryLimits), "## Options")]
    [TestCase(typeof(VidoraFirehoseOptions), "| option (`VidoraFirehoseOptions`)")]
    [TestCase(typeof(ReplayOptions), "| `ReplayOptions`")]
    [TestCase(typeof(PredictionImportOptions), "| `PredictionImportOptions`")]
    [TestCase(typeof(PredictionFolderOptions), "| `PredictionFolderOptions`")]
    [TestCase(typeof(VidoraPredictionSource), "| `VidoraPredictionSource`")]
    [TestCase(typeof(VidoraEndpointOptions), "## Options")]
    [TestCase(typeof(VidoraOperationsOptions), "| option (`VidoraOperationsOptions`)")]
    [TestCase(typeof(VidoraHealthOptions), "## Options")]
    [TestCase(typeof(VidoraKafkaOptions), "## Options")]
    [TestCase(typeof(VidoraKafkaErasureOptions), "| option (`VidoraKafkaErasureOptions`)")]
    [TestCase(typeof(VidoraEmulatorOptions), "## Options")]
    [TestCase(typeof(FaultRule), "| `FaultRule`")]
    [TestCase(typeof(FaultAnswer), "| `FaultAnswer`")]
    [TestCase(typeof(MParticlePlay), "| `MParticlePlay`")]
    [TestCase(typeof(EmulatedPipeline), "| `EmulatedPipeline`")]
    [TestCase(typeof(PredictionExport), "| `PredictionExport`")]
    public void Table_OfTheReadme_HasEveryOption(Type options, string above)
    {
        var names = options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name);

        Assert.That(names, Is.Not.Empty.And.SubsetOf(Rows(options.Assembly, above)));
    }

    /// <summary>What the first cells of the first table from a line on name; <c>Limits.MaxEvents</c> names both.</summary>
    private static IEnumerable<string> Rows(Assembly assembly, string above) =>
        from line in File.ReadLines(Path.Combine(Repository.Root, "src", assembly.GetName().Name!, "README.md"))
            .SkipWhile(line => !line.StartsWith(above, StringComparison.Ordinal))
            .SkipWhile(line => !line.StartsWith('|'))
            .TakeWhile(line => line.StartsWith('|'))
        from name in Regex.Matches(line.Split('|')[1], "`([^`]+)`")
        from part in name.Groups[1].Value.Split('.')
        select part;
}
