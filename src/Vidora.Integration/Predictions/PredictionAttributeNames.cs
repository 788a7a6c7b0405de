namespace Vidora.Integration;

/// <summary>Makes the attribute names of one account: <see cref="PredictionAttributeName.Create"/> with the account's vendor.</summary>
/// <param name="vendor">The vendor in every name.</param>
public sealed class PredictionAttributeNames(PredictionVendor vendor = default)
{
    /// <summary>The vendor in every name.</summary>
    public PredictionVendor Vendor { get; } = vendor;

    /// <summary>Makes the name of the attribute for a column of a pipeline.</summary>
    /// <param name="pipeline">The pipeline's name as people write it, or in snake case.</param>
    /// <param name="column">The column as the export writes it; the value columns of all pipeline types become <c>score</c>.</param>
    /// <exception cref="ArgumentException">Nothing is left of pipeline or column, or the name is too long.</exception>
    public PredictionAttributeName Create(string pipeline, string column = PredictionAttributeName.ScoreColumn) =>
        PredictionAttributeName.Create(pipeline, column, Vendor);
}
