using System.Globalization;

namespace Vidora.Integration.Fuzzing.Engine;

/// <summary>What a run over one target came to.</summary>
internal sealed record FuzzReport
{
    public required string Target { get; init; }

    public required long Inputs { get; init; }

    /// <summary>How many of them were taken for good.</summary>
    public required long Accepted { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>How many inputs are kept to change further.</summary>
    public required int Corpus { get; init; }

    /// <summary>How many edges between places of the code were gone through; null without instrumentation.</summary>
    public required int? Edges { get; init; }

    /// <summary>The slowest input, when it was given again and nothing else was in the way.</summary>
    public required TimeSpan Slowest { get; init; }

    /// <summary>The most memory that one input made the code allocate, in bytes.</summary>
    public required long MostAllocated { get; init; }

    public required IReadOnlyList<FuzzFinding> Findings { get; init; }

    public static string Header { get; } = "| target | inputs | inputs/s | accepted | corpus | edges | slowest | most allocated | findings |\n"
        + "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |";

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Target} | {Inputs:N0} | {Inputs / Math.Max(Duration.TotalSeconds, 0.001):N0} | {100.0 * Accepted / Math.Max(Inputs, 1):N1} % | {Corpus:N0} "
            + $"| {Edges?.ToString("N0", CultureInfo.InvariantCulture) ?? "-"} | {Slowest.TotalMilliseconds:N1} ms | {MostAllocated / 1024.0:N0} KiB | {Findings.Count} |");
}
