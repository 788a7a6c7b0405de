namespace Vidora.Integration.Benchmarks.Floors;

/// <summary>The way from the bytes of a request to events, and what else reads the same documents, beside a bare pass over their tokens.</summary>
internal static class MapFloors
{
    private const string BareTokenPass = "Utf8JsonReader over the same documents";
    private const int Documents = 20_000;
    private const int Turns = 5 * Documents / TimedWork.DocumentsPerTurn;

    public static async Task AddAsync(FloorTable table)
    {
        var documents = Corpus.Generate(Documents);
        await AddAsync(table, "entry", documents, new MapWork().Enter, atLeast: 0.5);
        foreach (var (figure, read) in OtherReaders.All)
        {
            await AddAsync(table, figure, documents, read);
        }

        if (NodeReader.Find() is { } node)
        {
            await using var reader = await NodeReader.StartAsync(node, documents);
            await AddAsync(table, "node_json_parse", documents, reader.TurnAsync);
        }
        else
        {
            Console.WriteLine("node is not on the PATH, so there is no figure node_json_parse.");
        }
    }

    private static Task AddAsync(FloorTable table, string name, byte[][] documents, DocumentWork work, double? atLeast = null)
    {
        TimedWork.WarmUp(documents, work, MapWork.ReadTokens);
        return AddAsync(table, name, documents, new TimedWork(documents, work).TurnAsync, atLeast);
    }

    private static Task AddAsync(FloorTable table, string name, byte[][] documents, Func<Task<double>> figure, double? atLeast = null) => table.AddAsync(new Pair
    {
        Name = name,
        Unit = "mb_per_processor_s",
        FloorName = BareTokenPass,
        AtLeast = atLeast,
        Figure = figure,
        Floor = new TimedWork(documents, MapWork.ReadTokens).TurnAsync,
        Rounds = Turns,
        WarmUps = 10,
    });
}
