using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vidora.Integration.AspNetCore.Tests;

/// <summary>mParticle's own samples and schemas, or ours of the same names.</summary>
internal static class SharedSamples
{
    public static IEnumerable<TestCaseData> FirehoseRequests()
    {
        var folder = Path.Combine(Repository.SharedSamples, "payloads", "firehose");
        foreach (var file in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            var text = File.ReadAllText(file);
            if (JsonNode.Parse(text) is JsonObject message
                && message.TryGetPropertyValue("type", out var type)
                && type?.GetValueKind() is JsonValueKind.String
                && ((string)type!).EndsWith("_request", StringComparison.Ordinal))
            {
                yield return new TestCaseData(Path.GetFileName(file), text).SetArgDisplayNames(Path.GetFileName(file));
            }
        }
    }

    /// <summary>Compares names, required names, kinds and words at every level that the schema describes.</summary>
    public static void AssertFits(JsonNode value, string schemaName) => AssertFits(
        value,
        JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.SharedSamples, "schemas", "firehose", $"{schemaName}_schema.json")))!.AsObject(),
        schemaName);

    private static void AssertFits(JsonNode value, JsonObject schema, string path)
    {
        var kind = (string?)schema["type"];
        Assert.That(KindOf(value), Is.EqualTo(kind), path);
        if (schema["enum"] is JsonArray words)
        {
            Assert.That(words.Select(word => (string)word!), Does.Contain((string)value!), path);
        }

        if (value is JsonArray list && schema["items"] is JsonObject items && !items.ContainsKey("$ref"))
        {
            foreach (var item in list)
            {
                AssertFits(item!, items, $"{path}[]");
            }
        }

        if (value is JsonObject map && schema["properties"] is JsonObject properties)
        {
            foreach (var (name, property) in properties)
            {
                Assert.That(map.ContainsKey(name) || (bool?)property!["required"] != true, Is.True, $"{path}.{name} is required");
            }

            foreach (var (name, member) in map)
            {
                // The schema of a setting describes what all kinds of settings have; those of the kinds are files of their own.
                if (properties[name] is JsonObject property)
                {
                    AssertFits(member!, property, $"{path}.{name}");
                }
                else
                {
                    Assert.That(path, Does.EndWith("_settings[]"), $"{path}.{name} is unknown");
                }
            }
        }
    }

    private static string KindOf(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => "integer",
    };
}
