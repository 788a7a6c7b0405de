using System.Globalization;
using System.Text;
using Vidora.Integration.Mapping;
using Vidora.Integration.Mapping.Explaining;
using Vidora.Integration.Tests.Fixtures;

namespace Vidora.Integration.Tests.Mapping.Explaining;

/// <summary>
/// Whole documents and what is said about each of their fields: the paths, the rules and the reasons, word for word. What is
/// said of one event is not written down again for the next.
/// </summary>
public sealed class ExplainedTextTests
{
    [TestCase("Mapping/screen-view")]
    [TestCase("Mapping/purchase")]
    [TestCase("Mapping/purchase-firehose")]
    [TestCase("Mapping/promotions-and-impressions")]
    [TestCase("Mapping/promotions-and-impressions-firehose")]
    [TestCase("Mapping/lifecycle")]
    [TestCase("Mapping/lifecycle-firehose")]
    [TestCase("Mapping/changes")]
    [TestCase("Mapping/changes-without-personal-data", true)]
    [TestCase("Mapping/changes-firehose-without-personal-data", true)]
    [TestCase("Mapping/consent")]
    [TestCase("Mapping/consent-firehose")]
    [TestCase("Mapping/names-and-values", false, "production", "development")]
    [TestCase("Mapping/not-forwarded")]
    [TestCase("Mapping/development")]
    [TestCase("Mapping/nobody-firehose")]
    [TestCase("events-api/every_event")]
    [TestCase("firehose/event_processing_request", false, "production", "development")]
    public void Explain_Document_SaysThisOfEachField(string name, bool excludePersonalData = false, params string[] environments)
    {
        var options = new VidoraMappingOptions { ExcludePersonalData = excludePersonalData };
        if (environments.Length > 0)
        {
            options.Environments = environments;
        }

        var input = name.StartsWith("Mapping/", StringComparison.Ordinal) ? $"{name}.input.json" : $"{name}.json";
        var text = TextOf(Explained.Of(Fixture.Read(input), options).Explanation);

        Assert.That(text, Is.EqualTo(Fixture.ReadText($"{name}.explained.txt")));
    }

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
                    CultureInfo.InvariantCulture, $"  {field.Name} = {field.Value} from [{string.Join(' ', field.Sources)}], {field.Rule.Group}: {field.Rule.Sentence}\n");
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
