namespace Vidora.Integration.Pipelines;

/// <summary>Holds the prediction of a user.</summary>
public sealed class PipelinePrediction
{
    /// <summary>Gets the user's id, as in the events.</summary>
    public required string UserId { get; init; }

    /// <summary>Gets the score: a probability, an effect from 0 to 1, or a number, by the type of the pipeline.</summary>
    public double Score { get; init; }

    /// <summary>Gets the share of other users with a lower score, 0 to 1. No two users of a run share one.</summary>
    public double Percentile { get; init; }
}
