using System.Text;
using System.Text.Json;
using Vidora.Integration.Generator;

namespace Vidora.Integration.Tests.Mapping;

/// <summary>What a change of the document must not change.</summary>
[Slow(Formats = true)]
public sealed class MetamorphicTests
{
    private const string Unknown = "\"zz_unknown\":{\"a\":[1,\"x\",null],\"type\":\"custom_event\"}";

    private static readonly string[] _attributes = ["custom_attributes", "attributes", "user_attributes"];
    private static readonly string[] _models = ["", "data", "device_info", "runtime_environment", "application_info", "product_action", "events", "products"];
    private static readonly MParticleEventMapper[] _mappers = [new(), new(new VidoraMappingOptions { ExcludePersonalData = true, Commerce = CommerceMode.Both })];

    [TestCase(BatchFormat.EventsApi)]
    [TestCase(BatchFormat.Firehose)]
    public void Map_NEvents_IsNMappingsOfOne(BatchFormat format)
    {
        var batches = 0;
        ForEachBatch(format, 31, (root, _, mapper) =>
        {
            var events = root.EnumerateObject().Last(member => member.NameEquals("events")).Value;
            if (events.ValueKind != JsonValueKind.Array || events.GetArrayLength() < 2)
            {
                return;
            }

            var alone = new List<string>();
            for (var i = 0; i < events.GetArrayLength(); i++)
            {
                alone.AddRange(Map(WithEvents(root, [events[i]]), mapper).Events);
            }

            Assert.That(alone, Is.EqualTo(Map(WithEvents(root, events.EnumerateArray()), mapper).Events));
            batches++;
        });

        Assert.That(batches, Is.GreaterThan(500));
    }

    [TestCase(BatchFormat.EventsApi)]
    [TestCase(BatchFormat.Firehose)]
    public void Map_AttributesInAnotherOrder_ChangesTheirOrderAlone(BatchFormat format)
    {
        var batches = 0;
        ForEachBatch(format, 32, (root, random, mapper) =>
        {
            var before = Map(root.GetRawText(), mapper);
            if (before.Issues.Any(issue => issue.StartsWith("AttributeRenamed", StringComparison.Ordinal)))
            {
                // Equal names are numbered in the order of the document.
                return;
            }

            var after = Map(Rewrite(root, "", random, addUnknown: false), mapper);

            Assert.That(after.Events.Select(Canonical.Of), Is.EqualTo(before.Events.Select(Canonical.Of)));
            Assert.That(after.Issues, Is.EquivalentTo(before.Issues));
            batches++;
        });

        Assert.That(batches, Is.GreaterThan(500));
    }

    [TestCase(BatchFormat.EventsApi)]
    [TestCase(BatchFormat.Firehose)]
    public void Map_UnknownFields_ChangeNothing(BatchFormat format) => ForEachBatch(format, 33, (root, _, mapper) =>
    {
        var before = Map(root.GetRawText(), mapper);
        var after = Map(Rewrite(root, "", random: null, addUnknown: true), mapper);

        Assert.That(after.Events, Is.EqualTo(before.Events));
        Assert.That(after.Issues, Is.EqualTo(before.Issues));
    });

    private static void ForEachBatch(BatchFormat format, int seed, Action<JsonElement, Random, MParticleEventMapper> check)
    {
        var generator = new BatchGenerator((ulong)seed, BatchProfile.Variety, format);
        var random = new Random(seed);
        for (var i = 0; i < 1_500; i++)
        {
            using var document = JsonDocument.Parse(generator.Next());
            if (document.RootElement.EnumerateObject().Any(member => member.NameEquals("events")))
            {
                check(document.RootElement, random, _mappers[i % _mappers.Length]);
            }
        }
    }

    private static (List<string> Events, List<string> Issues) Map(string json, MParticleEventMapper mapper)
    {
        var result = mapper.Map(MappedBatch.Read(Encoding.UTF8.GetBytes(json)));
        return ([.. result.Events.Select(@event => @event.ToString())], [.. result.Issues.Select(issue => issue.ToString())]);
    }

    private static string WithEvents(JsonElement root, IEnumerable<JsonElement> events)
    {
        var members = root.EnumerateObject().Where(member => !member.NameEquals("system_notifications"))
            .Select(member => $"\"{member.Name}\":{(member.NameEquals("events") ? $"[{string.Join(',', events.Select(one => one.GetRawText()))}]" : member.Value.GetRawText())}");
        return $$"""{ {{string.Join(',', members)}} }""";
    }

    /// <summary>Writes a document again, with the attributes shuffled, or with an unknown field in each model.</summary>
    private static string Rewrite(JsonElement element, string name, Random? random, bool addUnknown)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var members = element.EnumerateObject().Select(member => $"{JsonSerializer.Serialize(member.Name)}:{Rewrite(member.Value, member.Name, random, addUnknown)}").ToArray();
                if (random is not null && _attributes.Contains(name))
                {
                    random.Shuffle(members);
                }

                return $$"""{ {{string.Join(',', addUnknown && _models.Contains(name) ? members.Append(Unknown) : members)}} }""";
            case JsonValueKind.Array:
                return $"[{string.Join(',', element.EnumerateArray().Select(item => Rewrite(item, name, random, addUnknown)))}]";
            default:
                return element.GetRawText();
        }
    }
}
