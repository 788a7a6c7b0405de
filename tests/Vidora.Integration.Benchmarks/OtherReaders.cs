using System.Text.Json;
using System.Text.Json.Nodes;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using JsonSerializer = Newtonsoft.Json.JsonSerializer;

namespace Vidora.Integration.Benchmarks;

/// <summary>What a program does with a batch that reads it with a library for all kinds of JSON. None of them maps or writes anything.</summary>
internal static class OtherReaders
{
    /// <summary>Each of them by the name of its figure.</summary>
    public static readonly IReadOnlyList<(string Figure, DocumentWork Read)> All =
    [
        ("json_document", JsonDocument),
        ("json_node", JsonNodes),
        ("json_source_generation", JsonSourceGeneration),
        ("newtonsoft_jobject", NewtonsoftJObject),
        ("newtonsoft_classes", NewtonsoftClasses),
    ];

    private static readonly JsonSerializer _serializer = JsonSerializer.CreateDefault();

    /// <summary>Parses and visits every value.</summary>
    public static long JsonDocument(ReadOnlySpan<byte[]> documents)
    {
        foreach (var document in documents)
        {
            using var parsed = System.Text.Json.JsonDocument.Parse(document);
            Visit(parsed.RootElement);
        }

        return 0;
    }

    /// <summary>Parses and visits every value, which makes the nodes.</summary>
    public static long JsonNodes(ReadOnlySpan<byte[]> documents)
    {
        foreach (var document in documents)
        {
            Visit(JsonNode.Parse(document));
        }

        return 0;
    }

    /// <summary>Deserialises into classes with generated code.</summary>
    public static long JsonSourceGeneration(ReadOnlySpan<byte[]> documents)
    {
        foreach (var document in documents)
        {
            System.Text.Json.JsonSerializer.Deserialize(document, PlainBatchJson.Default.PlainBatch);
        }

        return 0;
    }

    /// <summary>Parses into a tree.</summary>
    public static long NewtonsoftJObject(ReadOnlySpan<byte[]> documents)
    {
        foreach (var document in documents)
        {
            using var reader = Open(document);
            JObject.Load(reader);
        }

        return 0;
    }

    /// <summary>Deserialises into the same classes.</summary>
    public static long NewtonsoftClasses(ReadOnlySpan<byte[]> documents)
    {
        foreach (var document in documents)
        {
            using var reader = Open(document);
            _serializer.Deserialize<PlainBatch>(reader);
        }

        return 0;
    }

    private static int Visit(JsonElement element)
    {
        var values = 1;
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject())
            {
                values += Visit(member.Value);
            }
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                values += Visit(item);
            }
        }

        return values;
    }

    private static int Visit(JsonNode? node) => node switch
    {
        JsonObject members => members.Sum(member => Visit(member.Value)),
        JsonArray items => items.Sum(Visit),
        _ => 1,
    };

    private static JsonTextReader Open(byte[] document) => new(new StreamReader(new MemoryStream(document)));
}
