namespace Vidora.Integration.Benchmarks;

/// <summary>Does something with documents and says how many Vidora events became of them.</summary>
internal delegate long DocumentWork(ReadOnlySpan<byte[]> documents);

/// <summary>Does the work with a thousand documents a turn, over and over, and measures the processor time of each turn.</summary>
/// <remarks>A turn is as short as a time slice: by the clock, the longer side of a pair would be interrupted more often.</remarks>
internal sealed class TimedWork(byte[][] documents, DocumentWork work)
{
    public const int DocumentsPerTurn = 1_000;

    private int _turns;

    public int Documents => _turns * DocumentsPerTurn;

    public long Bytes { get; private set; }

    public long Events { get; private set; }

    public long Allocated { get; private set; }

    /// <summary>Runs both for about two seconds, so that the JIT has optimised their code.</summary>
    public static void WarmUp(byte[][] documents, DocumentWork work, DocumentWork floor)
    {
        for (var turn = 0; turn < 20; turn++)
        {
            floor(documents.AsSpan(0, DocumentsPerTurn));
            work(documents.AsSpan(turn * DocumentsPerTurn % documents.Length, DocumentsPerTurn));
            Thread.Sleep(100);
        }
    }

    /// <summary>Returns million bytes a second of processor time.</summary>
    public Task<double> TurnAsync()
    {
        var own = documents.AsSpan(_turns++ * DocumentsPerTurn % documents.Length, DocumentsPerTurn);
        var allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        var start = Environment.CpuUsage.TotalTime;
        Events += work(own);
        var elapsed = Environment.CpuUsage.TotalTime - start;
        Allocated += GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
        var bytes = 0L;
        foreach (var document in own)
        {
            bytes += document.Length;
        }

        Bytes += bytes;
        return Task.FromResult(bytes / 1e6 / elapsed.TotalSeconds);
    }
}
