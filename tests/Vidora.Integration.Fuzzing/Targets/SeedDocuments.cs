using System.Text;
using Vidora.Integration.Generator;

namespace Vidora.Integration.Fuzzing.Targets;

/// <summary>The documents to begin with: the fixtures of the tests, and some of the generator's.</summary>
internal static class SeedDocuments
{
    private const int Generated = 16;

    /// <summary>Batches of the Events API.</summary>
    public static IReadOnlyList<byte[]> Batches { get; } = [.. Fixtures(isFirehose: false), .. Generate(BatchFormat.EventsApi)];

    /// <summary>Firehose messages of every type.</summary>
    public static IReadOnlyList<byte[]> Messages { get; } =
    [
        .. Fixtures(isFirehose: true),
        .. Generate(BatchFormat.Firehose),
        Utf8("""{"type":"module_registration_request","id":"b5c1f7a0-3d6e-4d6b-9a55-0c8f3f6f2b11","timestamp_ms":1454693550000,"firehose_version":"3.2.0"}"""),
        Utf8("""
            {"type":"dsr_processing_request","id":"b5c1f7a0-3d6e-4d6b-9a55-0c8f3f6f2b12","timestamp_ms":2,"account":{"account_id":3,"account_settings":{"apiKey":"demo-key"}},
            "subject_request_id":"b5c1f7a0-3d6e-4d6b-9a55-0c8f3f6f2b13","subject_request_type":"erasure","submitted_time":1714592744.067235,"regulation":"gdpr",
            "subject_identities":{"email":{"encoding":"raw","value":"v"}},"extensions":{"opendsr.mparticle.com":{"mpids":[1,"2"],"subject_identities":{"mpid":"3"}}}}
            """),
        Utf8("""
            {"type":"audience_subscription_request","id":"b5c1f7a0-3d6e-4d6b-9a55-0c8f3f6f2b14","timestamp_ms":2,"account":{"account_id":3,"account_settings":{}},
            "action":"add","audience_id":7,"audience_name":"n","audience_subscription_settings":{"a":"b"}}
            """),
        Utf8("""
            {"type":"audience_membership_change_request","id":"b5c1f7a0-3d6e-4d6b-9a55-0c8f3f6f2b15","timestamp_ms":2,"user_profiles":[{"mpid":"1","device_identities":[],
            "audiences":[{"audience_id":1,"action":"add","user_attributes":[{"key":"k","action":"upsert","list_value":["a"]},{"key":"l","value":"x"}]}]}]}
            """),
    ];

    /// <summary>Both, and inputs of several documents.</summary>
    public static IReadOnlyList<byte[]> Inputs { get; } =
    [
        .. Batches.Take(4),
        .. Messages.Take(4),
        Join("\n", [.. Batches.Where(document => document.Length < 1200).Take(4), .. Messages.Where(document => document.Length < 1200).Take(3)]),
        Join("", [.. Messages.Where(document => document.Length < 900)]),
        [.. "["u8, .. Join(",", [.. Batches.Where(document => document.Length < 1200).Take(3)]), .. "]\n"u8],
        [0xEF, 0xBB, 0xBF, .. Batches.MinBy(document => document.Length)!],
        Utf8("{\"events\":[]}\n{\"mpid\":1,\n\"events\":[\n{\n}]}\n\n{\"mpid\":2"),
    ];

    /// <summary>The documents with control bytes in front.</summary>
    public static IReadOnlyList<byte[]> With(IEnumerable<byte[]> documents, params byte[][] controls) =>
        [.. documents.SelectMany(document => controls.Select(control => (byte[])[.. control, .. document]))];

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Join(string separator, params byte[][] documents) =>
        Utf8(string.Join(separator, documents.Select(Encoding.UTF8.GetString)));

    private static IEnumerable<byte[]> Fixtures(bool isFirehose) =>
        from name in typeof(SeedDocuments).Assembly.GetManifestResourceNames().Order(StringComparer.Ordinal)
        let document = Read(name)
        where document.AsSpan().IndexOf("_request\""u8) >= 0 == isFirehose && document.AsSpan().IndexOf("module_registration_response"u8) < 0
        select document;

    private static byte[] Read(string name)
    {
        using var stream = typeof(SeedDocuments).Assembly.GetManifestResourceStream(name)!;
        var document = new byte[stream.Length];
        stream.ReadExactly(document);
        return document;
    }

    private static IEnumerable<byte[]> Generate(BatchFormat format)
    {
        var generator = new BatchGenerator(7, BatchProfile.Variety, format);
        return [.. Enumerable.Range(0, Generated).Select(_ => generator.Next())];
    }
}
