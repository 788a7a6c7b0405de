using System.Buffers;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Vidora.Integration.Delivery.Replay;

namespace Vidora.Integration.Delivery.Tests.Replay;

[TestFixture]
public sealed class ReplayCountsTests
{
    [Test]
    public void AddsUp_OneIsMissingAnywhere_DoesNot()
    {
        Assert.That(new ReplayCounts().AddsUp, Is.True);
        Assert.That(new ReplayCounts { Documents = 1 }.AddsUp, Is.False);
        Assert.That(new ReplayCounts { Documents = 2, Batches = 1, UnreadableDocuments = 1 }.AddsUp, Is.True);
        Assert.That(new ReplayCounts { Events = 1 }.AddsUp, Is.False);
        Assert.That(new ReplayCounts { Events = 1, ForwardedEvents = 1 }.AddsUp, Is.True);
        Assert.That(new ReplayCounts { VidoraEvents = 1 }.AddsUp, Is.False);
        Assert.That(new ReplayCounts { VidoraEvents = 2, Delivered = 1, NotSent = 1 }.AddsUp, Is.True);

        var reasons = new ReplayCounts { Events = 2, VidoraEvents = 3 };
        reasons.AddNotForwarded("missing_mpid", 2);
        reasons.AddRefused("http_400", 1);
        reasons.AddLeftOut("time_filter", 2);
        Assert.That(reasons.AddsUp, Is.True);
    }

    [Test]
    public void Json_AnyCounts_ComeBackAsTheyWere() => Prop.ForAll(
        Gen.Choose(0, 9).Select(number => (long)number * 1_000_000_000_003).ArrayOf(11).ToArbitrary(),
        numbers =>
        {
            var counts = new ReplayCounts
            {
                Documents = numbers[0],
                Batches = numbers[1],
                UnreadableDocuments = numbers[2],
                Events = numbers[3],
                ForwardedEvents = numbers[4],
                VidoraEvents = numbers[5],
                Delivered = numbers[6],
                NotSent = numbers[7],
            };
            counts.AddNotForwarded("missing_mpid", numbers[8]);
            counts.AddRefused("http_400", numbers[9]);
            counts.AddLeftOut("forgotten", numbers[10]);
            var json = Write(counts);
            using var document = JsonDocument.Parse(json);
            var back = ReplayJson.ReadCounts(document.RootElement.GetProperty("counts"));
            return Write(back).AsSpan().SequenceEqual(json) && back.AddsUp == counts.AddsUp;
        }).Check(Config.QuickThrowOnFailure.WithReplay(20240627, 7));

    private static byte[] Write(ReplayCounts counts)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            ReplayJson.WriteCounts(json, "counts", counts);
            json.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }
}
