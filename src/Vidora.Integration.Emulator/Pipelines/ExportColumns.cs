namespace Vidora.Integration.Emulator;

/// <summary>The prediction columns of an export; the user id is always exported (Vidora documentation).</summary>
[Flags]
public enum ExportColumns
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The predicted value. Its title depends on the pipeline: <c>Conversion Probability</c>, <c>Uplift</c>, <c>Probability</c>, <c>Predicted Value</c> or <c>Score</c>.</summary>
    Score = 1,

    /// <summary>The percentile, titled <c>Percentile</c>, 0 to 1.</summary>
    Percentile = 2,
}
