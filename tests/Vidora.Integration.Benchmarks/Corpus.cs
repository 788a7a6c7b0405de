using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vidora.Integration.Generator;

namespace Vidora.Integration.Benchmarks;

/// <summary>The documents that are measured: generated ones, each time the same, and others that are made of them.</summary>
internal static class Corpus
{
    private const ulong Seed = 20_240_601;

    private static readonly JsonSerializerOptions _unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions _indented = new(_unescaped) { WriteIndented = true };

    /// <summary>Everyday batches of the Events API: 2 to 4 KB, in the form that mParticle's outputs usually have.</summary>
    public static byte[][] Generate(int count) => Generate(count, new BatchGenerator(Seed));

    /// <summary>Everyday batches as Firehose's <c>event_processing_request</c>.</summary>
    public static byte[][] Firehose(int count) => Generate(count, new BatchGenerator(Seed, BatchProfile.Benchmark, BatchFormat.Firehose));

    /// <summary>Every type of event in every documented variant of the wire, among them what is not forwarded.</summary>
    public static byte[][] Variety(int count) => Generate(count, new BatchGenerator(Seed, BatchProfile.Variety));

    /// <summary>Everyday batches with line breaks and indentation.</summary>
    public static byte[][] Indented(int count) => Change(Generate(count), _indented, static _ => { });

    /// <summary>Everyday batches whose events have a text of about a kilobyte with quotes and line breaks in it.</summary>
    public static byte[][] LongEscapedTexts(int count)
    {
        var text = string.Concat(Enumerable.Range(1, 16).Select(line => $"{line}. \"Dry bags\", he said,\n\tare sold in C:\\shop\\aisle {line}; take two.\n"));
        return Change(Generate(count), _unescaped, batch => ForEachAttributes(batch, attributes => attributes["comment"] = text));
    }

    /// <summary>Everyday batches whose attributes have names and texts in Japanese and Greek.</summary>
    public static byte[][] NonAscii(int count) => Change(Generate(count), _unescaped, static batch => ForEachAttributes(batch, static attributes =>
    {
        for (var i = 0; i < 6; i++)
        {
            attributes[$"お気に入りの店舗{i}"] = "防水バッグとテントは三階で売っています";
            attributes[$"αγαπημένο{i}"] = "Αδιάβροχος σάκος";
        }
    }));

    /// <summary>The events of everyday batches, in lists of the length of a request.</summary>
    public static VidoraEvent[][] Requests(int count, int eventsPerRequest)
    {
        var generator = new BatchGenerator(Seed);
        var mapper = new MParticleEventMapper();
        var events = new List<VidoraEvent>();
        while (events.Count < count * eventsPerRequest)
        {
            events.AddRange(mapper.Map(MParticleJson.ReadBatch((ReadOnlyMemory<byte>)generator.Next())).Events);
        }

        return [.. events.Chunk(eventsPerRequest).Take(count)];
    }

    /// <summary>The body of a request, as the client sends it.</summary>
    public static byte[] BodyOf(IEnumerable<VidoraEvent> events)
    {
        using var body = new MemoryStream();
        body.Write("{\"data\":"u8);
        var separator = (byte)'[';
        foreach (var item in events)
        {
            body.WriteByte(separator);
            body.Write(item.Utf8Json.Span);
            separator = (byte)',';
        }

        body.Write("]}"u8);
        return body.ToArray();
    }

    private static byte[][] Generate(int count, BatchGenerator generator)
    {
        var documents = new byte[count][];
        for (var i = 0; i < count; i++)
        {
            documents[i] = generator.Next();
        }

        return documents;
    }

    private static byte[][] Change(byte[][] documents, JsonSerializerOptions options, Action<JsonNode> change)
    {
        for (var i = 0; i < documents.Length; i++)
        {
            var batch = JsonNode.Parse(documents[i])!;
            change(batch);
            documents[i] = JsonSerializer.SerializeToUtf8Bytes(batch, options);
        }

        return documents;
    }

    /// <summary>Changes the attributes of the user and of each event.</summary>
    private static void ForEachAttributes(JsonNode batch, Action<JsonObject> change)
    {
        change(batch["user_attributes"]!.AsObject());
        foreach (var @event in batch["events"]!.AsArray())
        {
            var data = @event!["data"]!.AsObject();
            if (data["custom_attributes"] is not JsonObject attributes)
            {
                data["custom_attributes"] = attributes = [];
            }

            change(attributes);
        }
    }
}
