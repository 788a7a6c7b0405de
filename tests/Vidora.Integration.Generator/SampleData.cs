using System.Buffers;
using System.Globalization;
using System.Text;

namespace Vidora.Integration.Generator;

/// <summary>
/// The files in <c>samples/data</c>: two weeks of the shop. The first week is an archive in both formats and many styles,
/// with what must not be forwarded among it; the second came over two connections, one in each format.
/// </summary>
public static class SampleData
{
    /// <summary>The first week, both formats mixed.</summary>
    public const string ArchiveFile = "mixed-history.jsonl";

    /// <summary>The second week's mParticle JSON.</summary>
    public const string EventsFile = "events.jsonl";

    /// <summary>The second week's Firehose messages.</summary>
    public const string FirehoseFile = "firehose.jsonl";

    /// <summary>An export of predictions for the shoppers, with made-up scores.</summary>
    public const string PredictionsFile = "predictions.csv";

    private const ulong Seed = 20260302;

    /// <summary>Enough for every kind of event, four times, and every platform in both formats.</summary>
    private const int OutputDocuments = 24;

    /// <summary>Makes the files, the same bytes every time.</summary>
    public static IReadOnlyList<SampleFile> Create()
    {
        var archive = new ArrayBufferWriter<byte>();
        var events = new ArrayBufferWriter<byte>();
        var firehose = new ArrayBufferWriter<byte>();
        var documents = new DocumentBuffer();
        var archiveEnd = ShopHistory.StartMs + ShopHistory.ArchivedDays * ShopHistory.DayMs;
        foreach (var (format, batch) in All().OrderBy(pair => pair.Batch.ReceivedMs))
        {
            var file = batch.ReceivedMs < archiveEnd ? archive : format == BatchFormat.Firehose ? firehose : events;
            file.Write(documents.Write(format, batch));
            file.Write("\n"u8);
        }

        return [new(EventsFile, events.WrittenMemory), new(FirehoseFile, firehose.WrittenMemory), new(ArchiveFile, archive.WrittenMemory), new(PredictionsFile, Predictions())];
    }

    private static byte[] Predictions()
    {
        var random = new SeededRandom(Seed + 2);
        var shoppers = All().Select(pair => pair.Batch.Shopper.Mpid).Distinct().Order().Select(mpid => (Mpid: mpid, Score: random.Next(1, 999) / 1_000.0)).ToList();
        var text = new StringBuilder("user_id,Conversion Probability,Percentile\n");
        foreach (var (mpid, score) in shoppers)
        {
            var lower = shoppers.Count(other => other.Score < score || (other.Score == score && other.Mpid < mpid));
            text.Append(CultureInfo.InvariantCulture, $"{mpid},{score:0.###},{lower / (shoppers.Count - 1.0):0.######}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Makes the documents that the emulator's sending half replays, the same bytes every time.</summary>
    public static IReadOnlyList<SampleFile> CreateOutputs() =>
        [Outputs("batches.jsonl", BatchFormat.EventsApi), Outputs("firehose.jsonl", BatchFormat.Firehose)];

    private static SampleFile Outputs(string name, BatchFormat format)
    {
        var file = new ArrayBufferWriter<byte>();
        var generator = new BatchGenerator(Seed, BatchProfile.Outputs, format);
        for (var i = 0; i < OutputDocuments; i++)
        {
            file.Write(generator.Next());
            file.Write("\n"u8);
        }

        return new(name, file.WrittenMemory);
    }

    private static IEnumerable<(BatchFormat Format, ShopBatch Batch)> All()
    {
        var random = new SeededRandom(Seed + 1);
        var oddStart = ShopHistory.StartMs + 5 * ShopHistory.DayMs;
        return ShopHistory.Create(Seed)
            .Concat(OddBatches.Create(BatchFormat.EventsApi, oddStart, random).Select(batch => (BatchFormat.EventsApi, batch)))
            .Concat(OddBatches.Create(BatchFormat.Firehose, oddStart + 3_600_000, random).Select(batch => (BatchFormat.Firehose, batch)));
    }
}
