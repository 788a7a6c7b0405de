using System.Diagnostics;

namespace Vidora.Integration.Benchmarks;

/// <summary>
/// How fast mapping is beside a bare pass over the same bytes: both take turns on the same documents in the same process,
/// so that a busy machine slows both alike; the ratio is the median of the turns.
/// </summary>
internal static class MapRatio
{
    private const int DocumentCount = 100_000;
    private const int DocumentsPerTurn = 1_000;
    private const int Rounds = 3;

    public static void Print()
    {
        var documents = MapWork.Generate(DocumentCount);
        var work = new MapWork();
        for (var warmUp = 0; warmUp < 10; warmUp++)
        {
            MapWork.ReadTokens(documents.AsSpan(0, 5_000));
            work.Map(documents.AsSpan(0, 5_000));
            Thread.Sleep(100);
        }

        var ratios = new List<double>();
        var mapping = TimeSpan.Zero;
        var inputBytes = 0L;
        var events = 0L;
        var allocated = 0L;
        for (var round = 0; round < Rounds; round++)
        {
            for (var first = 0; first < DocumentCount; first += DocumentsPerTurn)
            {
                var turn = documents.AsSpan(first, DocumentsPerTurn);
                var bareStart = Stopwatch.GetTimestamp();
                MapWork.ReadTokens(turn);
                var bare = Stopwatch.GetElapsedTime(bareStart);

                var allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
                var mapStart = Stopwatch.GetTimestamp();
                var (mapped, _) = work.Map(turn);
                var map = Stopwatch.GetElapsedTime(mapStart);

                allocated += GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
                mapping += map;
                events += mapped;
                ratios.Add(bare / map);
                foreach (var document in turn)
                {
                    inputBytes += document.Length;
                }
            }
        }

        ratios.Sort();
        Figures.Print("map", json =>
        {
            json.WriteNumber("ratio", Math.Round(ratios[ratios.Count / 2], 3));
            json.WriteNumber("mb_per_s", Math.Round(inputBytes / 1e6 / mapping.TotalSeconds, 1));
            json.WriteNumber("events_per_s", Math.Round(events / mapping.TotalSeconds));
            json.WriteNumber("bytes_allocated_per_event", allocated / events);
            json.WriteNumber("batches", DocumentCount);
            json.WriteNumber("bytes_per_batch", inputBytes / Rounds / DocumentCount);
        });
    }
}
