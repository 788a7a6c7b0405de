using System.Text;
using System.Text.Json;
using Vidora.Integration.Generator;

namespace Vidora.Samples.Console.Tests;

public sealed class BatchGeneratorTests
{
    [TestCase(BatchProfile.Benchmark, BatchFormat.EventsApi)]
    [TestCase(BatchProfile.Variety, BatchFormat.EventsApi)]
    [TestCase(BatchProfile.Variety, BatchFormat.Firehose)]
    public void Next_SameSeed_SameBytesAndWellFormed(BatchProfile profile, BatchFormat format)
    {
        var one = new BatchGenerator(7, profile, format);
        var two = new BatchGenerator(7, profile, format);
        var other = new BatchGenerator(8, profile, format);
        var differing = 0;
        for (var i = 0; i < 500; i++)
        {
            var document = one.Next();
            Assert.That(two.Next(), Is.EqualTo(document));
            Assert.That(JsonElement.Parse(document).ValueKind, Is.EqualTo(JsonValueKind.Object));
            Assert.That(document.AsSpan().IndexOf((byte)'\n'), Is.EqualTo(-1));
            differing += other.Next().AsSpan().SequenceEqual(document) ? 0 : 1;
        }

        Assert.That(differing, Is.EqualTo(500));
    }

    [Test]
    public void Next_Benchmark_HasTheSizeThatWasPromised()
    {
        var generator = new BatchGenerator(1);
        var counts = new HashSet<int>();
        for (var i = 0; i < 2000; i++)
        {
            var document = generator.Next();
            var batch = JsonElement.Parse(document);
            Assert.That(document, Has.Length.InRange(2048, 4096));
            Assert.That(batch.GetProperty("user_attributes").EnumerateObject().Count(), Is.InRange(18, 23));
            counts.Add(batch.GetProperty("events").GetArrayLength());
        }

        Assert.That(counts, Is.EquivalentTo(new[] { 1, 2, 3, 4 }));
    }

    [Test]
    public void CanaryDocument_EitherFormat_HoldsEachTokenOnce()
    {
        foreach (var canary in new[] { CanaryDocument.EventsApi(), CanaryDocument.Firehose() })
        {
            var text = Encoding.UTF8.GetString(canary.Utf8Json.Span);
            Assert.That(canary.Tokens, Has.Count.GreaterThan(40));
            foreach (var token in canary.Tokens.Concat(canary.ExcludableTokens))
            {
                Assert.That(text.Split(token), Has.Length.EqualTo(2), token);
            }
        }
    }
}
