
namespace Vidora.Integration.Delivery;

/// <summary>How far a run is.</summary>
/// <param name="Stage">What it does.</param>
/// <param name="Rows">How many rows it has settled, or read while it checks.</param>
/// <param name="TotalRows">How many there are; null while it checks.</param>
/// <param name="RowsPerSecond">How many rows a second, over the whole stage.</param>
/// <param name="TimeLeft">How long it will take at this speed; null while nobody knows.</param>
public readonly record struct PredictionImportProgress(
    PredictionImportStage Stage, long Rows, long? TotalRows, double RowsPerSecond, TimeSpan? TimeLeft);
