using Vidora.Integration.Predictions;

namespace Vidora.Integration;

/// <summary>A column of a pipeline's export and the mParticle user attribute that it becomes.</summary>
public sealed class PredictionColumn
{
    /// <summary>Takes a column.</summary>
    /// <param name="pipeline">The pipeline's name as people write it, or in snake case.</param>
    /// <param name="title">The column's title in the export, such as <c>Conversion Probability</c> or <c>Percentile</c>.</param>
    /// <param name="vendor">The vendor in the attribute's name; <see cref="PredictionVendor.Vidora"/> unless said otherwise.</param>
    /// <exception cref="ArgumentException">Nothing is left of pipeline or title, or the name is too long.</exception>
    public PredictionColumn(string pipeline, string title = PredictionAttributeName.ScoreColumn, PredictionVendor vendor = default)
    {
        Attribute = PredictionAttributeName.Create(pipeline, title, vendor);
        Pipeline = pipeline;
        Title = title;
    }

    /// <summary>The pipeline's name as it was given.</summary>
    public string Pipeline { get; }

    /// <summary>The column's title in the export.</summary>
    public string Title { get; }

    /// <summary>The attribute's name.</summary>
    public PredictionAttributeName Attribute { get; }

    /// <summary>Checks that no two columns become the same attribute, of one pipeline or of several.</summary>
    /// <param name="columns">The columns that are written side by side.</param>
    /// <exception cref="ArgumentException">Two of them do; the message names both.</exception>
    public static void ThrowIfAmbiguous(IEnumerable<PredictionColumn> columns)
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

    /// <summary>The attribute's name.</summary>
    public override string ToString() => Attribute.ToString();

    private string Describe() => $"column \"{SnakeCase.Excerpt(Title)}\" of pipeline \"{SnakeCase.Excerpt(Pipeline)}\"";
}
