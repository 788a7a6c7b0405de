namespace Vidora.Integration.Pipelines;

/// <summary>Holds what was predicted and observed of a tenth of the holdout.</summary>
public sealed class CardDecile
{
    /// <summary>Gets the tenth: 1 for the highest scores.</summary>
    public int Decile { get; init; }

    /// <summary>Gets the number of users.</summary>
    public int Users { get; init; }

    /// <summary>Gets the mean prediction.</summary>
    public double Predicted { get; init; }

    /// <summary>Gets the mean of what came; of an uplift the share of treated users minus that of the control group.</summary>
    public double Observed { get; init; }
}
