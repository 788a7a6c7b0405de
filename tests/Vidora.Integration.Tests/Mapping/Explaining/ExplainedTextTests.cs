using System.Globalization;
using System.Text;
using Vidora.Integration.Mapping;
using Vidora.Integration.Tests.Fixtures;

namespace Vidora.Integration.Tests.Mapping.Explaining;

/// <summary>
/// Whole documents and what is said about each of their fields: the paths, the rules and the reasons, word for word. What is
/// said of one event is not written down again for the next.
/// </summary>
public sealed class ExplainedTextTests
{
    [TestCaseSource(typeof(GoldenDocuments), nameof(GoldenDocuments.Names))]
    public void Explain_Document_SaysThisOfEachField(string name) =>
        AssertSays($"Mapping/{name}.input.json", GoldenDocuments.All[name], $"Mapping/{name}.explained.txt");

    [TestCase("events-api/every_event")]
    [TestCase("firehose/event_processing_request")]
    public void Explain_DocumentWithEverything_SaysThisOfEachField(string name) =>
        AssertSays($"{name}.json", new VidoraMappingOptions { Environments = ["production", "development"] }, $"{name}.explained.txt");

    private static void AssertSays(string document, VidoraMappingOptions options, string text) =>
        Assert.That(TextOf(Explained.Of(Fixture.Read(document), options).Explanation), Is.EqualTo(Fixture.ReadText(text)));

    private static string TextOf(MappingExplanation explanation)
    {
        var text = new StringBuilder();
        var said = new HashSet<string>(StringComparer.Ordinal);
        foreach (var @event in explanation.Events)
        {
            text.Append(CultureInfo.InvariantCulture, $"{@event.InputPath} became\n");
            foreach (var field in @event.Fields)
            {
                var line = string.Create(
                    CultureInfo.InvariantCulture, $"  {field.Name} = {field.Value} from [{string.Join(' ', field.Sources)}], {field.Group}: {field.Rule}\n");
                text.Append(said.Add(line) ? line : "");
            }
        }

        text.Append("not forwarded\n");
        foreach (var field in explanation.NotForwarded)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {field.Path}: {field.Sentence}\n");
        }

        return text.ToString();
    }
}
