using Vidora.Integration.Generator;
using Vidora.Integration.Tests.Fixtures;

namespace Vidora.Integration.Tests.Mapping.Explaining;

/// <summary>What holds for every explanation (see <see cref="Explained"/>), over all documents that there are.</summary>
public sealed class ExplainingLawsTests
{
    private static IEnumerable<string> Documents =>
    [
        .. GoldenDocuments.Names.Select(name => $"Mapping/{name}.input.json"),
        "events-api/every_event.json",
        "firehose/event_processing_request.json",
    ];

    private static VidoraMappingOptions[] Options =>
    [
        new(),
        new() { ExcludePersonalData = true },
        new() { Environments = ["production", "development"] },
    ];

    [TestCaseSource(nameof(Documents))]
    public void Explain_Fixture_HasEveryFieldInOneOfTheLists(string name)
    {
        foreach (var options in Options)
        {
            Explained.Of(Fixture.Read(name), options);
        }
    }

    [TestCase(BatchFormat.EventsApi)]
    [TestCase(BatchFormat.Firehose)]
    [Slow(Formats = true)]
    public void Explain_GeneratedBatch_HasEveryFieldInOneOfTheLists(BatchFormat format)
    {
        var generator = new BatchGenerator(21, BatchProfile.Variety, format);
        for (var i = 0; i < 100; i++)
        {
            var json = generator.Next();
            Assert.That(Explained.Of(json, Options[i % Options.Length]).Explanation.IsComplete, Is.True);
        }
    }

    [Test]
    public void Explain_SharedSamples_AreAllExplained()
    {
        var explained = 0;
        foreach (var file in Directory.GetFiles(Fixture.Shared("payloads"), "*.json*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            foreach (var document in MParticleDocuments.Read(File.ReadAllBytes(file)))
            {
                if (document.TryReadBatch(MParticleFormat.Auto, out _, out _))
                {
                    Explained.Of(document.Utf8Json, Options[explained % Options.Length]);
                    explained++;
                }
            }
        }

        Assert.That(explained, Is.GreaterThan(15));
    }
}
