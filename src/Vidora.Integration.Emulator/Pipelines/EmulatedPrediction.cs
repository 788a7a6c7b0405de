namespace Vidora.Integration.Emulator;

/// <summary>What a pipeline of the emulator predicts for one user: a stand-in, not Vidora's model.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Score">The predicted value: 0 to 1, for regression any number.</param>
/// <param name="Percentile">The share of the other users with a lower score, 0 to 1; no two users of a run share one.</param>
public readonly record struct EmulatedPrediction(string UserId, double Score, double Percentile);
