namespace Vidora.Integration.Pipelines;

/// <summary>Reports how far a run is.</summary>
public sealed class PipelineProgress
{
    /// <summary>Gets the step in words.</summary>
    public required string Step { get; init; }

    /// <summary>Gets the finished share of the run, 0 to 1.</summary>
    public double Fraction { get; init; }
}
