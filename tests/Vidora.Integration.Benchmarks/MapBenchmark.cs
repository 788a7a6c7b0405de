using BenchmarkDotNet.Attributes;

namespace Vidora.Integration.Benchmarks;

/// <summary>The same comparison under BenchmarkDotNet.</summary>
[MemoryDiagnoser]
public class MapBenchmark
{
    private byte[][] _documents = [];
    private MapWork _work = new();

    /// <summary>Generates the documents.</summary>
    [GlobalSetup]
    public void Generate()
    {
        _documents = Corpus.Generate(1_000);
        _work = new MapWork();
    }

    /// <summary>Every token visited.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = 1_000)]
    public long BareReader() => MapWork.ReadTokens(_documents);

    /// <summary>Document bytes to event array bytes.</summary>
    [Benchmark(OperationsPerInvoke = 1_000)]
    public long Map() => _work.Map(_documents);
}
