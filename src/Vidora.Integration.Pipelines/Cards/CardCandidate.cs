namespace Vidora.Integration.Pipelines;

/// <summary>Holds what one way to learn reached.</summary>
public sealed class CardCandidate
{
    /// <summary>Gets the name; <c>plain rule</c> for the rule that every model must beat.</summary>
    public string Name { get; init; } = "";

    /// <summary>Gets the candidate in words.</summary>
    public string Description { get; init; } = "";

    /// <summary>Gets the figure of the cross-validation, which chooses. Users of the holdout have no part in it.</summary>
    public double CrossValidation { get; init; }

    /// <summary>Gets the figure on the holdout; null when the holdout is empty.</summary>
    public CardFigure? Holdout { get; init; }

    /// <summary>Gets whether the predictions are this candidate's.</summary>
    public bool IsChosen { get; init; }
}
