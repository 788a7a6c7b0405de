namespace Vidora.Integration.Pipelines;

/// <summary>Holds how much a feature counts in the model.</summary>
public sealed class CardFeature
{
    /// <summary>Gets the feature in words.</summary>
    public string Name { get; init; } = "";

    /// <summary>Gets the group: Active days, Event types or Categories (Vidora documentation).</summary>
    public string Group { get; init; } = "";

    /// <summary>Gets the importance from 0 to 100; the most important feature has 100.</summary>
    public double Importance { get; init; }
}
