namespace Vidora.Integration.Emulator;

/// <summary>Holds the prediction of a pipeline for one user.</summary>
internal readonly struct EmulatedPrediction
{
    internal EmulatedPrediction(string userId, double score, double percentile) =>
        (UserId, Score, Percentile) = (userId, score, percentile);

    /// <summary>Gets the user.</summary>
    public string UserId { get; }

    /// <summary>Gets the predicted value: 0 to 1, for regression any number.</summary>
    public double Score { get; }

    /// <summary>Gets the share of the other users with a lower score, 0 to 1. No two users of a run share it.</summary>
    public double Percentile { get; }
}
