using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Vidora.Integration.Mapping;
using Vidora.Integration.Tests.Fixtures;

namespace Vidora.Integration.Tests.Mapping;

/// <summary>An issue about a value names the field of the document that the value is in, or what holds it.</summary>
public sealed partial class IssuePathTests
{
    private static readonly VidoraMappingOptions _everything = new() { Environments = ["production", "development", "unknown"] };

    /// <summary>Fields in the words of the web SDK are named as everywhere else.</summary>
    private static readonly string[] _synonyms =
    [
        "events.product_action.products.sku as products.id",
        "events.product_action.products.total_amount as products.total_product_amount",
    ];

    [Test]
    public void Map_ObjectWhereAScalarBelongs_NamesItsField()
    {
        var named = 0;
        var wrong = new List<string>();
        foreach (var leaf in Leaves())
        {
            foreach (var issue in IssuesWithObjectAt(leaf).Where(issue => issue.Code == MappingIssueCode.InvalidValue))
            {
                named++;
                if (!$".{Plain(leaf)}.".Contains($".{Plain(issue.Path!)}.", StringComparison.Ordinal))
                {
                    wrong.Add($"{Plain(leaf)} as {Plain(issue.Path!)}");
                }
            }
        }

        Assert.That(wrong, Is.EqualTo(_synonyms));
        Assert.That(named, Is.GreaterThan(80));
    }

    private static List<MappingIssue> IssuesWithObjectAt(string leaf)
    {
        var document = Document();
        var place = Scalars(document).Single(value => value.GetPath() == leaf);
        place.ReplaceWith(new JsonObject { ["x"] = 1 });
        var buffer = new VidoraEventBuffer();
        new MParticleEventMapper(_everything).Map(MappedBatch.Read(System.Text.Encoding.UTF8.GetBytes(document.ToJsonString())), buffer);
        return [.. buffer.Issues];
    }

    private static string[] Leaves() => [.. Scalars(Document()).Select(value => value.GetPath())];

    private static JsonNode Document()
    {
        using var document = JsonDocument.Parse(Fixture.Read("events-api/every_event.json"));
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

    /// <summary>Without numbers, and without the <c>data</c> that events and notifications have around their fields.</summary>
    private static string Plain(string path) => Index().Replace(path.TrimStart('$', '.'), "").Replace(".data.", ".", StringComparison.Ordinal);

    [GeneratedRegex(@"\[\d*\]")]
    private static partial Regex Index();
}
