using Vidora.Integration.Predictions;

namespace Vidora.Integration;

/// <summary>Holds a column of an export and the mParticle user attribute it becomes.</summary>
public sealed class PredictionColumn
{
    /// <summary>Creates a column.</summary>
    /// <param name="pipeline">The pipeline's name as displayed, or in snake case.</param>
    /// <param name="title">The column's title in the export, such as <c>Conversion Probability</c> or <c>Percentile</c>.</param>
    /// <param name="vendor">The vendor in the attribute's name. Default: <see cref="PredictionVendor.Vidora"/>.</param>
    /// <exception cref="ArgumentException">Pipeline or title has no letter and no digit, or the name is too long.</exception>
    public PredictionColumn(string pipeline, string title = PredictionAttributeName.ScoreColumn, PredictionVendor vendor = default)
    {
        Attribute = PredictionAttributeName.Create(pipeline, title, vendor);
        Pipeline = pipeline;
        Title = title;
    }

    /// <summary>Gets the pipeline's name as it was given.</summary>
    public string Pipeline { get; }

    /// <summary>Gets the column's title in the export.</summary>
    public string Title { get; }

    /// <summary>Gets the attribute's name.</summary>
    public PredictionAttributeName Attribute { get; }

    /// <summary>Throws when two columns become the same attribute.</summary>
    /// <param name="columns">The columns of a user.</param>
    /// <exception cref="ArgumentException">Two columns become the same attribute. The message names both.</exception>
    internal static void ThrowIfAmbiguous(IEnumerable<PredictionColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var seen = new Dictionary<PredictionAttributeName, PredictionColumn>();
        foreach (var column in columns)
        {
            if (!seen.TryAdd(column.Attribute, column))
            {
                throw new ArgumentException(
                    $"{seen[column.Attribute].Describe()} and {column.Describe()} would both become {column.Attribute}. Rename or leave out one of them.",
                    nameof(columns));
            }
        }
    }

    /// <summary>Returns the attribute's name.</summary>
    public override string ToString() => Attribute.ToString();

    private string Describe() => $"column \"{SnakeCase.Excerpt(Title)}\" of pipeline \"{SnakeCase.Excerpt(Pipeline)}\"";
}
