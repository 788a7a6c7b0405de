using System.Diagnostics;

namespace Vidora.Integration.Benchmarks;

/// <summary>
/// How fast mapping is, and what else one may do with the same documents, beside a bare pass over their bytes: the two take
/// turns on the same documents in the same process, so that a busy machine slows both alike. The ratio is the median of
/// the turns.
/// </summary>
internal static class Ratios
{
    private const int DocumentsPerTurn = 1_000;

    private static readonly VidoraMappingOptions _excluding = new() { ExcludePersonalData = true };

    /// <summary>Does something with documents and says how many Vidora events became of them.</summary>
    private delegate long Work(ReadOnlySpan<byte[]> documents);

    public static void Print()
    {
        var documents = Corpus.Generate(100_000);
        Compare("map", documents, rounds: 3, new MapWork().Map);
        Compare("map_host", documents, rounds: 1, new MapWork().MapEach);
        Compare("entry", documents[..20_000], rounds: 2, new MapWork().Enter);
        Compare("map_exclude_personal_data", documents[..20_000], rounds: 1, new MapWork(_excluding).Map);

        // What the detector and the other exclusions cost: mapping without them beside mapping with them.
        Compare("exclude_personal_data", documents[..20_000], rounds: 1, new MapWork(_excluding).Map, new MapWork().Map);

        // The documents above are of one kind; these are of others.
        Compare("map_firehose", Corpus.Firehose(10_000), rounds: 5, new MapWork(MapWork.ReadFirehose).Map);
        Compare("map_variety", Corpus.Variety(10_000), rounds: 5, new MapWork().Map);
        Compare("map_indented", Corpus.Indented(10_000), rounds: 5, new MapWork().Map);
        Compare("map_long_escaped_texts", Corpus.LongEscapedTexts(10_000), rounds: 5, new MapWork().Map);
        Compare("map_non_ascii", Corpus.NonAscii(10_000), rounds: 5, new MapWork().Map);

        // What others do with the first documents before anything is validated, mapped or written.
        var few = documents[..20_000];
        Compare("json_document", few, rounds: 1, OtherReaders.JsonDocument);
        Compare("newtonsoft_jobject", few, rounds: 1, OtherReaders.NewtonsoftJObject);
        Compare("newtonsoft_classes", few, rounds: 1, OtherReaders.NewtonsoftClasses);
    }

    private static void Compare(string figure, byte[][] documents, int rounds, Work work, Work? beside = null)
    {
        beside ??= MapWork.ReadTokens;
        for (var warmUp = 0; warmUp < 10; warmUp++)
        {
            beside(documents.AsSpan(0, DocumentsPerTurn));
            work(documents.AsSpan(warmUp * DocumentsPerTurn, DocumentsPerTurn));
            Thread.Sleep(100);
        }

        var ratios = new List<double>();
        var total = TimeSpan.Zero;
        var bytes = 0L;
        var events = 0L;
        var allocated = 0L;
        for (var turn = 0; turn < rounds * documents.Length / DocumentsPerTurn; turn++)
        {
            var own = documents.AsSpan(turn * DocumentsPerTurn % documents.Length, DocumentsPerTurn);

            // The second of two readers finds the documents in the processor's cache.
            var bare = turn % 2 == 0 ? Time(beside, own) : default;
            var allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            events += work(own);
            var elapsed = Stopwatch.GetElapsedTime(start);
            allocated += GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
            bare = turn % 2 == 0 ? bare : Time(beside, own);
            ratios.Add(bare / elapsed);
            total += elapsed;
            foreach (var document in own)
            {
                bytes += document.Length;
            }
        }

        ratios.Sort();
        var batches = ratios.Count * DocumentsPerTurn;
        Figures.Print(figure, json =>
        {
            json.WriteNumber("ratio", Math.Round(ratios[ratios.Count / 2], 3));
            json.WriteNumber("mb_per_s", Math.Round(bytes / 1e6 / total.TotalSeconds, 1));
            if (events > 0)
            {
                json.WriteNumber("events_per_s", Math.Round(events / total.TotalSeconds));
                json.WriteNumber("bytes_allocated_per_event", allocated / events);
            }

            json.WriteNumber("bytes_allocated_per_batch", allocated / batches);
            json.WriteNumber("batches", documents.Length);
            json.WriteNumber("bytes_per_batch", bytes / batches);
        });
    }

    private static TimeSpan Time(Work work, ReadOnlySpan<byte[]> documents)
    {
        var start = Stopwatch.GetTimestamp();
        work(documents);
        return Stopwatch.GetElapsedTime(start);
    }
}
