namespace Vidora.Integration.Benchmarks;

/// <summary>
/// How fast mapping is, and what else one may do with the same documents, beside a bare pass over their bytes: the two take
/// turns on the same documents in the same process, so that a busy machine slows both alike. The ratio is the median of
/// the turns.
/// </summary>
internal static class Ratios
{
    private static readonly VidoraMappingOptions _excluding = new() { ExcludePersonalData = true };

    public static async Task PrintAsync()
    {
        var documents = Corpus.Generate(100_000);
        await CompareAsync("map", documents, rounds: 3, new MapWork().Map);
        await CompareAsync("map_host", documents, rounds: 1, new MapWork().MapEach);
        await CompareAsync("entry", documents[..20_000], rounds: 2, new MapWork().Enter);
        await CompareAsync("map_exclude_personal_data", documents[..20_000], rounds: 1, new MapWork(_excluding).Map);

        // What the detector and the other exclusions cost: mapping without them beside mapping with them.
        await CompareAsync("exclude_personal_data", documents[..20_000], rounds: 1, new MapWork(_excluding).Map, new MapWork().Map);

        // The documents above are of one kind; these are of others.
        await CompareAsync("map_firehose", Corpus.Firehose(10_000), rounds: 5, new MapWork(MapWork.ReadFirehose).Map);
        await CompareAsync("map_variety", Corpus.Variety(10_000), rounds: 5, new MapWork().Map);
        await CompareAsync("map_indented", Corpus.Indented(10_000), rounds: 5, new MapWork().Map);
        await CompareAsync("map_long_escaped_texts", Corpus.LongEscapedTexts(10_000), rounds: 5, new MapWork().Map);
        await CompareAsync("map_non_ascii", Corpus.NonAscii(10_000), rounds: 5, new MapWork().Map);

        // What others do with the first documents before anything is validated, mapped or written.
        var few = documents[..20_000];
        foreach (var (figure, read) in OtherReaders.All)
        {
            await CompareAsync(figure, few, rounds: 1, read);
        }
    }

    private static async Task CompareAsync(string figure, byte[][] documents, int rounds, DocumentWork work, DocumentWork? beside = null)
    {
        beside ??= MapWork.ReadTokens;
        TimedWork.WarmUp(documents, work, beside);
        var timed = new TimedWork(documents, work);
        var result = await new Pair
        {
            Name = figure,
            Unit = "mb_per_s",
            FloorName = "bare token pass",
            Figure = timed.TurnAsync,
            Floor = new TimedWork(documents, beside).TurnAsync,
            Rounds = rounds * documents.Length / TimedWork.DocumentsPerTurn,
            WarmUps = 0,
        }.MeasureAsync();
        Figures.Print(figure, json =>
        {
            json.WriteNumber("ratio", Math.Round(result.Ratio, 3));
            json.WriteNumber("mb_per_s", Math.Round(result.Figure, 1));
            if (timed.Events > 0)
            {
                json.WriteNumber("events_per_s", Math.Round(result.Figure * 1e6 * timed.Events / timed.Bytes));
                json.WriteNumber("bytes_allocated_per_event", timed.Allocated / timed.Events);
            }

            json.WriteNumber("bytes_allocated_per_batch", timed.Allocated / timed.Documents);
            json.WriteNumber("batches", documents.Length);
            json.WriteNumber("bytes_per_batch", timed.Bytes / timed.Documents);
        });
    }
}
