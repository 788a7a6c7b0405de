namespace Vidora.Integration.Pipelines.Features;

/// <summary>Holds the features of a user at a cutoff, with the label.</summary>
internal sealed class Example
{
    public required string User { get; init; }

    /// <summary>Gets the number drawn for the user, which orders the rows and chooses holdout and folds.</summary>
    public required ulong Draw { get; init; }

    public required long Cutoff { get; init; }

    public required float[] Features { get; init; }

    /// <summary>Gets the label: 0 or 1, or a number; NaN when the row is to be predicted.</summary>
    public float Label { get; init; } = float.NaN;

    /// <summary>Gets whether the user got the treatment of an uplift.</summary>
    public bool IsTreated { get; init; }

    /// <summary>Gets whether the user is of the fifth that is never trained on.</summary>
    public bool IsHoldout { get; init; }
}
