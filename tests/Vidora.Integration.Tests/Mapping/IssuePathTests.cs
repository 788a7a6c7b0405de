using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vidora.Integration.Mapping;
using Vidora.Integration.Tests.Fixtures;

namespace Vidora.Integration.Tests.Mapping;

/// <summary>An issue about a value names the field of the document that the value is in, or what holds it.</summary>
public sealed class IssuePathTests
{
    /// <summary>Fields of Firehose, and those in the words of the web SDK, are named as the JSON reference names them.</summary>
    [TestCase("events-api/every_event")]
    [TestCase("firehose/event_processing_request")]
    public void Map_ObjectWhereAScalarBelongs_NamesItsField(string name)
    {
        var options = new VidoraMappingOptions { Environments = ["production", "development"] };
        var reports = new StringBuilder();
        var document = Document($"{name}.json");
        foreach (var scalar in Scalars(document).ToList())
        {
            var leaf = scalar.GetPath();
            var wrongKind = new JsonObject { ["x"] = 1 };
            scalar.ReplaceWith(wrongKind);
            var issues = MappedBatch.Of(document.ToJsonString(), options).Issues;
            wrongKind.ReplaceWith(scalar);
            foreach (var issue in issues.Where(issue => issue.Code == MappingIssueCode.InvalidValue))
            {
                reports.Append(CultureInfo.InvariantCulture, $"{leaf}: {issue.Path}\n");
            }
        }

        Assert.That(reports.ToString(), Is.EqualTo(Fixture.ReadText($"{name}.issue-paths.txt")));
    }

    private static JsonNode Document(string fixture)
    {
        using var document = JsonDocument.Parse(Fixture.Read(fixture));
        return ToNode(document.RootElement)!;
    }

    /// <summary>Of a field that comes twice the last one counts; JsonNode would not have it.</summary>
    private static JsonNode? ToNode(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                var map = new JsonObject();
                foreach (var member in json.EnumerateObject())
                {
                    map[member.Name] = ToNode(member.Value);
                }

                return map;
            case JsonValueKind.Array:
                return new JsonArray([.. json.EnumerateArray().Select(ToNode)]);
            default:
                return JsonNode.Parse(json.GetRawText());
        }
    }

    private static IEnumerable<JsonValue> Scalars(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(member => Scalars(member.Value)),
        JsonArray list => list.SelectMany(Scalars),
        JsonValue value => [value],
        _ => [],
    };
}
