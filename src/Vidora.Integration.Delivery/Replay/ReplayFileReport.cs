namespace Vidora.Integration.Delivery;

/// <summary>What became of one input.</summary>
public sealed class ReplayFileReport
{
    internal ReplayFileReport(string name, ReplayFileState state, string? problem, ReplayCounts counts)
    {
        Name = name;
        State = state;
        Problem = problem;
        Counts = counts;
    }

    /// <summary>The input's name: of a file, its full path.</summary>
    public string Name { get; }

    /// <summary>How far it was replayed.</summary>
    public ReplayFileState State { get; }

    /// <summary>What is wrong with it, in a sentence; null when nothing is.</summary>
    public string? Problem { get; }

    /// <summary>What was read and what became of it, in all runs of the checkpoint.</summary>
    public ReplayCounts Counts { get; }
}
