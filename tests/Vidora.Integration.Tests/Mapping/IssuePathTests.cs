using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Vidora.Integration.Mapping;
using Vidora.Integration.Tests.Fixtures;

namespace Vidora.Integration.Tests.Mapping;

/// <summary>An issue about a value names the field of the document that the value is in, or what holds it.</summary>
public sealed partial class IssuePathTests
{
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
        var document = Document();
        foreach (var scalar in Scalars(document).ToList())
        {
            var leaf = scalar.GetPath();
            var wrongKind = new JsonObject { ["x"] = 1 };
            scalar.ReplaceWith(wrongKind);
            var issues = MappedBatch.Of(document.ToJsonString()).Issues;
            wrongKind.ReplaceWith(scalar);
            foreach (var issue in issues.Where(issue => issue.Code == MappingIssueCode.InvalidValue))
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
