namespace Vidora.Integration.Pipelines;

/// <summary>Says in a word how good predictions are (Vidora documentation).</summary>
public enum QualityBand
{
    /// <summary>There is too little to tell, or the type has no band.</summary>
    Unknown,

    /// <summary>AUC or rank score up to 55 %, R² up to 25 %.</summary>
    BelowAverage,

    /// <summary>AUC or rank score over 55 %, R² over 25 %.</summary>
    Average,

    /// <summary>AUC or rank score over 65 %, R² over 40 %.</summary>
    Good,

    /// <summary>AUC or rank score over 75 %, R² over 60 %.</summary>
    VeryGood,

    /// <summary>AUC or rank score over 85 %, R² over 75 %.</summary>
    Excellent,
}
