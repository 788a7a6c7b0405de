using Vidora.Integration.MParticle.Json;
using System.Text;
using Vidora.Integration.MParticle.Firehose;

namespace Vidora.Integration.Tests.Attacks;

/// <summary>
/// A sender nests lists and objects until a reader that calls itself has no stack left. Every reader counts instead: what is at the limit
/// is read, what is one above it is an error that names the limit, and what is far above it costs no more than its size.
/// </summary>
public sealed class DeepNestingTests
{
    private const int Limit = 64;

    /// <summary>Documents with a hole, and how deep the hole is.</summary>
    private static readonly (string Document, int Depth)[] _places =
    [
        ("""{"mpid":"1","unknown":#}""", 1),
        ("""{"mpid":"1","user_attributes":{"a":#}}""", 2),
        ("""{"mpid":"1","events":[{"event_type":"custom_event","data":{"event_name":"e","custom_attributes":{"a":#}}}]}""", 5),
        ("""{"mpid":"1","events":[{"event_type":"commerce_event","data":{"product_action":{"action":"purchase","products":[{"id":"x","custom_attributes":{"a":#}}]}}}]}""", 8),
        ("""{"type":"event_processing_request","id":"1","mpid":"1","account":{"account_id":1,"account_settings":{"apiKey":#}},"events":[{"type":"custom_event","name":"e"}]}""", 3),
        ("""{"type":"event_processing_request","id":"1","mpid":"1","user_attributes":{"a":#},"events":[{"type":"custom_event","name":"e","attributes":{"a":"b"}}]}""", 2),
        ("""{"type":"dsr_processing_request","id":"1","extensions":{"opendsr.mparticle.com":#}}""", 2),
    ];

    [Test]
    public void Read_AtTheLimitAndAbove_IsReadOrNamed([Range(0, 6)] int place, [Values("[", "{", "mixed")] string kind)
    {
        var (_, depth) = _places[place];
        Assert.That(() => Read(place, kind, 1), Throws.Nothing);
        Assert.That(() => Read(place, kind, Limit - depth), Throws.Nothing);
        foreach (var levels in new[] { Limit - depth + 1, 1000, 1001, 500_000 })
        {
            Assert.That(
                () => Read(place, kind, levels),
                Throws.TypeOf<MParticleFormatException>().With.Message.EqualTo("objects and lists are nested deeper than 64 levels (MParticleReadLimits.MaxDepth)."),
                $"{levels}");
        }
    }

    [Test]
    [Slow]
    public void Read_NeverClosed_IsAnErrorAtItsCost([Values("[", "{\"a\":", "{\"a\":\n", "[\n", "[[]\n,", "{\"a\":\n{\"b\":1},\"c\":\n")] string piece, [Values] bool asStream)
    {
        // What looked at the rest again for every line would look at thirty thousand million bytes.
        var input = Encoding.UTF8.GetBytes("{\"events\":" + string.Concat(Enumerable.Repeat(piece, 600_000 / piece.Length)));
        using var stream = new MemoryStream(input);
        var started = System.Diagnostics.Stopwatch.GetTimestamp();

        var documents = asStream ? MParticleDocuments.ReadAsync(stream).ToBlockingEnumerable() : MParticleDocuments.Read(input);
        var read = documents.Count(document => document.TryReadBatch(MParticleFormat.Auto, out _, out _));

        Assert.That(read, Is.LessThanOrEqualTo(input.Length / piece.Length));
        Assert.That(System.Diagnostics.Stopwatch.GetElapsedTime(started), Is.LessThan(TimeSpan.FromSeconds(60)));
    }

    private static void Read(int place, string kind, int levels)
    {
        var (open, close) = kind switch
        {
            "[" => (new string('[', levels), new string(']', levels)),
            "{" => (string.Concat(Enumerable.Repeat("{\"a\":", levels - 1)) + "{", new string('}', levels)),
            _ => (string.Concat(Enumerable.Range(0, levels).Select(i => i % 2 == 0 ? "[" : i == levels - 1 ? "{" : "{\"a\":")), string.Concat(Enumerable.Range(0, levels).Reverse().Select(i => i % 2 == 0 ? "]" : "}"))),
        };
        var json = (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(_places[place].Document.Replace("#", open + close, StringComparison.Ordinal));
        if (!FirehoseJson.IsMessage(json.Span))
        {
            new MParticleEventMapper().Map(MParticleJson.ReadBatch(json));
        }
        else if (FirehoseJson.ReadRequest(json) is EventProcessingRequest request)
        {
            _ = request.Account?.Settings;
            new MParticleEventMapper().Map(request.Batch);
        }
    }
}
