namespace Vidora.Integration;

/// <summary>Holds the prediction of one pipeline for one user or object (Vidora Predictions API).</summary>
public sealed class VidoraPrediction
{
    /// <summary>Gets the id of the pipeline.</summary>
    public required string PipelineId { get; init; }

    /// <summary>
    /// Gets the predicted value: 0 to 1 for Future Events, Uplift, Classification and Look Alike, any number for Regression.
    /// </summary>
    public required double Score { get; init; }

    /// <summary>
    /// Gets the share of the other users with a lower score; null when the answer has none. The documents do not name its scale.
    /// mParticle's samples use 0 to 1.
    /// </summary>
    public double? Percentile { get; init; }
}
