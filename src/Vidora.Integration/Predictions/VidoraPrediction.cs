namespace Vidora.Integration;

/// <summary>What one pipeline predicts for one user or object (Vidora Predictions API).</summary>
public sealed class VidoraPrediction
{
    /// <summary>The id of the pipeline.</summary>
    public required string PipelineId { get; init; }

    /// <summary>
    /// The predicted value. 0 to 1 for Future Events, Uplift, Classification and Look Alike pipelines, any number for Regression.
    /// </summary>
    public required double Score { get; init; }

    /// <summary>
    /// The share of the other users with a lower score, on the scale of the answer; null when the answer has none (the documents
    /// do not name the scale; mParticle's samples use 0 to 1).
    /// </summary>
    public double? Percentile { get; init; }
}
