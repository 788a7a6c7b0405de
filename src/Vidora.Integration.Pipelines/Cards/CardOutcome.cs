namespace Vidora.Integration.Pipelines;

/// <summary>Holds what came of predictions after their window closed.</summary>
public sealed class CardOutcome
{
    /// <summary>Gets the time up to which it is known.</summary>
    public DateTimeOffset KnownUntil { get; init; }

    /// <summary>Gets the number of predicted users.</summary>
    public int Users { get; init; }

    /// <summary>Gets the mean prediction.</summary>
    public double Predicted { get; init; }

    /// <summary>Gets the share of users who reached the goal.</summary>
    public double Observed { get; init; }

    /// <summary>Gets the AUC of the predictions.</summary>
    public CardFigure? Auc { get; init; }

    /// <summary>Gets the share of the tenth with the highest scores that reached the goal.</summary>
    public double TopDecile { get; init; }
}
